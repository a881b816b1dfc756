//! Removing and counting a virtual tenant's rows and those of its outlets.

use std::time::Duration;

use demo_core::{Table, schema::parents_first};
use jiff::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::{
    database::{Database, Statement, quote},
    error::Error,
};

/// Whatever is asked, only tenants that the ledger holds as live are touched.
const LIVE: &str =
    "select tenant_id from demo_tenants where virtual_tenant_id = $1 and state = 'live'";

/// What a removal took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// The rows that went now.
    pub now: u64,
    /// These and those that went before, in a removal whose answer nobody may have seen.
    pub in_all: u64,
}

/// How quickly a tenant is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As soon as the database can: somebody waits for it.
    AtOnce,
    /// Of all services and tenants one at a time: the databases are there for those who are
    /// coming. Eleven at once made creation five times as slow at p99.
    InTurn,
}

/// More records than these go in batches: some tens of demos.
const BATCHED_FROM: u64 = 20_000;

/// Rows at a time: about as many as a demo has, so that a transaction is no longer than others.
const BATCH: u64 = 1_000;

/// Between two batches, in which the databases are there for those who are coming.
const PAUSE: Duration = Duration::from_millis(5);

/// The longest wait for a turn: many times as long as those before take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Removes the rows and leaves a tombstone. Very many rows go in batches, each in its turn,
/// whatever the pace, so that other demos are made meanwhile; whoever goes on after an
/// interruption finds the tenant live until the last has gone. `turns`, of all services, has
/// one permit, which is held for a transaction: small removals come between a large one's batches.
pub(crate) async fn purge(
    database: &Database,
    tables: &[Table],
    virtual_tenant: Uuid,
    now: Timestamp,
    pace: Pace,
    turns: &Semaphore,
) -> Result<Removed, Error> {
    let mut taken = 0;
    if records(database, virtual_tenant).await? > BATCHED_FROM {
        let mut first = bury(database, virtual_tenant, now);
        first.push(note(tables, virtual_tenant));
        database.run_repeatable(first).await?;
        let mut turns = Turns { turns, come: true };
        for table in leaves_first(tables) {
            taken += in_batches(database, table, virtual_tenant, &mut turns).await?;
        }
    }
    let turn = match pace {
        Pace::AtOnce => None,
        Pace::InTurn => turn(turns).await,
    };
    let rest = at_once(database, tables, virtual_tenant, now).await?;
    drop(turn);
    Ok(Removed {
        now: taken + rest.now,
        ..rest
    })
}

/// Waits for those before, unless a database does not go on with one of them.
async fn turn(turns: &Semaphore) -> Option<SemaphorePermit<'_>> {
    let turn = tokio::time::timeout(PATIENCE, turns.acquire()).await;
    turn.ok().and_then(Result::ok)
}

/// Turns that are taken as long as they come: once one was not, none is waited for.
struct Turns<'a> {
    turns: &'a Semaphore,
    come: bool,
}

impl<'a> Turns<'a> {
    async fn next(&mut self) -> Option<SemaphorePermit<'a>> {
        let turn = if self.come {
            turn(self.turns).await
        } else {
            None
        };
        self.come = turn.is_some();
        turn
    }
}

/// What the ledger says that there is to remove.
async fn records(database: &Database, virtual_tenant: Uuid) -> Result<u64, Error> {
    let sql = "select cast(coalesce(sum(records), 0) as bigint) from demo_tenants where virtual_tenant_id = $1 and state = 'live'";
    let outcome = database.one(sql, vec![virtual_tenant.into()]).await?;
    outcome.rows.first().ok_or(Error::NotFound)?.count(0)
}

/// Children before parents, without those whose rows name each other: of these any row may be
/// named by one that is still there.
fn leaves_first(tables: &[Table]) -> Vec<&Table> {
    let mut emptied: Vec<&Table> = Vec::with_capacity(tables.len());
    for table in parents_first(tables).into_iter().rev() {
        let names_it =
            |other: &&Table| other.foreign_keys.iter().any(|key| key.table == table.name);
        let is_emptied = |other: &Table| emptied.iter().any(|done| done.name == other.name);
        if tables.iter().filter(names_it).all(is_emptied) {
            emptied.push(table);
        }
    }
    emptied
}

