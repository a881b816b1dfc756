//! Connections to the databases of all services of a way that is not the program's own.

use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};

use anyhow::Context as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_postgres::{Client, Statement};

use crate::place;

/// Connections to each database: what the program has, 48 over twelve databases.
const CONNECTIONS: usize = 4;

/// A service's database, with connections on which its statements are prepared.
pub struct Pool {
    url: String,
    database: String,
    options: &'static str,
    sql: Vec<String>,
    idle: Mutex<Vec<Prepared>>,
    permits: Semaphore,
}

/// A connection with its prepared statements.
pub struct Prepared {
    /// The connection.
    pub client: Client,
    /// In the order in which the pool was given them.
    pub statements: Vec<Statement>,
}

/// A borrowed connection. It goes back only by [`Borrowed::keep`].
pub struct Borrowed<'a> {
    pool: &'a Pool,
    prepared: Prepared,
    _permit: SemaphorePermit<'a>,
}

impl Deref for Borrowed<'_> {
    type Target = Prepared;

    fn deref(&self) -> &Prepared {
        &self.prepared
    }
}

impl Borrowed<'_> {
    /// Gives it back for the next.
    pub fn keep(self) {
        let Self { pool, prepared, .. } = self;
        let mut idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(prepared);
    }
}

impl Pool {
    /// A pool for a database of a server.
    pub fn new(url: &str, database: String, options: &'static str, sql: Vec<String>) -> Self {
        Self {
            url: url.to_owned(),
            database,
            options,
            sql,
            idle: Mutex::default(),
            permits: Semaphore::new(CONNECTIONS),
        }
    }

    /// An idle connection or a new one.
    pub async fn borrow(&self) -> anyhow::Result<Borrowed<'_>> {
        let permit = self.permits.acquire().await?;
        let idle = || {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.pop()
        };
        let prepared = match idle() {
            Some(prepared) => prepared,
            None => self.connect().await?,
        };
        Ok(Borrowed {
            pool: self,
            prepared,
            _permit: permit,
        })
    }

    async fn connect(&self) -> anyhow::Result<Prepared> {
        let client = place::connect(&self.url, &self.database, self.options).await?;
        let mut statements = Vec::with_capacity(self.sql.len());
        for sql in &self.sql {
            let prepared = client.prepare(sql).await;
            statements.push(prepared.with_context(|| format!("in {}", self.database))?);
        }
        Ok(Prepared { client, statements })
    }
}
