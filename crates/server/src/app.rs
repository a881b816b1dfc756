//! What every handler shares: configuration, databases, profiles, the clock and randomness.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use demo_core::{IdTransform, Key, Service, plan::Profile};
use demo_store::{Prepared, Store};
use ipnet::IpNet;
use jiff::Timestamp;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::{Builder, Uuid};

use crate::{
    cloning::ServiceClient,
    limits::RateLimits,
    metrics::Metrics,
    overload::Creations,
    profiles::{Loader, Profiles},
    secrets::Secrets,
    sessions::{Capacity, InFlight, Live},
};

/// The role of a process that makes and removes sessions; the other roles are the services' names.
pub use demo_core::service::SESSIONS;

/// Gives the present instant.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills a buffer with random bytes that nobody can guess.
pub type Randomness = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What an operator chooses. Without `Debug`, so that no token reaches a log.
#[derive(Clone)]
pub struct Config {
    /// What this process mounts: names of services, and `sessions`.
    pub roles: BTreeSet<String>,
    /// How long a session lives.
    pub lifetime: Duration,
    /// The longest that a session may live after it was made.
    pub max_lifetime: Duration,
    /// The most sessions alive at one time; 0 for no bound.
    pub max_live: u64,
    /// The base of links, without a slash at its end.
    pub public_url: String,
    /// Sent and expected on `/internal/…`.
    pub internal_token: String,
    /// Opens what only an operator may do; without one, nobody may.
    pub operator_token: Option<String>,
    /// Against misuse.
    pub limits: Limits,
    /// How ids are transformed.
    pub id_transform: IdTransform,
    /// Services that run elsewhere, by name.
    pub remotes: BTreeMap<String, Remote>,
    /// How long a remote service may take to answer.
    pub clone_timeout: Duration,
    /// How long a process may hold a session before others take it for dead.
    pub lease: Duration,
    /// How long what runs may take when the process is told to stop.
    pub shutdown_timeout: Duration,
    /// The time between two looks for sessions to be removed.
    pub sweep_interval: Duration,
    /// Whether no other process shares the databases (SQLite): leases of a process that was
    /// killed then need not be waited for.
    pub sole: bool,
}

/// Bounds that protect the service.
#[derive(Debug, Clone)]
pub struct Limits {
    /// New sessions a minute from one address; 0 for no bound.
    pub per_address: u32,
    /// New sessions a minute for one e-mail; 0 for no bound.
    pub per_email: u32,
    /// Log-ins a minute from one address; 0 for no bound.
    pub logins_per_address: u32,
    /// The largest body of a request.
    pub body_bytes: usize,
    /// How long the head of a request may take, also the next one of an open connection.
    pub header_timeout: Duration,
    /// How long a body may take.
    pub body_timeout: Duration,
    /// The most connections at a time.
    pub connections: usize,
    /// The most sessions made at a time; 0 for no bound.
    pub creations_at_once: usize,
    /// The most that wait to be made.
    pub creations_waiting: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// A service that honours the clone contract elsewhere.
#[derive(Debug, Clone)]
pub struct Remote {
    /// The base of its contract's URLs.
    pub url: String,
}

/// A profile that passed validation, made ready for the services of this process.
#[derive(Debug)]
pub struct ProfileInUse {
    /// Without its plans, which are in `prepared`.
    pub profile: Profile,
    /// By service.
    pub prepared: BTreeMap<String, Prepared>,
}

impl ProfileInUse {
    /// Prepares a profile's plans for each service of the store.
    #[must_use]
    pub fn new(mut profile: Profile, store: &Store) -> Self {
        let mut plans = std::mem::take(&mut profile.plans);
        let prepare = |(name, service): (&String, &demo_store::ServiceStore)| {
            let plan = plans.remove(name)?;
            Some((name.clone(), service.prepare(Arc::new(plan))))
        };
        let prepared = store.services.iter().filter_map(prepare).collect();
        Self { profile, prepared }
    }

