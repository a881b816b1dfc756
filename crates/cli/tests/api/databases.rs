//! The services' databases, looked into and meddled with behind the program's back.

use std::{collections::BTreeSet, path::Path, process::Command};

use rusqlite::Connection;

use crate::server::{DEADLINE, Engine, Server, postgres};

/// The services' databases of a server.
pub struct Databases {
    pub engine: Engine,
    /// The directory of the files, or the URL.
    place: String,
    /// A service, and a query for every tenant that has a row in any of its tables, whatever
    /// the ledger says, or is live in the ledger.
    tenants: Vec<(String, String)>,
}

impl Databases {
    /// Of a server that is ready.
    pub fn of(engine: Engine, server: &Server) -> Self {
        let place = match engine {
            Engine::Sqlite => server.data.path().display().to_string(),
            Engine::Postgres => postgres(),
        };
        let mut databases = Self {
            engine,
            place,
            tenants: Vec::new(),
        };
        databases.tenants = databases
            .services()
            .into_iter()
            .map(|service| {
                let tables = databases.tables(&service).into_iter();
                let mut selects: Vec<String> = tables
                    .map(|table| format!("select tenant_id from {table}"))
                    .collect();
                selects.push("select tenant_id from demo_tenants where state = 'live'".to_owned());
                (service, selects.join(" union "))
            })
            .collect();
        databases
    }

    /// Every `service: tenant` that has a row.
    pub fn tenants(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (service, sql) in &self.tenants {
            let tenants = self.query(service, sql);
            found.extend(tenants.iter().map(|tenant| format!("{service}: {tenant}")));
        }
        found
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
        assert!(names.len() >= 11, "{names:?}");
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
        #[expect(
            clippy::disallowed_methods,
            reason = "the script that starts PostgreSQL says where its programs are"
        )]
        let programs = std::env::var("DEMO_TEST_PGBIN").expect("scripts/with-postgres sets it");
        let output = Command::new(Path::new(&programs).join("psql"))
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
            .args(["--set", "ON_ERROR_STOP=1", "--command", sql])
            .arg(format!("{}/demo_{service}", self.place))
            .output()
            .unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}
