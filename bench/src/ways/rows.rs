//! Eleven services at once, a transaction each, and a prepared statement for each row: what the
//! usual way would come to without HTTP, a mapper's objects and files to parse.

use std::collections::HashMap;

use anyhow::Context as _;
use demo_core::{Batch, Plan, batch::Value};
use demo_store::CloneRequest;
use futures::future::try_join_all;
use tokio_postgres::types::ToSql;

use super::{Kind, fleet::Pool};
use crate::{chance, data::Profile};

const LEDGER: &str = "insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, \
    instant, records, planned, state, recorded_at) \
    values ($1, $2, $3, $4, $5, $6::text::timestamptz, $7, $7, 'live', $8::text::timestamptz)";

/// A profile, and connections that have its inserts prepared.
pub struct Rows {
    profile: Profile,
    pools: HashMap<String, Pool>,
}

impl Rows {
    /// An insert for each table, and one for the ledger.
    pub fn new(url: &str, profile: Profile) -> Self {
        let pool = |plan: &Plan| {
            let database = format!("{}{}", Kind::Rows.prefix(), plan.service);
            let mut sql: Vec<String> = plan.tables.iter().map(insert).collect();
            sql.push(LEDGER.to_owned());
            (plan.service.clone(), Pool::new(url, database, "", sql))
        };
        Self {
            pools: profile.plans.iter().map(|plan| pool(plan)).collect(),
            profile,
        }
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// What the databases say.
    pub async fn session(&self) -> anyhow::Result<()> {
        let request = self.profile.request(chance::now());
        let loads = self
            .profile
            .plans
            .iter()
            .map(|plan| self.load(plan, &request));
        try_join_all(loads).await.map(|_| ())
    }

    async fn load(&self, plan: &Plan, request: &CloneRequest) -> anyhow::Result<()> {
        let batch = Batch {
            plan,
            key: request.key,
            moment: &request.moment,
            session: &request.session,
        };
        let pool = self.pools.get(&plan.service).context("a pool a service")?;
        let connection = pool.borrow().await?;
        let client = &connection.client;
        client.batch_execute("begin").await?;
        for (table, statement) in plan.tables.iter().zip(&connection.statements) {
            for row in 0..table.rows {
                let mut cells = Vec::with_capacity(table.columns.len());
                for column in &table.columns {
                    cells.push(cell(batch.value(&column.cells, row)?));
                }
                client.execute(statement, &references(&cells)).await?;
            }
        }
        let ledger = connection.statements.last().context("the ledger's")?;
        for tenant in &plan.tenants {
            let cells: [Cell; 8] = [
                Box::new(batch.tenant(tenant.base)),
                Box::new(request.key.tenant()),
                Box::new(request.session_id),
                Box::new(plan.profile.clone()),
                Box::new(plan.fingerprint.clone()),
                Box::new(request.instant.to_string()),
                Box::new(i64::try_from(tenant.records)?),
                Box::new(request.now.to_string()),
            ];
            client.execute(ledger, &references(&cells)).await?;
        }
        client.batch_execute("commit").await?;
        connection.keep();
        Ok(())
    }
}

type Cell = Box<dyn ToSql + Sync + Send>;

fn references(cells: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    cells
        .iter()
        .map(|cell| cell.as_ref() as &(dyn ToSql + Sync))
        .collect()
}

/// What the driver takes; text where the insert casts.
fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Box::new(Null),
        Value::Uuid(id) => Box::new(id),
        Value::Integer(number) => Box::new(number),
        Value::Boolean(truth) => Box::new(truth),
        Value::Float(number) => Box::new(number),
        Value::Instant(instant) => Box::new(instant.to_string()),
        Value::Date(date) => Box::new(date.to_string()),
        Value::Text(text) | Value::Json(text) | Value::Numeric(text) => Box::new(text),
    }
}

fn insert(table: &demo_core::plan::TablePlan) -> String {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.column.name.as_str())
        .collect();
    let places: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| place(at + 1, &column.cells, &column.column.declared))
        .collect();
    format!(
        "insert into {} ({}) values ({})",
        table.table,
        names.join(", "),
        places.join(", ")
    )
}

fn place(number: usize, cells: &demo_core::plan::Cells, declared: &str) -> String {
    use demo_core::plan::Cells;
    match cells {
        Cells::Tenant(_) | Cells::Id(_) => format!("${number}::uuid"),
        Cells::Integer(_) => format!("${number}::int8"),
        Cells::Boolean(_) => format!("${number}::bool"),
        Cells::Float(_) => format!("${number}::float8"),
        _ => format!("${number}::text::{declared}"),
    }
}

/// NULL of whatever type.
#[derive(Debug)]
struct Null;

impl ToSql for Null {
    fn to_sql(
        &self,
        _: &tokio_postgres::types::Type,
        _: &mut bytes::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(tokio_postgres::types::IsNull::Yes)
    }

    fn accepts(_: &tokio_postgres::types::Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}
