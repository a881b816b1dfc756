//! The records of sessions, and what all processes share.
//!
//! Every change of a state names the state and the lease that it expects, so that a worker
//! that was paused past its lease changes nothing.

mod record;
mod settings;

use jiff::Timestamp;
use uuid::Uuid;

pub use record::{Change, NewSession, Session, State};

use crate::{
    database::{Database, Param, Statement, required},
    error::Error,
};

/// Names in one `in (…)`.
const CHUNK: usize = 500;

/// The sessions database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sessions {
    database: Database,
}

/// Which sessions an operator wants to see, the newest first.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// In one of these states; empty for all.
    pub states: Vec<State>,
    /// Of this profile.
    pub profile: Option<String>,
    /// For this address.
    pub email: Option<String>,
    /// The creation instant and the id of the last of the page before.
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: u32,
}

impl Sessions {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Records a session that is about to be made.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn create(&self, new: &NewSession) -> Result<(), Error> {
        self.database
            .one(record::INSERT, record::insertion(new))
            .await
            .map(|_| ())
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
    /// What the database says.
    pub async fn transition(
        &self,
        id: Uuid,
        from: State,
        lease: Uuid,
        change: Change,
    ) -> Result<bool, Error> {
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
            "select {} from sessions where (state = 'ready' and expires_at <= $1 and not protected) \
             or (state in ('creating', 'deleting', 'expiring', 'failing') and lease_until <= $1) \
             order by expires_at, id limit {limit}",
            record::COLUMNS
        );
        self.sessions(sql, vec![now.into()]).await
    }

    /// Takes over a session whose lease ran out; false when it has not, or another was first.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn claim(
        &self,
        id: Uuid,
        now: Timestamp,
        lease: Uuid,
        until: Timestamp,
    ) -> Result<bool, Error> {
        let sql =
            "update sessions set lease = $3, lease_until = $4 where id = $1 and lease_until <= $2";
        self.changes(sql, vec![id.into(), now.into(), lease.into(), until.into()])
            .await
    }

    /// Moves a ready session's end; false when it is not ready or already over.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn extend(
        &self,
        id: Uuid,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, Error> {
        let sql = "update sessions set expires_at = $3 where id = $1 and state = 'ready' and (expires_at > $2 or protected)";
        self.changes(sql, vec![id.into(), now.into(), expires_at.into()])
            .await
    }

    /// Keeps a ready session from expiring, or no longer; false when it is not ready.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn protect(&self, id: Uuid, protected: bool) -> Result<bool, Error> {
        let sql = "update sessions set protected = $2 where id = $1 and state = 'ready'";
        self.changes(sql, vec![id.into(), Param::Boolean(Some(protected))])
            .await
    }

    /// The sessions that hold rows or are about to.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn count_live(&self) -> Result<u64, Error> {
        let sql = "select count(*) from sessions where state in ('creating', 'ready')";
        self.database
            .one(sql, vec![])
            .await?
            .rows
            .first()
            .ok_or(Error::NotFound)?
            .count(0)
    }

    /// How many sessions are in each state.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn count_by_state(&self) -> Result<Vec<(State, u64)>, Error> {
        let outcome = self
            .database
            .one(
                "select state, count(*) from sessions group by state order by state",
                vec![],
            )
            .await?;
        outcome
            .rows
            .iter()
            .map(|row| Ok((required(row.text(0)?)?.parse()?, row.count(1)?)))
            .collect()
    }

    /// A page of sessions, the newest first.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn list(&self, query: &ListQuery) -> Result<Vec<Session>, Error> {
        let (mut conditions, mut params) = (vec!["1 = 1".to_owned()], Vec::new());
        let mut place = |param: Param| {
            params.push(param);
            format!("${}", params.len())
        };
        if !query.states.is_empty() {
            let states: Vec<String> = query
                .states
                .iter()
                .map(|state| place(state.as_str().into()))
                .collect();
            conditions.push(format!("state in ({})", states.join(", ")));
        }
        for (column, value) in [("profile", &query.profile), ("email", &query.email)] {
            if let Some(value) = value {
                conditions.push(format!("{column} = {}", place(value.as_str().into())));
            }
        }
        if let Some((created_at, id)) = query.after {
            conditions.push(format!(
                "(created_at, id) < ({}, {})",
                place(created_at.into()),
                place(id.into())
            ));
        }
        let sql = format!(
            "select {} from sessions where {} order by created_at desc, id desc limit {}",
            record::COLUMNS,
            conditions.join(" and "),
            query.limit,
        );
        self.sessions(sql, params).await
    }

    /// Those of the virtual tenants for which there is a record, whatever its state.
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
                    "select virtual_tenant_id from sessions where virtual_tenant_id in ({})",
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
