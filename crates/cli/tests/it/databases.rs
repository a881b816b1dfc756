//! The services' databases, looked into and meddled with behind the program's back.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::server::{DEADLINE, Engine, Server, postgres};

/// The services' databases of a server.
pub struct Databases {
    pub engine: Engine,
    /// The directory of the files, or the URL.
    place: String,
    /// A service, and a query for every tenant that has a row in any of its tables, whatever
    /// the ledger says, or is live in the ledger.
    tenants: OnceLock<Vec<(String, String)>>,
}

impl Databases {
    /// Of a server that is ready.
    pub fn of(engine: Engine, server: &Server) -> Self {
        let place = match engine {
            Engine::Sqlite => server.data.path().display().to_string(),
            Engine::Postgres => server.database.clone(),
        };
        Self {
            engine,
            place,
            tenants: OnceLock::new(),
        }
    }

    /// Every `service: tenant` that has a row.
    pub fn tenants(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (service, sql) in self.tenants.get_or_init(|| self.queries()) {
            let tenants = self.query(service, sql);
            found.extend(tenants.iter().map(|tenant| format!("{service}: {tenant}")));
        }
        found
    }

    /// Waits until no session is on its way, as long as they become fewer: very many that end at
    /// once are removed one after another. The tenants of those that are ready.
    pub fn settled(&self) -> BTreeSet<String> {
        let (mut fewest, mut since) = (usize::MAX, Instant::now());
        loop {
            // At one look: between two, a session may move on.
            let sql = "select state || ' ' || virtual_tenant_id from sessions \
                       where state not in ('failed', 'deleted', 'expired')";
            let left = self.query("sessions", sql);
            let ready = left
                .iter()
                .filter_map(|session| session.strip_prefix("ready "));
            let ready: BTreeSet<String> = ready.map(str::to_owned).collect();
            if ready.len() == left.len() {
                return ready;
            }
            if left.len() < fewest {
                (fewest, since) = (left.len(), Instant::now());
            }
            let some = &left[..left.len().min(20)];
            assert!(
                since.elapsed() < DEADLINE,
                "{} still on their way: {some:?}",
                left.len()
            );
            // Asked without a pause, it would take the time of what it waits for.
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// As [`Self::settled`], of demos of one tenant each: those that are ready are whole, one
    /// as large as the other, and of the rest there is not one row, nor a line in a ledger.
    #[track_caller]
    pub fn whole_or_gone(&self, what: &str) -> BTreeSet<String> {
        let ready = self.settled();
        let mut shapes: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for ((service, tenant), rows) in self.records() {
            shapes.entry(tenant).or_default().insert(service, rows);
        }
        let there: BTreeSet<String> = shapes.keys().cloned().collect();
        assert_eq!(there, ready, "{what}: the ready ones have rows, no others");
        let shapes: BTreeSet<_> = shapes.into_values().collect();
        assert!(shapes.len() <= 1, "{what}: each is whole: {shapes:?}");
        let services: Vec<&String> = shapes.iter().flat_map(BTreeMap::keys).collect();
        assert!(ready.is_empty() || services.len() >= 11, "{services:?}");
        let live: BTreeSet<String> = ready
            .iter()
            .flat_map(|tenant| {
                services
                    .iter()
                    .map(move |service| format!("{service}: {tenant}"))
            })
            .collect();
        assert_eq!(self.tenants(), live, "{what}: the ledgers say the same");
        ready
    }

    /// The rows of each tenant in each service, whatever the ledger says.
    fn records(&self) -> BTreeMap<(String, String), u64> {
        let mut found = BTreeMap::new();
        for (service, _) in self.tenants.get_or_init(|| self.queries()) {
            let rows = self.tables(service).into_iter();
            let rows: Vec<String> = rows
                .map(|table| format!("select tenant_id from {table}"))
                .collect();
            let sql = rows.join(" union all ");
            for tenant in self.query(service, &sql) {
                *found.entry((service.clone(), tenant)).or_default() += 1;
            }
        }
        found
    }

    fn queries(&self) -> Vec<(String, String)> {
        let services = self.services().into_iter();
        let query = |service: String| {
            let tables = self.tables(&service).into_iter();
            let mut selects: Vec<String> = tables
                .map(|table| format!("select tenant_id from {table}"))
                .collect();
            selects.push("select tenant_id from demo_tenants where state = 'live'".to_owned());
            (service, selects.join(" union "))
        };
        services.map(query).collect()
    }

    /// The services whose databases are there.
    pub fn services(&self) -> Vec<String> {
        let mut names: Vec<String> = match self.engine {
            Engine::Sqlite => std::fs::read_dir(&self.place)
                .unwrap()
                .filter_map(|entry| {
                    let name = entry.unwrap().file_name().into_string().unwrap();
                    Some(name.strip_suffix(".sqlite")?.to_owned())
                })
                .collect(),
            Engine::Postgres => {
                let sql =
                    "select substr(datname, 6) from pg_database where datname like 'demo\\_%'";
                self.query("sessions", sql)
            }
        };
        names.retain(|name| name != "sessions");
        assert!(names.len() >= 8, "{names:?}");
        names
    }

    /// The tables of a service, without the engine's own.
    pub fn tables(&self, service: &str) -> Vec<String> {
        let sql = match self.engine {
            Engine::Sqlite => "select name from sqlite_master where type = 'table'",
            Engine::Postgres => "select tablename from pg_tables where schemaname = 'public'",
        };
        let mut tables = self.query(service, sql);
        tables.retain(|table| !table.starts_with("demo_") && !table.starts_with("sqlite_"));
        assert!(!tables.is_empty(), "{service} has no tables");
        tables
    }

    /// The first column of a query's rows; `service` may be `sessions`.
    pub fn query(&self, service: &str, sql: &str) -> Vec<String> {
        match self.engine {
            Engine::Sqlite => {
                let connection = self.connect(service);
                let mut statement = connection.prepare(sql).unwrap();
                let rows = statement.query_map([], |row| row.get(0)).unwrap();
                rows.collect::<Result<_, _>>().unwrap()
            }
            Engine::Postgres => {
                let rows = self.psql(service, sql).unwrap();
                rows.lines().map(str::to_owned).collect()
            }
        }
    }

    /// Runs statements; what the database said if it did not.
    pub fn execute(&self, service: &str, sql: &str) -> Result<(), String> {
        match self.engine {
            Engine::Sqlite => {
                let done = self.connect(service).execute_batch(sql);
                done.map_err(|error| error.to_string())
            }
            Engine::Postgres => self.psql(service, sql).map(drop),
        }
    }

    fn connect(&self, service: &str) -> Connection {
        let file = Path::new(&self.place).join(format!("{service}.sqlite"));
        let connection = Connection::open(file).unwrap();
        connection.busy_timeout(DEADLINE).unwrap();
        connection
    }

    fn psql(&self, service: &str, sql: &str) -> Result<String, String> {
        psql(&format!("{}/demo_{service}", self.place), sql)
    }
}

/// Makes the tests' PostgreSQL one that has never been used.
pub fn empty_postgres() {
    let maintenance = format!("{}/postgres", postgres());
    let sql = "select datname from pg_database where datname like 'demo\\_%'";
    for name in psql(&maintenance, sql).unwrap().lines() {
        psql(&maintenance, &format!("drop database {name} with (force)")).unwrap();
    }
    let sql = "drop role if exists demo_loader, demo_api";
    psql(&maintenance, sql).expect("nothing else on this server uses the roles");
}

fn psql(url: &str, sql: &str) -> Result<String, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the script that starts PostgreSQL says where its programs are"
    )]
    let programs = std::env::var("DEMO_TEST_PGBIN").expect("scripts/with-postgres sets it");
    let output = Command::new(Path::new(&programs).join("psql"))
        .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
        .args(["--set", "ON_ERROR_STOP=1", "--command", sql])
        .arg(url)
        .output()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
