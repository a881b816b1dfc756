//! Five ways to the same rows: the whole service, its engine, the floor, a statement a row, and
//! the usual way.

pub mod engine;
mod fleet;
mod floor_copy;
mod floor_postgres;
mod floor_sqlite;
mod rows;
pub mod service;
mod usual;

use std::{path::PathBuf, sync::Arc};

use demo_store::Store;

use crate::{
    data::{self, Profile},
    place::{self, Place},
};
use engine::Engine;
use floor_copy::FloorCopy;
use floor_postgres::FloorPostgres;
use floor_sqlite::FloorSqlite;
use rows::Rows;
use service::Service;
use usual::Usual;

/// The prospect of every session here.
pub const EMAIL: &str = "prospect@example.com";

/// Rows of a session beyond which COPY is the floor on PostgreSQL.
const MANY: u64 = 5_000;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Kind {
    /// The release program as a child process, by HTTP over loopback.
    Service,
    /// The session's record and the eleven clones by `demo-store`, in this process.
    Engine,
    /// The same rows and ledger rows with literal values: a prepared statement a service on
    /// PostgreSQL, a transaction of prepared inserts a service on SQLite. No session record.
    Floor,
    /// A prepared statement a row and a transaction a service, from this process.
    Rows,
    /// Eleven services in Python with an object-relational mapper, by HTTP over loopback.
    Usual,
}

impl Kind {
    /// Its name in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Engine => "engine",
            Self::Floor => "floor",
            Self::Rows => "rows",
            Self::Usual => "usual",
        }
    }

    /// What the names of its databases begin with. The program's own names are fixed.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Service => "demo_",
            Self::Engine => "bench_engine_",
            Self::Floor => "bench_floor_",
            Self::Rows => "bench_rows_",
            Self::Usual => "bench_usual_",
        }
    }
}

/// What is loaded, and where.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The databases.
    pub place: Place,
    /// The folder of profiles.
    pub seeds: PathBuf,
    /// The profile's name.
    pub profile: String,
    /// Whether its thirteen weeks of history are loaded too.
    pub history: bool,
}

impl Scenario {
    /// A profile of this repository.
    #[must_use]
    pub fn new(place: &Place, profile: &str, history: bool) -> Self {
        Self {
            place: place.clone(),
            seeds: data::root().join("seed-data"),
            profile: profile.to_owned(),
            history,
        }
    }

    /// Opens the databases of a way, made when missing, and plans the profile for them.
    ///
    /// # Errors
    ///
    /// What the databases say, or a profile that has findings.
    pub async fn open(&self, kind: Kind) -> anyhow::Result<(Store, Profile)> {
        let options = self.place.store_options(kind.prefix())?;
        let store = Store::open(&options, &data::services()?).await?;
        let profile = Profile::load(&self.seeds, &self.profile, self.history, &store)?;
        Ok((store, profile))
    }
}

/// A way that is ready to make sessions.
pub enum Way {
    /// See [`Kind::Service`].
    Service(Service),
    /// See [`Kind::Engine`].
    Engine(Engine),
    /// See [`Kind::Floor`].
    FloorPostgres(FloorPostgres),
    /// The same by COPY, for many rows.
    FloorCopy(FloorCopy),
    /// See [`Kind::Floor`].
    FloorSqlite(FloorSqlite),
    /// See [`Kind::Rows`].
    Rows(Rows),
    /// See [`Kind::Usual`].
    Usual(Usual),
}

impl Way {
    /// Makes a way ready. A statement a row is there on PostgreSQL alone: on SQLite, where a
    /// statement costs no round trip, it is the floor. So is the usual way, which has a server.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being ready.
    pub async fn start(kind: Kind, scenario: &Scenario) -> anyhow::Result<Option<Arc<Self>>> {
        let way = match (kind, &scenario.place) {
            (Kind::Service, _) => Self::Service(Service::start(scenario).await?),
            (Kind::Engine, _) => {
                let (store, profile) = scenario.open(kind).await?;
                Self::Engine(Engine::new(store, &profile))
            }
            (Kind::Floor, Place::Postgres(url)) => {
                let (store, profile) = scenario.open(kind).await?;
                store.close().await;
                if profile.records() > MANY {
                    Self::FloorCopy(FloorCopy::new(url, &profile)?)
                } else {
                    Self::FloorPostgres(FloorPostgres::new(url, &profile)?)
                }
            }
            (Kind::Floor, Place::Sqlite(directory)) => {
                let (store, profile) = scenario.open(kind).await?;
                store.close().await;
                Self::FloorSqlite(FloorSqlite::new(&directory.join(kind.prefix()), &profile)?)
            }
            (Kind::Rows, Place::Postgres(url)) => {
                let (store, profile) = scenario.open(kind).await?;
                store.close().await;
                Self::Rows(Rows::new(url, profile))
            }
            (Kind::Usual, Place::Postgres(url)) => {
                let (store, profile) = scenario.open(kind).await?;
                store.close().await;
                Self::Usual(Usual::start(url, scenario, &profile).await?)
            }
            (Kind::Rows | Kind::Usual, Place::Sqlite(_)) => return Ok(None),
        };
        Ok(Some(Arc::new(way)))
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// Why it failed.
    pub async fn session(&self) -> anyhow::Result<()> {
        match self {
            Self::Service(way) => way.session().await,
            Self::Engine(way) => way.session().await,
            Self::FloorPostgres(way) => way.session().await,
            Self::FloorCopy(way) => way.session().await,
            Self::FloorSqlite(way) => way.session().await,
            Self::Rows(way) => way.session().await,
            Self::Usual(way) => way.session().await,
        }
    }

    /// Removes all sessions that it made.
    ///
    /// # Errors
    ///
    /// Why some are still there.
    pub async fn clear(&self, scenario: &Scenario) -> anyhow::Result<()> {
        match (self, &scenario.place) {
            (Self::Service(way), _) => way.clear().await,
            (Self::Engine(way), Place::Sqlite(_)) => way.clear().await,
            (Self::FloorSqlite(way), _) => way.clear().await,
            (Self::Usual(way), Place::Postgres(url)) => way.clear(url).await,
            (way, Place::Postgres(url)) => place::truncate(url, way.kind().prefix()).await,
            (_, Place::Sqlite(_)) => Ok(()),
        }
    }

    /// Which way it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Engine(_) => Kind::Engine,
            Self::FloorPostgres(_) | Self::FloorCopy(_) | Self::FloorSqlite(_) => Kind::Floor,
            Self::Rows(_) => Kind::Rows,
            Self::Usual(_) => Kind::Usual,
        }
    }

    /// The processes that it runs in beside this one.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        match self {
            Self::Service(way) => vec![way.process()],
            Self::Usual(way) => way.processes(),
            _ => Vec::new(),
        }
    }
}
