//! PostgreSQL: connections, transactions and errors.

mod chunks;
mod connection;
mod encode;
mod fault;
mod introspect;
mod load;
mod numeric;
mod open;
mod row_type;
mod rows;
mod security;

use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{AssertSqlSafe, Executor, PgConnection, postgres::PgConnectOptions};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub(crate) use load::Load;
pub(crate) use open::{Server, open};

use introspect::Constraints;
use row_type::RowTypes;

use crate::{
    database::{Outcome, Statement},
    error::Error,
    failpoint,
};

/// A database, with a few connections kept open.
///
/// sqlx's own pool sends a message to and fro on each release to test the connection; a clone
/// is one such exchange in all, so this pool only drops what failed.
#[derive(Debug, Clone)]
pub(crate) struct Postgres(Arc<Inner>);

struct Inner {
    label: String,
    options: PgConnectOptions,
    constraints: Constraints,
    row_types: RowTypes,
    idle: Mutex<Vec<PgConnection>>,
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The options hold the password.
        f.debug_struct("Postgres")
            .field("database", &self.label)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    fn new(
        label: String,
        options: PgConnectOptions,
        constraints: Constraints,
        row_types: RowTypes,
        connections: usize,
    ) -> Self {
        Self(Arc::new(Inner {
            label,
            options,
            constraints,
            row_types,
            idle: Mutex::new(Vec::new()),
            permits: Arc::new(Semaphore::new(connections)),
        }))
    }

    /// The types of its tables' rows.
    pub fn row_types(&self) -> &RowTypes {
        &self.0.row_types
    }

    fn label(&self) -> &str {
        &self.0.label
    }

    pub async fn close(&self) {
        self.0.permits.close();
        let idle = std::mem::take(&mut *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            // The server notices a closed socket as well.
            let _ = sqlx::Connection::close(connection).await;
        }
    }

    /// Runs statements in one transaction; one alone by itself.
    pub async fn run(
        &self,
        statements: &[Statement],
        repeatable: bool,
    ) -> Result<Vec<Outcome>, Error> {
        self.attempt(
            repeatable,
            &Transaction {
                begin: None,
                needs_row: false,
                statements,
            },
        )
        .await
    }

    /// Runs statements as the role of the data API, which sees one tenant's rows.
    pub async fn run_as_tenant(
        &self,
        tenant: Uuid,
        statements: &[Statement],
    ) -> Result<Vec<Outcome>, Error> {
        // One message; a UUID needs no quoting.
        let begin =
            format!("begin; set local role demo_api; set local demo.tenant_id = '{tenant}'");
        let repeatable = statements.iter().all(Statement::is_read);
        self.attempt(
            repeatable,
            &Transaction {
                begin: Some(&begin),
                needs_row: false,
                statements,
            },
        )
        .await
    }

    /// The same while the tenant's row of the ledger is held as live.
    pub async fn run_as_live_tenant(
        &self,
        tenant: Uuid,
        statements: &[Statement],
    ) -> Result<Vec<Outcome>, Error> {
        let begin = format!(
            "begin; select 1 from demo_tenants where tenant_id = '{tenant}' and state = 'live' for share; \
             set local role demo_api; set local demo.tenant_id = '{tenant}'"
        );
        self.attempt(
            false,
            &Transaction {
                begin: Some(&begin),
                needs_row: true,
                statements,
            },
        )
        .await
    }

    /// Does work on a connection. Work that failed because an idle connection had died, or
    /// because of a deadlock, is done once more on a new one.
    async fn attempt<W: Work>(&self, repeatable: bool, work: &W) -> Result<W::Output, Error> {
        let mut retried = false;
        loop {
            let mut connection = self.acquire().await?;
            let done = work.perform(connection.get());
            match failpoint::around(&self.0.label, done, injected).await {
                Ok(value) => {
                    connection.keep();
                    return Ok(value);
                }
                Err(error) => {
                    let clean = matches!(
                        error,
                        sqlx::Error::Database(_)
                            | sqlx::Error::RowNotFound
                            | sqlx::Error::Encode(_)
                    ) && !fault::is_disconnect(&error);
                    let again = fault::is_conflict(&error)
                        || (connection.is_used()
                            && fault::is_disconnect(&error)
                            && (repeatable || fault::was_refused(&error)));
                    if clean {
                        connection.keep();
                    } else {
                        // The others have most likely died with it.
                        self.forget_idle();
                    }
                    if again && !retried {
                        retried = true;
                        continue;
                    }
                    return Err(fault::translate_with(
                        &self.0.label,
                        &self.0.constraints,
                        error,
                    ));
                }
            }
        }
    }

    fn forget_idle(&self) {
        self.0
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// A connection that breaks off.
fn injected(_: bool) -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into())
}

/// What can be done on a connection, and done again on another. An async closure would say
/// the same, but its future is not known to be `Send` for every lifetime.
trait Work: Sync {
    type Output;

    fn perform(
        &self,
        connection: &mut PgConnection,
    ) -> impl Future<Output = Result<Self::Output, sqlx::Error>> + Send;
}

/// Statements in one transaction; a single one without a `begin` of its own is one by itself.
struct Transaction<'a> {
    begin: Option<&'a str>,
    /// Whether `begin` must find a row.
    needs_row: bool,
    statements: &'a [Statement],
}

impl Work for Transaction<'_> {
    type Output = Vec<Outcome>;

    async fn perform(&self, connection: &mut PgConnection) -> Result<Self::Output, sqlx::Error> {
        match (self.begin, self.statements) {
            (None, [one]) => Ok(vec![encode::run(connection, one).await?]),
            (begin, many) => {
                let begin = begin.unwrap_or("begin");
                transaction(connection, begin, self.needs_row, many).await
            }
        }
    }
}

/// Runs statements between `begin` and commit, and rolls back when one fails.
async fn transaction(
    connection: &mut PgConnection,
    begin: &str,
    needs_row: bool,
    statements: &[Statement],
) -> Result<Vec<Outcome>, sqlx::Error> {
    let found = connection
        .fetch_all(sqlx::raw_sql(AssertSqlSafe(begin)))
        .await?;
    if needs_row && found.is_empty() {
        return end(connection, Err(sqlx::Error::RowNotFound)).await;
    }
    let mut outcomes = Vec::with_capacity(statements.len());
    let mut failed = None;
    for statement in statements {
        match encode::run(connection, statement).await {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    end(connection, failed.map_or(Ok(outcomes), Err)).await
}

async fn begin(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql("begin")).await?;
    Ok(())
}

/// Commits what went well and rolls back what did not.
async fn end<T>(
    connection: &mut PgConnection,
    result: Result<T, sqlx::Error>,
) -> Result<T, sqlx::Error> {
    match &result {
        Ok(_) => {
            connection.execute(sqlx::raw_sql("commit")).await?;
        }
        Err(error) if !fault::is_disconnect(error) => {
            connection.execute(sqlx::raw_sql("rollback")).await?;
        }
        Err(_) => {}
    }
    result
}
