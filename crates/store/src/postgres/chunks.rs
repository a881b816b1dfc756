//! Loading very many rows in bounded memory: some at a time, in one transaction.
//!
//! One statement for all has the rows of a service three times in memory, encoded, filled and on
//! their way, and PostgreSQL takes no message of over 1 GB.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use demo_core::{Batch, Plan, Table};
use sqlx::{AssertSqlSafe, PgConnection, postgres::PgArguments};
use uuid::Uuid;

use super::{
    encode, load,
    row_type::{RowType, RowTypes},
    rows::{Filled, Rows},
};
use crate::database::Param;

/// Rows of a service from which on they come in chunks: some megabytes. Fewer are encoded once
/// for all sessions, which a chunk is not.
const FROM: usize = 20_000;

/// Rows at a time: some hundred kilobytes, of which eleven services have as much at once.
/// `demo-bench bulk` says what that comes to.
const ROWS: usize = 2_000;

/// What the chunks counted, as the ledger's statement takes it: the tenants and the rows of each,
/// parted by commas.
pub(super) const COUNTED: &str = "select x.tenant_id::uuid as tenant_id, x.n::bigint as n \
     from unnest(string_to_array($1::text, ','), string_to_array($2::text, ',')) as x(tenant_id, n)";

/// The inserts of a plan's tables, parents first.
#[derive(Debug)]
pub(super) struct Chunks(Vec<(Arc<str>, RowType)>);

/// Whether a plan is to be loaded so. Where a row may name one that comes later, only a single
/// statement can insert both, since foreign keys are checked when a statement ends.
pub(super) fn are_wanted(plan: &Plan, tables: &[Table]) -> bool {
    let rows: usize = plan.tables.iter().map(|table| table.rows).sum();
    rows > FROM && !plan.names_forward(tables)
}

impl Chunks {
    pub fn new(plan: &Plan, types: &RowTypes) -> Self {
        let tables = plan.tables.iter().map(|table| {
            let row_type = types.get(&table.table).cloned().unwrap_or_default();
            let insert = load::insert(table, &row_type, 1);
            let sql = format!(
                "with t as ({insert}) select tenant_id, count(*) from t group by tenant_id"
            );
            (sql.into(), row_type)
        });
        Self(tables.collect())
    }

    /// Inserts all rows; the parameters of [`COUNTED`].
    pub async fn load(
        &self,
        connection: &mut PgConnection,
        batch: &Batch<'_>,
    ) -> Result<[Param; 2], sqlx::Error> {
        let mut counted: BTreeMap<Uuid, u64> = BTreeMap::new();
        for (table, (sql, row_type)) in batch.plan.tables.iter().zip(&self.0) {
            for range in ranges(table.rows) {
                let rows = &Rows::new(table, row_type, range);
                let mut arguments = PgArguments::default();
                encode::add(&mut arguments, [Filled { rows, batch }])?;
                let sql = AssertSqlSafe(Arc::clone(sql));
                for row in encode::run_with(connection, sql, arguments).await?.rows {
                    let count = || Ok((row.uuid(0)?.unwrap_or_default(), row.count(1)?));
                    let (tenant, rows) =
                        count().map_err(|error: crate::Error| sqlx::Error::Decode(error.into()))?;
                    *counted.entry(tenant).or_default() += rows;
                }
            }
        }
        let joined = |each: Vec<String>| Param::from(each.join(","));
        Ok([
            joined(counted.keys().map(Uuid::to_string).collect()),
            joined(counted.values().map(u64::to_string).collect()),
        ])
    }
}

fn ranges(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows)
        .step_by(ROWS)
        .map(move |start| start..rows.min(start + ROWS))
}
