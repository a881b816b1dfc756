//! From a configuration to a running service; `serve` and `try` share it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    future::Future,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use demo_core::{Service, Table, nearest};
use demo_server::{App, Limits, Loaded, Parts, ProfileInUse, Remote, app::SESSIONS};
use demo_store::{DatabaseUrl, Store, StoreOptions};

use crate::{
    config::Config,
    data,
    passed::Passed,
    profiles::{self, Judge},
    seed_files::Places,
    service_files, tokens,
};

/// How often ended sessions are looked for.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);
/// Log-ins a minute from one address: many users behind one office's address, few guesses.
const LOGINS_PER_ADDRESS: u32 = 120;

/// A service that is ready to serve.
pub struct Started {
    /// The base of links, without a slash at its end.
    pub url: String,
    /// Where this machine reaches it, whatever links begin with.
    pub own_url: String,
    /// Profiles that are not served: their seed data has errors.
    pub refused: Vec<String>,
    app: Arc<App>,
    listener: TcpListener,
    /// Of the SQLite databases, until all is closed.
    locks: Vec<File>,
}

impl Started {
    /// Serves until `stop` is done, then lets what runs finish.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let _locks = self.locks;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        demo_server::serve(listener, self.app, stop)
            .await
            .context("the server ended")
    }
}

/// Opens databases, reads services and profiles, and binds the address.
///
/// # Errors
///
/// Whatever keeps the service from running, each with what to do.
pub async fn start(config: &Config, only: &[String]) -> anyhow::Result<Started> {
    let services = service_files::load(config.services_dir.as_deref())?;
    let roles = roles(only, &services)?;
    let database = database(config)?;
    check_services(config, &services)?;
    let internal_token = tokens::internal(config, only)?;
    let places = Places::new(config.seed_dir.as_deref())?;
    let own_databases = service_databases(config)?;
    let is_local = |name: &str| {
        let service = config.services.get(name);
        roles.contains(name) && service.is_none_or(|one| one.url.is_none())
    };
    let served = roles
        .iter()
        .map(String::as_str)
        .filter(|role| is_local(role));
    let locks = data::lock(&database, &own_databases, served)?;
    let operator_token = tokens::operator(config, &database)?;
    // Bound before any database is touched, so that a second start fails early.
    let listener = listen(config.listen)?;
    let address = listener.local_addr()?;
    let url = config.public_url.as_ref().map_or_else(
        || format!("http://{address}"),
        |url| url.trim_end_matches('/').to_owned(),
    );
    // The first line of the log, before those of databases: scripts read the address from it.
    // That all has succeeded is said when requests are answered.
    tracing::info!(listen = %address, url, "starting");

    let local = services.iter().filter(|service| is_local(&service.name));
    let local: Vec<Service> = local.cloned().collect();
    let sole = matches!(database, DatabaseUrl::Sqlite(_));
    let options = StoreOptions {
        service_databases: own_databases,
        connections: config.database_connections,
        ..StoreOptions::new(database)
    };
    let store = Store::open(&options, &local).await?;
    let (secret_key, secret_key_previous) = tokens::keys(config, &store).await?;
    let schemas = profiles::schemas(&services, &store)?;
    let judge = judge(config, places, schemas, &store).await?;
    let (served, refused) = serve(judge.read_all()?, &store);
    if let Err(error) = store.sessions.note_passed(&judge.found(), now()).await {
        tracing::warn!(%error, "cannot note which profiles passed: the next start judges them again");
    }
    let app = App::new(Parts {
        config: demo_server::Config {
            roles,
            lifetime: config.session.lifetime,
            max_lifetime: config.session.max_lifetime,
            max_live: config.session.max_live,
            public_url: url.clone(),
            internal_token,
            operator_token,
            limits: limits(config)?,
            id_transform: config.id_transform,
            remotes: remotes(config),
            clone_timeout: config.session.clone_timeout,
            lease: config.session.lease,
            shutdown_timeout: config.shutdown_timeout,
            sweep_interval: SWEEP_INTERVAL,
            sole,
        },
        store,
        services,
        profiles: served,
        loader: Arc::new(move || judge.read_anew()),
        secret_key,
        secret_key_previous,
        clock: Arc::new(now),
        randomness: Arc::new(tokens::fill),
    });
    Ok(Started {
        url,
        own_url: format!("http://{}", reachable(address)),
        refused,
        app,
        listener,
        locks,
    })
}

