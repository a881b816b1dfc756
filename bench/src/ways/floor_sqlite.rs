//! The floor on SQLite: for each service one transaction of prepared inserts with literal
//! values, its ledger rows included. Only the tenants' ids are bound anew in each session.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use demo_core::{Plan, batch::Value};
use demo_store::CloneRequest;
use futures::future::try_join_all;
use rusqlite::{Connection, types::Value as Stored};
use tokio::sync::Mutex;

use crate::{
    chance,
    data::{self, Literal, LiteralTable, Profile},
};

/// As many as `demo-store` keeps.
const STATEMENTS: usize = 64;

/// A database file a service.
pub struct FloorSqlite {
    databases: Vec<Arc<Database>>,
    tenants: usize,
}

struct Database {
    /// Waited for without a thread: hundreds of clients wait here.
    connection: Arc<Mutex<Connection>>,
    inserts: Vec<Insert>,
    tables: Vec<String>,
}

/// An insert, and the values of each row in its columns' order.
struct Insert {
    sql: String,
    rows: Vec<Vec<Bound>>,
}

/// A parameter of an insert.
enum Bound {
    Tenant(usize),
    Value(Stored),
}

impl FloorSqlite {
    /// Opens the files of a directory that hold the services' tables.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn new(directory: &Path, profile: &Profile) -> anyhow::Result<Self> {
        let request = profile.request(chance::now());
        let mut databases = Vec::new();
        for plan in &profile.plans {
            let path = directory.join(format!("{}.sqlite", plan.service));
            databases.push(Arc::new(Database::open(&path, plan, &request)?));
        }
        let tenants = profile.plans.first().map_or(0, |plan| plan.tenants.len());
        Ok(Self { databases, tenants })
    }

    /// Makes one session, all services at once.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub async fn session(&self) -> anyhow::Result<()> {
        let tenants: Arc<[String]> = (0..self.tenants)
            .map(|_| chance::random_id().to_string())
            .collect();
        let loads = self.databases.iter().map(|database| {
            let (database, tenants) = (Arc::clone(database), Arc::clone(&tenants));
            async move {
                let connection = Arc::clone(&database.connection).lock_owned().await;
                let work = move || database.load(&connection, &tenants);
                tokio::task::spawn_blocking(work).await?
            }
        });
        try_join_all(loads).await.map(|_| ())
    }

    /// Removes all rows.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub async fn clear(&self) -> anyhow::Result<()> {
        for database in &self.databases {
            let connection = database.connection.lock().await;
            for table in database.tables.iter().rev() {
                connection.execute_batch(&format!("delete from {table}"))?;
            }
        }
        Ok(())
    }
}

impl Database {
    fn open(path: &Path, plan: &Plan, request: &CloneRequest) -> anyhow::Result<Self> {
        let connection =
            Connection::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; \
             pragma cache_size = -2000; pragma temp_store = memory; pragma busy_timeout = 5000",
        )?;
        let mut tables = data::literals(plan, request)?;
        tables.push(ledger(plan, request));
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            inserts: tables.iter().map(insert).collect(),
            tables: tables.into_iter().map(|table| table.name).collect(),
        })
    }

    fn load(&self, connection: &Connection, tenants: &[String]) -> anyhow::Result<()> {
        let once = |sql: &str| connection.prepare_cached(sql)?.execute([]);
        once("begin immediate")?;
        once("pragma defer_foreign_keys = on")?;
        for insert in &self.inserts {
            let mut prepared = connection.prepare_cached(&insert.sql)?;
            for row in &insert.rows {
                for (at, bound) in row.iter().enumerate() {
                    match bound {
                        Bound::Tenant(place) => {
                            prepared.raw_bind_parameter(at + 1, &tenants[*place])?;
                        }
                        Bound::Value(value) => prepared.raw_bind_parameter(at + 1, value)?,
                    }
                }
                prepared.raw_execute()?;
            }
        }
        once("commit")?;
        Ok(())
    }
}

/// The ledger's rows as a table like the others.
fn ledger(plan: &Plan, request: &CloneRequest) -> LiteralTable {
    let columns = [
        "tenant_id",
        "virtual_tenant_id",
        "session_id",
        "profile",
        "fingerprint",
        "instant",
        "records",
        "planned",
        "state",
        "recorded_at",
    ];
    let text = |text: &str| Literal::Value(Value::Text(text.to_owned()));
    let rows = plan.tenants.iter().enumerate().map(|(place, tenant)| {
        let records = Value::Integer(i64::try_from(tenant.records).unwrap_or(i64::MAX));
        vec![
            Literal::Tenant(place),
            Literal::Tenant(0),
            Literal::Value(Value::Uuid(request.session_id.unwrap_or_default())),
            text(&plan.profile),
            text(&plan.fingerprint),
            Literal::Value(Value::Instant(request.instant)),
            Literal::Value(records.clone()),
            Literal::Value(records),
            text("live"),
            Literal::Value(Value::Instant(request.now)),
        ]
    });
    LiteralTable {
        name: "demo_tenants".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

fn insert(table: &LiteralTable) -> Insert {
    let places = vec!["?"; table.columns.len()];
    let bound = |cell: &Literal| match cell {
        Literal::Tenant(place) => Bound::Tenant(*place),
        Literal::Value(value) => Bound::Value(stored(value)),
    };
    Insert {
        sql: format!(
            "insert into {} ({}) values ({})",
            table.name,
            table.columns.join(", "),
            places.join(", ")
        ),
        rows: table
            .rows
            .iter()
            .map(|row| row.iter().map(bound).collect())
            .collect(),
    }
}

/// As `demo-store` writes it.
fn stored(value: &Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Uuid(id) => Stored::Text(id.to_string()),
        Value::Instant(instant) => Stored::Text(format!("{instant:.6}")),
        Value::Date(date) => Stored::Text(date.to_string()),
        Value::Text(text) | Value::Json(text) | Value::Numeric(text) => Stored::Text(text.clone()),
        Value::Integer(number) => Stored::Integer(*number),
        Value::Boolean(truth) => Stored::Integer(i64::from(*truth)),
        Value::Float(number) => Stored::Real(*number),
    }
}
