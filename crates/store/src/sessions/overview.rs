//! What an operator sees of all sessions together.

use jiff::Timestamp;
use uuid::Uuid;

use super::{DUE, Session, Sessions, State, record};
use crate::{
    database::{Param, required},
    error::Error,
};

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

/// What waits to be finished or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Sessions that nobody works on yet.
    pub waiting: u64,
    /// Sessions whose rows are being removed, those that wait among them.
    pub removing: u64,
    /// When the first of those that wait was to end.
    pub oldest: Option<Timestamp>,
}

/// Sessions that failed for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Causes {
    /// The reason.
    pub failure: String,
    /// How many.
    pub sessions: u64,
    /// When the last of them was asked for.
    pub last_at: Timestamp,
}

impl Sessions {
    /// The sessions that hold rows or are about to.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn count_live(&self) -> Result<u64, Error> {
        let sql = "select count(*) from sessions where state in ('creating', 'ready', 'resetting')";
        let outcome = self.database.one(sql, vec![]).await?;
        outcome.rows.first().ok_or(Error::NotFound)?.count(0)
    }

    /// How many sessions of each profile are in each state.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn count_by_state(&self) -> Result<Vec<(State, String, u64)>, Error> {
        let sql = "select state, profile, count(*) from sessions group by state, profile order by state, profile";
        let outcome = self.database.one(sql, vec![]).await?;
        outcome
            .rows
            .iter()
            .map(|row| {
                let state = required(row.text(0)?)?.parse()?;
                Ok((state, required(row.text(1)?)?, row.count(2)?))
            })
            .collect()
    }

    /// How long the last so many sessions took to make, in milliseconds, the shortest first.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn creation_times(&self, last: u32) -> Result<Vec<f64>, Error> {
        let sql = format!(
            "select duration_ms from (select duration_ms, created_at, id from sessions \
             where duration_ms is not null order by created_at desc, id desc limit {last}) as made \
             order by duration_ms"
        );
        let outcome = self.database.one(sql, vec![]).await?;
        outcome
            .rows
            .iter()
            .map(|row| required(row.float(0)?))
            .collect()
    }

    /// Why sessions asked for since an instant failed, the most frequent first.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn causes(&self, since: Timestamp, limit: u32) -> Result<Vec<Causes>, Error> {
        let sql = format!(
            "select failure, count(*), max(created_at) from sessions \
             where failure is not null and created_at >= $1 \
             group by failure order by count(*) desc, failure limit {limit}"
        );
        let outcome = self.database.one(sql, vec![since.into()]).await?;
        outcome
            .rows
            .iter()
            .map(|row| {
                Ok(Causes {
                    failure: required(row.text(0)?)?,
                    sessions: row.count(1)?,
                    last_at: required(row.instant(2)?)?,
                })
            })
            .collect()
    }

    /// What waits to be finished or removed.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn backlog(&self, now: Timestamp) -> Result<Backlog, Error> {
        let sql = format!(
            "select (select count(*) from sessions where {DUE}), \
             (select count(*) from sessions where state in ('deleting', 'expiring', 'failing')), \
             (select min(expires_at) from sessions where {DUE})"
        );
        let outcome = self.database.one(sql, vec![now.into()]).await?;
        let row = outcome.rows.first().ok_or(Error::NotFound)?;
        Ok(Backlog {
            waiting: row.count(0)?,
            removing: row.count(1)?,
            oldest: row.instant(2)?,
        })
    }

    /// The versions of profiles that live sessions were made from.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn fingerprints(&self) -> Result<Vec<String>, Error> {
        let sql = "select distinct fingerprint from sessions where state in ('creating', 'ready', 'resetting')";
        let outcome = self.database.one(sql, vec![]).await?;
        outcome
            .rows
            .iter()
            .map(|row| required(row.text(0)?))
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
}
