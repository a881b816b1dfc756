//! Asking services to clone, count and remove, whether they run here or elsewhere.

mod outcome;
mod remote;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use demo_core::{Key, plan::SessionValues, time::Moment};
use demo_store::{CloneRequest, Error, Pace, Prepared, ServiceStore, Store};
use futures::future::join_all;
use jiff::Timestamp;
use uuid::Uuid;

pub use outcome::{Failure, Outcome, milliseconds};
use remote::RemoteClient;

use crate::app::{App, Config, ProfileInUse};

/// One of the services. The set is closed: a service runs in this process, or elsewhere.
pub enum ServiceClient {
    /// In this process.
    Local(ServiceStore),
    /// At a URL.
    Remote(RemoteClient),
}

/// What a session asks of every service.
pub struct CloneCall {
    /// The session.
    pub session_id: Option<Uuid>,
    /// Its ids' key.
    pub key: Key,
    /// Its place in time.
    pub moment: Moment,
    /// Its values.
    pub session: SessionValues,
    /// The present instant.
    pub now: Timestamp,
    /// What is cloned.
    pub profile: Arc<ProfileInUse>,
}

/// Pauses between attempts at what is transient; then it is a failure.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(250)];

/// The clients of all services: those of the store, and those that the configuration says
/// are remote.
pub fn clients(config: &Config, store: &Store) -> BTreeMap<String, ServiceClient> {
    let local = store
        .services
        .iter()
        .map(|(name, service)| (name.clone(), ServiceClient::Local(service.clone())));
    let mut clients: BTreeMap<_, _> = local.collect();
    if !config.remotes.is_empty() {
        let http = remote::http_client(config.clone_timeout);
        for (name, place) in &config.remotes {
            let client = RemoteClient::new(name, place, &config.internal_token, &http);
            clients.insert(name.clone(), ServiceClient::Remote(client));
        }
    }
    clients
}

/// Is told each outcome as soon as it is known.
pub type Told<'a> = &'a (dyn Fn(&Outcome) + Sync);

/// Asks all services at once. The outcomes are in the services' order.
pub async fn clone_all(app: &App, call: &CloneCall, told: Told<'_>) -> Vec<Outcome> {
    let mut outcomes = ask_all(app, Request::Clone(call), told).await;
    // A process that runs some services alone must know where the others are.
    for name in app
        .services
        .keys()
        .filter(|name| !app.clients.contains_key(*name))
    {
        let failure = Failure::lasting(
            "the service does not run here, and the configuration has no URL for it",
        );
        let outcome = Outcome::new(name, Instant::now(), Err(failure));
        told(&outcome);
        outcomes.push(outcome);
    }
    outcomes
}

/// Asks all services to bring a session's rows back to the first moment.
pub async fn reset_all(app: &App, call: &CloneCall, told: Told<'_>) -> Vec<Outcome> {
    ask_all(app, Request::Reset(call), told).await
}

/// The remote services that do not know resets, which the clone contract once lacked.
pub async fn without_reset(app: &App) -> Result<Vec<&str>, Failure> {
    let mut without = Vec::new();
    for (name, client) in &app.clients {
        if let ServiceClient::Remote(remote) = client
            && !remote.knows_reset().await?
        {
            without.push(name.as_str());
        }
    }
    Ok(without)
}

/// Asks all services to remove a session's tenants. What one of this process answers is the
/// records of all removals, also of those that nobody saw the end of; a remote one counts those
/// that go now.
pub async fn purge_all(app: &App, virtual_tenant: Uuid, pace: Pace) -> Vec<Outcome> {
    ask_all(app, Request::Purge(virtual_tenant, pace), &|_| {}).await
}

