//! All databases of a process together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use demo_core::Service;
use futures::future::{join_all, try_join_all};
use tokio::sync::Semaphore;

use crate::{
    catalogue::Catalogue,
    database::Database,
    error::Error,
    migrate::{self, Step},
    postgres::{self, Server},
    service::ServiceStore,
    sessions::Sessions,
    sqlite,
    url::DatabaseUrl,
};

/// Where the databases are, and how they are used.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Where all of them are, unless a service has its own.
    pub database: DatabaseUrl,
    /// A service's own. A PostgreSQL URL's path names its database.
    pub service_databases: BTreeMap<String, DatabaseUrl>,
    /// PostgreSQL connections of the process in all; each database has two at least.
    pub connections: u32,
    /// Before the names of PostgreSQL databases: `demo_`. Tests have their own.
    pub database_prefix: String,
}

impl StoreOptions {
    /// The options that most have: 48 connections, databases named `demo_…`.
    #[must_use]
    pub fn new(database: DatabaseUrl) -> Self {
        Self {
            database,
            service_databases: BTreeMap::new(),
            connections: 48,
            database_prefix: "demo_".to_owned(),
        }
    }
}

/// The sessions database and those of the services that this process runs.
#[derive(Debug, Clone)]
pub struct Store {
    /// The sessions.
    pub sessions: Sessions,
    /// By name.
    pub services: BTreeMap<String, ServiceStore>,
}

/// A database to be opened.
struct Target<'a> {
    url: &'a DatabaseUrl,
    /// `sessions` or a service's name.
    name: &'a str,
    steps: Vec<Step>,
    is_service: bool,
}

impl Store {
    /// Opens all databases, in parallel: makes what is missing, migrates, sets up roles and row
    /// security (PostgreSQL) and reads the catalogues.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`], [`Error::Migration`] or [`Error::Sql`], naming the database or file
    /// and what to do.
    pub async fn open(options: &StoreOptions, services: &[Service]) -> Result<Self, Error> {
        let sessions = Target {
            url: &options.database,
            name: "sessions",
            steps: migrate::of_sessions(),
            is_service: false,
        };
        let of_services = services.iter().map(|service| Target {
            url: options
                .service_databases
                .get(&service.name)
                .unwrap_or(&options.database),
            name: &service.name,
            steps: migrate::of_service(service),
            is_service: true,
        });
        let targets: Vec<Target<'_>> = std::iter::once(sessions).chain(of_services).collect();
        prepare_servers(options, &targets).await?;
        let each = usize::try_from(options.connections).unwrap_or(usize::MAX) / targets.len();
        let mut opened = try_join_all(
            targets
                .iter()
                .map(|target| open(options, target, each.max(2))),
        )
        .await?
        .into_iter();
        let (sessions, _) = opened.next().ok_or(Error::NotFound)?;
        let turns = Arc::new(Semaphore::new(1));
        let services = services
            .iter()
            .zip(opened)
            .map(|(service, (database, catalogue))| {
                let store = ServiceStore {
                    name: service.name.clone(),
                    database,
                    tables: Arc::new(catalogue.tables),
                    rules: Arc::new(catalogue.rules),
                    turns: Arc::clone(&turns),
                };
                (service.name.clone(), store)
            });
        Ok(Self {
            sessions: Sessions::new(sessions),
            services: services.collect(),
        })
    }

    /// Asks every database for a sign of life, in parallel: `sessions` and each service.
    pub async fn ping(&self) -> Vec<(String, Result<(), Error>)> {
        let sessions = async { ("sessions".to_owned(), self.sessions.ping().await) };
        let services = self
            .services
            .iter()
            .map(|(name, service)| async { (name.clone(), service.ping().await) });
        let (first, rest) = futures::join!(sessions, join_all(services));
        std::iter::once(first).chain(rest).collect()
    }

    /// Closes all connections.
    pub async fn close(&self) {
        let services = self
            .services
            .values()
            .map(|service| service.database.close());
        futures::join!(self.sessions.close(), join_all(services));
    }
}

/// A PostgreSQL database's name. Only a URL that is a service's own names its database; in one
/// that all share, the path is not used.
fn database_name(options: &StoreOptions, target: &Target<'_>, server: &Server) -> String {
    let own = options.service_databases.contains_key(target.name);
    match server.named().filter(|_| own) {
        Some(name) => name.to_owned(),
        None => format!("{}{}", options.database_prefix, target.name),
    }
}

/// Makes databases and roles, once a server.
async fn prepare_servers(options: &StoreOptions, targets: &[Target<'_>]) -> Result<(), Error> {
    let mut servers: BTreeMap<&str, (Server, BTreeSet<String>)> = BTreeMap::new();
    for target in targets {
        let DatabaseUrl::Postgres(url) = target.url else {
            continue;
        };
        let server = Server::new(url)?;
        let name = database_name(options, target, &server);
        servers
            .entry(url)
            .or_insert_with(|| (server, BTreeSet::new()))
            .1
            .insert(name);
    }
    let prepared = servers
        .values()
        .map(|(server, names)| server.prepare(names));
    try_join_all(prepared).await.map(|_| ())
}

async fn open(
    options: &StoreOptions,
    target: &Target<'_>,
    connections: usize,
) -> Result<(Database, Catalogue), Error> {
    match target.url {
        DatabaseUrl::Sqlite(directory) => {
            let (database, catalogue) = sqlite::open(
                directory,
                target.name,
                target.steps.clone(),
                target.is_service,
            )
            .await?;
            Ok((Database::Sqlite(database), catalogue))
        }
        DatabaseUrl::Postgres(url) => {
            let server = Server::new(url)?;
            let name = database_name(options, target, &server);
            let (database, catalogue) = postgres::open(
                &server,
                &name,
                &target.steps,
                target.is_service,
                connections,
            )
            .await?;
            Ok((Database::Postgres(database), catalogue))
        }
    }
}