/// Where all databases are; what one of them is called is not for this key to say. `postgres` is
/// the one that others are made from, and so may be named.
fn database(config: &Config) -> anyhow::Result<DatabaseUrl> {
    let database: DatabaseUrl = config.database.parse().context("`database`")?;
    let url = url::Url::parse(&config.database);
    let name = url.as_ref().map_or("", |url| url.path().trim_matches('/'));
    if matches!(database, DatabaseUrl::Postgres(_)) && !matches!(name, "" | "postgres") {
        bail!(
            "`database` names the database `{name}`: leave it out of the URL, the databases are demo_sessions and demo_<service>; `services.<name>.database` names one"
        );
    }
    Ok(database)
}

fn roles(only: &[String], services: &[Service]) -> anyhow::Result<BTreeSet<String>> {
    let known = || {
        services
            .iter()
            .map(|service| service.name.as_str())
            .chain([SESSIONS])
    };
    for name in only {
        if !known().any(|role| role == name) {
            bail!(
                "--only: there is no service `{name}`: {}",
                nearest::hint(name, known())
            );
        }
    }
    let all = only.is_empty();
    Ok(known()
        .filter(|role| all || only.iter().any(|name| name == role))
        .map(str::to_owned)
        .collect())
}

fn check_services(config: &Config, services: &[Service]) -> anyhow::Result<()> {
    for (name, service) in &config.services {
        if !services.iter().any(|known| known.name == *name) {
            let hint = nearest::hint(name, services.iter().map(|known| known.name.as_str()));
            bail!("unknown key `services.{name}`: {hint}");
        }
        if let Some(text) = &service.url {
            let fits = url::Url::parse(text)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if !fits {
                bail!("`services.{name}.url` is not a URL such as https://{name}.internal");
            }
            if service.database.is_some() {
                bail!(
                    "`services.{name}` has both `url` and `database`: a remote service keeps its own database"
                );
            }
        }
    }
    Ok(())
}

fn service_databases(config: &Config) -> anyhow::Result<BTreeMap<String, DatabaseUrl>> {
    let mut databases = BTreeMap::new();
    for (name, service) in &config.services {
        if let Some(url) = &service.database {
            let url = url
                .parse()
                .with_context(|| format!("`services.{name}.database`"))?;
            databases.insert(name.clone(), url);
        }
    }
    Ok(databases)
}

fn remotes(config: &Config) -> BTreeMap<String, Remote> {
    let remote = |(name, service): (&String, &crate::config::ServiceConfig)| {
        let url = service.url.as_ref()?.trim_end_matches('/').to_owned();
        Some((name.clone(), Remote { url }))
    };
    config.services.iter().filter_map(remote).collect()
}

fn limits(config: &Config) -> anyhow::Result<Limits> {
    let proxies = config
        .limits
        .trusted_proxies
        .iter()
        .map(|text| demo_server::parse_network(text));
    Ok(Limits {
        per_address: config.limits.per_address,
        per_email: config.limits.per_email,
        logins_per_address: LOGINS_PER_ADDRESS,
        header_timeout: config.limits.header_timeout,
        body_timeout: config.limits.body_timeout,
        connections: config.limits.connections,
        creations_at_once: config.limits.creations_at_once,
        creations_waiting: config.limits.creations_waiting,
        body_bytes: config.limits.body_bytes,
        trusted_proxies: proxies
            .collect::<Result<_, _>>()
            .map_err(|message| anyhow::anyhow!("`limits.trusted_proxies`: {message}"))?,
    })
}

async fn judge(
    config: &Config,
    places: Places,
    services: Vec<(Service, Vec<Table>)>,
    store: &Store,
) -> anyhow::Result<Judge> {
    Ok(Judge {
        places,
        history: config.seed.history,
        services,
        passed: Some(Passed::new(store.sessions.passed().await?)),
    })
}

/// Those that are fit to be served, and the names of the others; what is wrong with them is logged.
fn serve(loaded: Vec<Loaded>, store: &Store) -> (BTreeMap<String, ProfileInUse>, Vec<String>) {
    let (mut served, mut refused) = (BTreeMap::new(), Vec::new());
    for one in loaded {
        let name = one.name;
        for finding in &one.findings {
            tracing::warn!(profile = name, place = one.place, "{finding}");
        }
        if let Some(profile) = one.profile {
            served.insert(name, ProfileInUse::new(profile, store));
        } else {
            tracing::error!(
                profile = name,
                "profile not served: `demo-session validate --profile {name}` says why"
            );
            refused.push(name);
        }
    }
    (served, refused)
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "cannot listen on {address}: another program does; end it, or choose a port with --listen (port 0 draws a free one)"
        ),
        _ => anyhow::anyhow!("cannot listen on {address}: {error}; choose another address with --listen"),
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// An address that one may connect to: all addresses together are none.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// Whether another program listens on an address.
pub fn is_taken(address: SocketAddr) -> bool {
    TcpListener::bind(address).is_err()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program is where clock and randomness come in"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