/// What a session asks of a service.
#[derive(Clone, Copy)]
enum Request<'a> {
    Clone(&'a CloneCall),
    Reset(&'a CloneCall),
    Purge(Uuid, Pace),
}

async fn ask_all(app: &App, request: Request<'_>, told: Told<'_>) -> Vec<Outcome> {
    let asked: Vec<_> = app
        .clients
        .iter()
        .map(|(name, client)| async move {
            let outcome = ask_one(app, name, client, request).await;
            told(&outcome);
            outcome
        })
        .collect();
    join_all(asked).await
}

/// Asks, asks again while what fails is transient, and logs a clone as soon as it is known.
async fn ask_one(app: &App, name: &str, client: &ServiceClient, request: Request<'_>) -> Outcome {
    let begun = Instant::now();
    let mut result = client.ask(app, name, request).await;
    for pause in PAUSES {
        let unanswered = match &result {
            Err(failure) if failure.transient => failure.unanswered,
            _ => break,
        };
        tokio::time::sleep(pause).await;
        result = client.ask(app, name, request).await;
        // However a later attempt fails, this one may still be running.
        if let Err(failure) = &mut result {
            failure.unanswered |= unanswered;
        }
    }
    let outcome = Outcome::new(name, begun, result);
    if let Request::Clone(call) = request {
        log_clone(app, call, &outcome);
    }
    outcome
}

impl ServiceClient {
    async fn ask(&self, app: &App, name: &str, request: Request<'_>) -> Result<u64, Failure> {
        match (self, request) {
            (Self::Local(service), Request::Clone(call)) => clone_local(name, service, call).await,
            (Self::Local(service), Request::Reset(call)) => reset_local(name, service, call).await,
            (Self::Local(service), Request::Purge(tenant, pace)) => {
                let removed = service.purge(tenant, app.now(), pace).await;
                removed
                    .map(|removed| removed.in_all)
                    .map_err(|error| Failure::local(name, &error))
            }
            (Self::Remote(remote), Request::Clone(call)) => remote.clone_tenant(call).await,
            (Self::Remote(remote), Request::Reset(call)) => remote.reset_tenant(call).await,
            (Self::Remote(remote), Request::Purge(tenant, _)) => remote.purge(tenant).await,
        }
    }
}

/// Clones into a service of this process.
pub async fn clone_local(
    name: &str,
    service: &ServiceStore,
    call: &CloneCall,
) -> Result<u64, Failure> {
    service
        .clone_tenant(prepared(name, call)?, &request(call))
        .await
        .map_err(|error| Failure::local(name, &error))
}

/// Resets a tenant of a service of this process.
pub async fn reset_local(
    name: &str,
    service: &ServiceStore,
    call: &CloneCall,
) -> Result<u64, Failure> {
    let (prepared, request) = (prepared(name, call)?, request(call));
    match service.reset_tenant(prepared, &request).await {
        // Lost, as by a power failure: the first moment is what it is to have.
        Err(Error::NotFound) => clone_local(name, service, call).await,
        // A change that was under way has come between; by the next attempt it is done.
        Err(error @ Error::Constraint { .. }) => Err(Failure {
            transient: true,
            ..Failure::local(name, &error)
        }),
        result => result.map_err(|error| Failure::local(name, &error)),
    }
}

fn prepared<'a>(name: &str, call: &'a CloneCall) -> Result<&'a Prepared, Failure> {
    call.profile.prepared.get(name).ok_or_else(|| {
        let profile = &call.profile.profile.manifest.profile;
        Failure::lasting(format!(
            "the profile `{profile}` has no plan for this service"
        ))
    })
}

fn request(call: &CloneCall) -> CloneRequest {
    CloneRequest {
        key: call.key,
        instant: call.moment.instant(),
        moment: call.moment.clone(),
        session_id: call.session_id,
        session: call.session.clone(),
        now: call.now,
    }
}

/// Logs and counts one clone.
pub fn log_clone(app: &App, call: &CloneCall, outcome: &Outcome) {
    let session_id = call.session_id.map(tracing::field::display);
    let profile = &call.profile.profile.manifest.profile;
    let Outcome {
        service,
        duration,
        result,
        ..
    } = outcome;
    let duration_ms = outcome.duration_ms();
    match result {
        Ok(records) => {
            app.metrics.cloned(service, *duration, *records);
            tracing::info!(
                session_id,
                service,
                profile,
                records_cloned = records,
                duration_ms,
                "cloning completed"
            );
        }
        Err(failure) => {
            tracing::warn!(
                session_id,
                service,
                profile,
                duration_ms,
                error = failure.detail,
                "cloning failed"
            );
        }
    }
}
