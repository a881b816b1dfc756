//! The records of sessions, and what all processes share.
//!
//! Every change of a state names the state and the lease that it expects, so that a worker
//! that was paused past its lease changes nothing.

mod overview;
mod record;
mod settings;
mod state;

use jiff::Timestamp;
use uuid::Uuid;

pub use overview::{Backlog, Causes, ListQuery};
pub use record::{Change, Idempotency, Log, NewSession, Session};
pub use state::State;

use crate::{
    database::{Database, Param, Statement, required},
    error::Error,
};

/// What the sweeper has to see to at the instant `$1`.
const DUE: &str = "((state = 'ready' and expires_at <= $1 and not protected) \
    or (state in ('creating', 'resetting', 'deleting', 'expiring', 'failing') and lease_until <= $1))";

/// Names in one `in (…)`.
const CHUNK: usize = 500;

/// The sessions database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sessions {
    database: Database,
}

impl Sessions {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Records a session that is about to be made; false, and nothing recorded, when another
    /// has its idempotency key.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn create(&self, new: &NewSession) -> Result<bool, Error> {
        let mut statements = Vec::new();
        if let Some(idempotency) = &new.idempotency {
            let free = "update sessions set idempotency_key = null, idempotency_request = null \
                        where idempotency_key = $1 and idempotency_until <= $2";
            let params = vec![idempotency.key.as_str().into(), new.created_at.into()];
            statements.push(Statement::new(free, params));
        }
        statements.push(Statement::new(record::INSERT, record::insertion(new)));
        let outcomes = self.database.run(statements).await?;
        Ok(outcomes.last().is_some_and(|outcome| outcome.affected == 1))
    }

    /// The session that a request with this idempotency key made.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn by_idempotency_key(
        &self,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, Error> {
        let sql = format!(
            "select {} from sessions where idempotency_key = $1 and idempotency_until > $2",
            record::COLUMNS
        );
        Ok(self
            .sessions(sql, vec![key.into(), now.into()])
            .await?
            .pop())
    }

    /// Forgets idempotency keys that are kept no longer; how many.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn forget_keys(&self, now: Timestamp) -> Result<u64, Error> {
        let sql = "update sessions set idempotency_key = null, idempotency_request = null, idempotency_until = null \
                   where idempotency_until <= $1";
        let outcomes = self
            .database
            .run_repeatable(vec![Statement::new(sql, vec![now.into()])])
            .await?;
        Ok(outcomes.iter().map(|outcome| outcome.affected).sum())
    }

    /// A session by its id.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn get(&self, id: Uuid) -> Result<Option<Session>, Error> {
        self.first("id = $1", id).await
    }

    /// A session by its virtual tenant.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn by_virtual_tenant(&self, virtual_tenant: Uuid) -> Result<Option<Session>, Error> {
        self.first("virtual_tenant_id = $1", virtual_tenant).await
    }

    /// A session with its log: the events of its life, a line each.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn with_log(&self, id: Uuid) -> Result<Option<(Session, String)>, Error> {
        let sql = format!(
            "select {}, log from sessions where id = $1",
            record::COLUMNS
        );
        let outcome = self.database.one(sql, vec![id.into()]).await?;
        let read = |row| Ok((record::read(row)?, required(row.text(record::LOG)?)?));
        outcome.rows.first().map(read).transpose()
    }

    async fn first(&self, condition: &str, id: Uuid) -> Result<Option<Session>, Error> {
        let sql = format!("select {} from sessions where {condition}", record::COLUMNS);
        Ok(self.sessions(sql, vec![id.into()]).await?.pop())
    }

    async fn sessions(&self, sql: String, params: Vec<Param>) -> Result<Vec<Session>, Error> {
        self.database
            .one(sql, params)
            .await?
            .rows
            .iter()
            .map(record::read)
            .collect()
    }

    /// Changes a session that is in state `from` under `lease`; false, and nothing changed,
    /// when it is not.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a change that no session may go through, or what the database says.
    pub async fn transition(
        &self,
        id: Uuid,
        from: State,
        lease: Uuid,
        change: Change,
    ) -> Result<bool, Error> {
        if !from.may_become(change.state) {
            let (from, to) = (from.as_str(), change.state.as_str());
            return Err(Error::invalid(format!(
                "a session that is {from} cannot become {to}"
            )));
        }
        self.changes(
            record::TRANSITION,
            record::transition(id, from, lease, change),
        )
        .await
    }

    async fn changes(&self, sql: &'static str, params: Vec<Param>) -> Result<bool, Error> {
        Ok(self.database.one(sql, params).await?.affected == 1)
    }

    /// Sessions to be finished or undone, the longest due first: expired ones, and those half
    /// done whose lease ran out.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Session>, Error> {
        let sql = format!(
            "select {} from sessions where {DUE} order by expires_at, id limit {limit}",
            record::COLUMNS
        );
        self.sessions(sql, vec![now.into()]).await
    }

    /// All that can be used just now, protected or not.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn ready(&self) -> Result<Vec<Session>, Error> {
        let sql = format!(
            "select {} from sessions where state = 'ready' order by created_at, id",
            record::COLUMNS
        );
        self.sessions(sql, vec![]).await
    }

    /// Takes over a session as it was read, if its lease has run out; false when it has not, or
    /// when anything has changed since.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn claim(
        &self,
        session: &Session,
        now: Timestamp,
        lease: Uuid,
        until: Timestamp,
    ) -> Result<bool, Error> {
        let sql = "update sessions set lease = $5, lease_until = $6 \
                   where id = $1 and state = $2 and lease = $3 and lease_until <= $4";
        let params = vec![
            session.id.into(),
            session.state.as_str().into(),
            session.lease.into(),
            now.into(),
            lease.into(),
            until.into(),
        ];
        self.changes(sql, params).await
    }

    /// Makes the lease of a session that is worked on last until then; false where it is no
    /// longer the caller's.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn renew(&self, session: &Session, until: Timestamp) -> Result<bool, Error> {
        let sql =
            "update sessions set lease_until = $4 where id = $1 and state = $2 and lease = $3";
        let params = vec![
            session.id.into(),
            session.state.as_str().into(),
            session.lease.into(),
            until.into(),
        ];
        self.changes(sql, params).await
    }

    /// Those of the virtual tenants whose session is not over: what else a ledger holds, its
    /// database has back from a removal that a power loss took.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn known(&self, virtual_tenants: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let statements: Vec<Statement> = virtual_tenants
            .chunks(CHUNK)
            .map(|chunk| {
                let places: Vec<String> = (1..=chunk.len())
                    .map(|number| format!("${number}"))
                    .collect();
                let sql = format!(
                    "select virtual_tenant_id from sessions \
                     where state not in ('failed', 'deleted', 'expired') and virtual_tenant_id in ({})",
                    places.join(", ")
                );
                Statement::new(sql, chunk.iter().map(|id| Param::from(*id)).collect())
            })
            .collect();
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let outcomes = self.database.run(statements).await?;
        outcomes
            .iter()
            .flat_map(|outcome| &outcome.rows)
            .map(|row| required(row.uuid(0)?))
            .collect()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.database.one("select 1", vec![]).await.map(|_| ())
    }

    pub(crate) async fn close(&self) {
        self.database.close().await;
    }
}
