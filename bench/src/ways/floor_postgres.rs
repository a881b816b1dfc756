//! The floor on PostgreSQL: for each service one prepared statement with all rows and ledger
//! rows as literal values. Only the tenants' ids are parameters, since every key begins with
//! the tenant: another tenant is another session, whatever the other ids are.

use std::fmt::Write as _;

use anyhow::ensure;
use demo_core::{Plan, batch::Value};
use demo_store::CloneRequest;
use futures::future::try_join_all;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{Kind, fleet::Pool};
use crate::{
    chance,
    data::{self, Literal, Profile},
};

/// The plan depends on no parameter, so it is made once a connection.
const GENERIC: &str = "-c plan_cache_mode=force_generic_plan";

/// A statement a service.
pub struct FloorPostgres {
    pools: Vec<Pool>,
    tenants: usize,
}

impl FloorPostgres {
    /// Writes the statements of a profile.
    ///
    /// # Errors
    ///
    /// A profile whose dates leave the calendar.
    pub fn new(url: &str, profile: &Profile) -> anyhow::Result<Self> {
        let request = profile.request(chance::now());
        let mut pools = Vec::new();
        for plan in &profile.plans {
            let database = format!("{}{}", Kind::Floor.prefix(), plan.service);
            pools.push(Pool::new(
                url,
                database,
                GENERIC,
                vec![statement(plan, &request)?],
            ));
        }
        let tenants = profile.plans.first().map_or(0, |plan| plan.tenants.len());
        Ok(Self { pools, tenants })
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// What the databases say.
    pub async fn session(&self) -> anyhow::Result<()> {
        let tenants: Vec<Uuid> = (0..self.tenants).map(|_| chance::random_id()).collect();
        let parameters: Vec<&(dyn ToSql + Sync)> = tenants
            .iter()
            .map(|tenant| tenant as &(dyn ToSql + Sync))
            .collect();
        let loads = self.pools.iter().map(|pool| load(pool, &parameters));
        try_join_all(loads).await.map(|_| ())
    }
}

async fn load(pool: &Pool, tenants: &[&(dyn ToSql + Sync)]) -> anyhow::Result<()> {
    let connection = pool.borrow().await?;
    let ledger = connection
        .client
        .execute(&connection.statements[0], tenants)
        .await?;
    connection.keep();
    ensure!(ledger == tenants.len() as u64, "{ledger} ledger rows");
    Ok(())
}

fn statement(plan: &Plan, request: &CloneRequest) -> anyhow::Result<String> {
    let mut sql = String::new();
    for (number, table) in data::literals(plan, request)?.iter().enumerate() {
        let rows: Vec<String> = table.rows.iter().map(|row| tuple(row)).collect();
        let _ = write!(
            sql,
            "{} t{number} as (insert into {} ({}) values {})",
            if number == 0 { "with" } else { "," },
            table.name,
            table.columns.join(", "),
            rows.join(", ")
        );
    }
    // The virtual tenant is the first of the plan's tenants.
    let ledger: Vec<String> = plan
        .tenants
        .iter()
        .enumerate()
        .map(|(place, tenant)| {
            format!(
                "(${}::uuid, $1::uuid, '{}', '{}', '{}', '{}', {records}, {records}, 'live', '{}')",
                place + 1,
                request.session_id.unwrap_or_default(),
                plan.profile,
                plan.fingerprint,
                request.instant,
                request.now,
                records = tenant.records,
            )
        })
        .collect();
    let _ = write!(
        sql,
        " insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, \
         instant, records, planned, state, recorded_at) values {}",
        ledger.join(", ")
    );
    Ok(sql)
}

fn tuple(row: &[Literal]) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|cell| match cell {
            Literal::Tenant(place) => format!("${}::uuid", place + 1),
            Literal::Value(value) => literal(value),
        })
        .collect();
    format!("({})", cells.join(", "))
}

/// As SQL. PostgreSQL gives a quoted literal the column's type.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Uuid(id) => format!("'{id}'"),
        Value::Instant(instant) => format!("'{instant}'"),
        Value::Date(date) => format!("'{date}'"),
        Value::Text(text) | Value::Json(text) | Value::Numeric(text) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        Value::Integer(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Float(number) => number.to_string(),
    }
}
