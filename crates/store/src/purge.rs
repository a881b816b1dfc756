//! Removing and counting a virtual tenant's rows and those of its outlets.

use demo_core::{Table, schema::parents_first};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    database::{Database, Param, Statement, quote},
    error::Error,
};

/// Whatever is asked, only tenants that the ledger holds as live are touched.
const LIVE: &str =
    "select tenant_id from demo_tenants where virtual_tenant_id = $1 and state = 'live'";

/// Removes the rows and leaves a tombstone; the rows removed.
///
/// The tombstone comes first. Where a clone has written its ledger row and not yet committed,
/// PostgreSQL waits here until it has, and the deletions, statements of their own, see its
/// rows. Where a clone has not come so far, it meets the tombstone and fails.
pub(crate) async fn purge(
    database: &Database,
    tables: &[Table],
    virtual_tenant: Uuid,
    now: Timestamp,
) -> Result<u64, Error> {
    let bury = "insert into demo_tenants (tenant_id, virtual_tenant_id, records, planned, state, recorded_at, removed_at) \
                values ($1, $1, 0, 0, 'removed', $2, $2) on conflict (tenant_id) do nothing";
    let close = "update demo_tenants set state = 'removed', removed_at = $2 where virtual_tenant_id = $1 and state = 'live'";
    let both = || vec![Param::from(virtual_tenant), Param::from(now)];
    let mut statements = vec![Statement::new(bury, both())];
    // A reset replaces the ledger's row: the first lock waits for its end, the second is on
    // the row that it left.
    let locks = lock(database, virtual_tenant);
    let skipped = 1 + 2 * locks.len();
    statements.extend(locks.iter().cloned());
    statements.extend(locks);
    statements.extend(deletions(tables, virtual_tenant));
    statements.push(Statement::new(close, both()));
    let last = statements.len() - 1;
    let outcomes = database.run_repeatable(statements).await?;
    Ok(outcomes[skipped..last]
        .iter()
        .map(|outcome| outcome.affected)
        .sum())
}

/// Waits for whoever else resets or removes the tenant, and keeps them waiting. A deletion that
/// waited on their rows instead would not see those which they put in their place. SQLite has
/// one writer at a time as it is.
pub(crate) fn lock(database: &Database, virtual_tenant: Uuid) -> Vec<Statement> {
    match database {
        Database::Sqlite(_) => Vec::new(),
        Database::Postgres(_) => {
            let sql = "select tenant_id from demo_tenants where virtual_tenant_id = $1 order by tenant_id for update";
            vec![Statement::new(sql, vec![virtual_tenant.into()])]
        }
    }
}

/// Children before parents.
pub(crate) fn deletions(tables: &[Table], virtual_tenant: Uuid) -> Vec<Statement> {
    let delete = |table: &Table| {
        let sql = format!(
            "delete from {} where tenant_id in ({LIVE})",
            quote(&table.name)
        );
        Statement::new(sql, vec![virtual_tenant.into()])
    };
    parents_first(tables)
        .into_iter()
        .rev()
        .map(delete)
        .collect()
}

/// The rows that are there, by table.
pub(crate) async fn count(
    database: &Database,
    tables: &[Table],
    virtual_tenant: Uuid,
) -> Result<Vec<(String, u64)>, Error> {
    let counts: Vec<String> = tables
        .iter()
        .map(|table| {
            format!(
                "(select count(*) from {} where tenant_id in ({LIVE}))",
                quote(&table.name)
            )
        })
        .collect();
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let outcome = database
        .one(
            format!("select {}", counts.join(", ")),
            vec![virtual_tenant.into()],
        )
        .await?;
    let row = outcome.rows.first().ok_or(Error::NotFound)?;
    tables
        .iter()
        .enumerate()
        .map(|(index, table)| Ok((table.name.clone(), row.count(index)?)))
        .collect()
}
