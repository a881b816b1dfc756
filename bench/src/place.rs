//! Where a run's databases are, and how they are brought to rest between measurements.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::Context as _;
use demo_store::{DatabaseUrl, StoreOptions};
use futures::future::try_join_all;
use tokio_postgres::{Client, Config, NoTls};

use crate::{chance, ways::Kind};

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A server, by `DEMO_TEST_DATABASE`.
    Postgres,
    /// Files in a temporary directory.
    Sqlite,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::Sqlite];

    /// Its name in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}

/// An engine's databases.
#[derive(Debug, Clone)]
pub enum Place {
    /// The URL of a server, as a superuser.
    Postgres(String),
    /// A directory.
    Sqlite(PathBuf),
}

impl Place {
    /// An engine's databases: those of the server, or in a directory.
    ///
    /// # Errors
    ///
    /// As [`Self::postgres`].
    pub fn of(engine: Engine, directory: &Path) -> anyhow::Result<Self> {
        match engine {
            Engine::Postgres => Self::postgres(),
            Engine::Sqlite => Ok(Self::Sqlite(directory.to_owned())),
        }
    }

    /// The server that `scripts/with-postgres` started.
    ///
    /// # Errors
    ///
    /// When it was not started.
    pub fn postgres() -> anyhow::Result<Self> {
        chance::variable("DEMO_TEST_DATABASE")
            .map(Self::Postgres)
            .context("there is no DEMO_TEST_DATABASE: run it by scripts/with-postgres, as `make bench` does")
    }

    /// Whether it goes with all that is in it when the run ends: files, or a server that
    /// scripts/with-postgres started.
    #[must_use]
    pub fn is_disposable(&self) -> bool {
        matches!(self, Self::Sqlite(_)) || chance::variable("DEMO_TEST_PGDATA").is_some()
    }

    /// What `--database` of the program takes.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Postgres(url) => url.clone(),
            Self::Sqlite(directory) => format!("sqlite:{}", directory.display()),
        }
    }

    /// Options of a store of its own beside others: databases or a directory of a prefix.
    ///
    /// # Errors
    ///
    /// A URL that is none.
    pub fn store_options(&self, prefix: &str) -> anyhow::Result<StoreOptions> {
        Ok(match self {
            Self::Postgres(url) => StoreOptions {
                database_prefix: prefix.to_owned(),
                ..StoreOptions::new(DatabaseUrl::from_str(url)?)
            },
            Self::Sqlite(directory) => {
                StoreOptions::new(DatabaseUrl::Sqlite(directory.join(prefix)))
            }
        })
    }

    /// Which engine's they are.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// Writes all pages out, so that no measurement pays for the one before; and vacuums the
    /// program's tables, since its sessions are deleted, not truncated.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn settle(&self, kind: Kind) -> anyhow::Result<()> {
        let Self::Postgres(url) = self else {
            return Ok(());
        };
        if kind == Kind::Service {
            on_tables(url, kind.prefix(), "vacuum (analyze)").await?;
        }
        let client = connect(url, "postgres", "").await?;
        Ok(client.batch_execute("checkpoint").await?)
    }
}

/// A connection to a database of a server, with options such as `-c jit=off`. It closes when
/// the client is dropped.
///
/// # Errors
///
/// A server that does not answer.
pub async fn connect(url: &str, database: &str, options: &str) -> anyhow::Result<Client> {
    let mut config = Config::from_str(url)?;
    config.dbname(database).options(options);
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Empties every table of the databases that begin so.
///
/// # Errors
///
/// What the database says.
pub async fn truncate(url: &str, prefix: &str) -> anyhow::Result<()> {
    on_tables(url, prefix, "truncate").await
}

/// Runs a command on all tables of each database that begins so.
async fn on_tables(url: &str, prefix: &str, command: &str) -> anyhow::Result<()> {
    // All at once: most of it is waiting for the disk.
    let names = databases(url, prefix).await?;
    let each = names.iter().map(async |name| {
        let client = connect(url, name, "").await?;
        let sql = "select string_agg(quote_ident(tablename), ', ') from pg_tables \
                   where schemaname = 'public' and tablename <> 'demo_migrations'";
        let tables: Option<String> = client.query_one(sql, &[]).await?.get(0);
        if let Some(tables) = tables {
            client.batch_execute(&format!("{command} {tables}")).await?;
        }
        anyhow::Ok(())
    });
    try_join_all(each).await.map(|_| ())
}

/// Removes the databases that begin so.
///
/// # Errors
///
/// What the database says.
pub async fn drop_databases(url: &str, prefix: &str) -> anyhow::Result<()> {
    let client = connect(url, "postgres", "").await?;
    for name in databases(url, prefix).await? {
        let sql = format!("drop database \"{name}\" with (force)");
        client.batch_execute(&sql).await?;
    }
    Ok(())
}

async fn databases(url: &str, prefix: &str) -> anyhow::Result<Vec<String>> {
    let client = connect(url, "postgres", "").await?;
    let sql = "select datname::text from pg_database order by datname";
    let rows = client.query(sql, &[]).await?;
    let wanted = |name: &String| name.starts_with(prefix);
    Ok(rows.iter().map(|row| row.get(0)).filter(wanted).collect())
}