    /// The ids of all tenants of a session, its own first.
    pub fn tenants(&self, key: Key) -> impl Iterator<Item = Uuid> {
        self.profile
            .tenants
            .iter()
            .map(move |tenant| key.tenant_of(tenant.base))
    }

    /// The id of a session's owner.
    #[must_use]
    pub fn owner(&self, key: Key) -> Option<Uuid> {
        self.profile
            .users
            .first()
            .map(|owner| key.apply(owner.base))
    }
}

/// What an [`App`] is made of.
pub struct Parts {
    /// What the operator chose.
    pub config: Config,
    /// The sessions' database, and those of the services that run in this process.
    pub store: Store,
    /// All services, also the remote ones.
    pub services: Vec<Service>,
    /// By name.
    pub profiles: BTreeMap<String, ProfileInUse>,
    /// Reads them anew.
    pub loader: Loader,
    /// Signs tokens and derives passwords; at least 32 random bytes, the same in all replicas.
    pub secret_key: Vec<u8>,
    /// The key before this one: tokens that it signed are still good.
    pub secret_key_previous: Option<Vec<u8>>,
    /// The present instant.
    pub clock: Clock,
    /// The operating system's randomness.
    pub randomness: Randomness,
}

/// The state behind the router.
pub struct App {
    /// What the operator chose.
    pub config: Config,
    /// The databases.
    pub store: Store,
    /// All services by name.
    pub services: BTreeMap<String, Service>,
    pub(crate) profiles: RwLock<Arc<Profiles>>,
    pub(crate) loader: Loader,
    pub(crate) reloading: tokio::sync::Mutex<()>,
    pub(crate) live: Live,
    pub(crate) in_flight: InFlight,
    pub(crate) capacity: Capacity,
    pub(crate) clients: BTreeMap<String, ServiceClient>,
    pub(crate) secrets: Secrets,
    pub(crate) rates: RateLimits,
    pub(crate) creations: Creations,
    /// What the end of the process waits for.
    pub(crate) work: TaskTracker,
    /// Cancelled when the process is told to stop.
    pub(crate) stopping: CancellationToken,
    pub(crate) metrics: Metrics,
    clock: Clock,
    randomness: Randomness,
}

impl App {
    /// Puts the parts together. Opens no connection.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts {
            config,
            store,
            services,
            profiles,
            loader,
            secret_key,
            secret_key_previous,
            clock,
            randomness,
        } = parts;
        Arc::new(Self {
            clients: crate::cloning::clients(&config, &store),
            secrets: Secrets::new(&secret_key, secret_key_previous.as_deref()),
            creations: Creations::new(&config.limits),
            work: TaskTracker::new(),
            stopping: CancellationToken::new(),
            rates: RateLimits::new(&config.limits),
            metrics: Metrics::new(),
            services: services
                .into_iter()
                .map(|service| (service.name.clone(), service))
                .collect(),
            profiles: RwLock::new(Arc::new(Profiles::new(profiles))),
            loader,
            reloading: tokio::sync::Mutex::default(),
            live: Live::new(),
            in_flight: InFlight::default(),
            capacity: Capacity::new(config.max_live),
            config,
            store,
            clock,
            randomness,
        })
    }

    /// The profiles as they are now.
    pub(crate) fn profiles(&self) -> Arc<Profiles> {
        Arc::clone(&self.profiles.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The present instant, to the microsecond: no database keeps more.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Whether a service runs elsewhere.
    pub(crate) fn is_remote(&self, service: &str) -> bool {
        matches!(self.clients.get(service), Some(ServiceClient::Remote(_)))
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.randomness)(&mut bytes);
        bytes
    }

    /// A new UUID v4.
    #[must_use]
    pub fn random_id(&self) -> Uuid {
        Builder::from_random_bytes(self.random()).into_uuid()
    }

    /// Whether this process has a role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.config.roles.contains(role)
    }
}

/// Reads `10.0.0.0/8` or a single address.
///
/// # Errors
///
/// A text that is neither.
pub fn parse_network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| format!("`{text}` is no address or network: write 10.0.0.1 or 10.0.0.0/8"))
}