async fn in_batches(
    database: &Database,
    table: &Table,
    virtual_tenant: Uuid,
    turns: &mut Turns<'_>,
) -> Result<u64, Error> {
    let (name, key) = (quote(&table.name), quote(table.row_key()));
    let delete = format!(
        "delete from {name} where (tenant_id, {key}) in \
         (select tenant_id, {key} from {name} where tenant_id in ({LIVE}) limit {BATCH})"
    );
    let mut taken = 0;
    loop {
        let turn = turns.next().await;
        let mut statements = lock(database, virtual_tenant);
        statements.push(Statement::new(delete.clone(), vec![virtual_tenant.into()]));
        let outcomes = database.run_repeatable(statements).await?;
        drop(turn);
        let gone = outcomes.last().map_or(0, |outcome| outcome.affected);
        taken += gone;
        if gone < BATCH {
            return Ok(taken);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The tombstone comes first. Where a clone has written its ledger row and not yet committed,
/// PostgreSQL waits here until it has, and the deletions, statements of their own, see its
/// rows. Where a clone has not come so far, it meets the tombstone and fails.
fn bury(database: &Database, virtual_tenant: Uuid, now: Timestamp) -> Vec<Statement> {
    let bury = "insert into demo_tenants (tenant_id, virtual_tenant_id, records, planned, state, recorded_at, removed_at) \
                values ($1, $1, 0, 0, 'removed', $2, $2) on conflict (tenant_id) do nothing";
    let mut statements = vec![Statement::new(
        bury,
        vec![virtual_tenant.into(), now.into()],
    )];
    // A reset replaces the ledger's row: the first lock waits for its end, the second is on
    // the row that it left.
    let locks = lock(database, virtual_tenant);
    statements.extend(locks.iter().cloned());
    statements.extend(locks);
    statements
}

async fn at_once(
    database: &Database,
    tables: &[Table],
    virtual_tenant: Uuid,
    now: Timestamp,
) -> Result<Removed, Error> {
    let close = "update demo_tenants set state = 'removed', removed_at = $2 where virtual_tenant_id = $1 and state = 'live'";
    let in_all = "select cast(coalesce(sum(removed_records), 0) as bigint) from demo_tenants where virtual_tenant_id = $1";
    let mut statements = bury(database, virtual_tenant, now);
    statements.push(note(tables, virtual_tenant));
    let first = statements.len();
    statements.extend(deletions(tables, virtual_tenant));
    let end = statements.len();
    statements.push(Statement::new(
        close,
        vec![virtual_tenant.into(), now.into()],
    ));
    statements.push(Statement::new(in_all, vec![virtual_tenant.into()]));
    let outcomes = database.run_repeatable(statements).await?;
    let noted = outcomes.last().and_then(|outcome| outcome.rows.first());
    Ok(Removed {
        now: outcomes[first..end]
            .iter()
            .map(|outcome| outcome.affected)
            .sum(),
        in_all: noted.ok_or(Error::NotFound)?.count(0)?,
    })
}

/// Counts what is about to go, unless a removal that came to no end has. The ledger's row is
/// held, so that nobody adds to it meanwhile.
fn note(tables: &[Table], virtual_tenant: Uuid) -> Statement {
    let counts: Vec<String> = tables
        .iter()
        .map(|table| {
            let table = quote(&table.name);
            format!(
                "(select count(*) from {table} where {table}.tenant_id = demo_tenants.tenant_id)"
            )
        })
        .collect();
    let sql = format!(
        "update demo_tenants set removed_records = {} \
         where virtual_tenant_id = $1 and state = 'live' and removed_records is null",
        if counts.is_empty() {
            "0".to_owned()
        } else {
            counts.join(" + ")
        }
    );
    Statement::new(sql, vec![virtual_tenant.into()])
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
