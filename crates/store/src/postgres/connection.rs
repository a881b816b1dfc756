//! Borrowing a connection, and giving it back only when it is known to be clean.

use std::{sync::PoisonError, time::Duration};

use sqlx::{ConnectOptions, PgConnection};
use tokio::sync::OwnedSemaphorePermit;

use super::{Postgres, fault};
use crate::{error::Error, failpoint};

/// How long to wait for a connection before saying that the database is out of reach.
const PATIENCE: Duration = Duration::from_secs(5);

/// A borrowed connection. Dropped without [`Connection::keep`] it is closed: a caller that
/// went away in the middle of a transaction must not hand that to the next.
pub(crate) struct Connection {
    owner: Postgres,
    open: Option<PgConnection>,
    used: bool,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    pub fn get(&mut self) -> &mut PgConnection {
        self.open
            .as_mut()
            .expect("a connection is there until it is given back")
    }

    /// Whether it was open before, and so may have died unnoticed.
    pub fn is_used(&self) -> bool {
        self.used
    }

    /// Gives it back for the next.
    pub fn keep(mut self) {
        if let Some(connection) = self.open.take() {
            self.owner.give_back(connection);
        }
    }
}

impl Postgres {
    /// Keeps an open connection for the next that needs one.
    pub fn give_back(&self, connection: PgConnection) {
        if !self.0.permits.is_closed() {
            let idle = self.0.idle.lock();
            idle.unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        }
    }

    /// An idle connection or a new one.
    pub async fn acquire(&self) -> Result<Connection, Error> {
        let label = || self.label().to_owned();
        let acquired =
            tokio::time::timeout(PATIENCE, async {
                let permit = self.0.permits.clone().acquire_owned().await.map_err(|_| {
                    Error::Unreachable {
                        database: label(),
                        detail: "it was closed because the program is ending".to_owned(),
                    }
                })?;
                let idle = self
                    .0
                    .idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop();
                let used = idle.is_some();
                let connection = match idle {
                    Some(connection) => connection,
                    None => {
                        failpoint::around(self.label(), self.0.options.connect(), super::injected)
                            .await
                            .map_err(|error| fault::translate(self.label(), error))?
                    }
                };
                Ok(Connection {
                    owner: self.clone(),
                    open: Some(connection),
                    used,
                    _permit: permit,
                })
            });
        acquired.await.unwrap_or_else(|_| {
            Err(Error::Unreachable {
                database: label(),
                detail: "no connection within 5 s: the server does not answer, or all connections are in use \
                         (raise database_connections)"
                    .to_owned(),
            })
        })
    }
}
