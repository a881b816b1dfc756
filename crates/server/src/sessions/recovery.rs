//! At start-up: what a killed process or a power loss left behind.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use demo_store::{Error, Pace, Session, State};
use jiff::Timestamp;
use uuid::Uuid;

use super::{advance, later, log, sweeper, undo};
use crate::app::{App, SESSIONS};

/// More than ever live at one time.
const ALL: u32 = 1_000_000;

/// What is to be undone, as it stood before this process served its first request: what this
/// process itself is in the middle of must not be taken for what a dead one left.
#[derive(Default)]
pub struct Found {
    /// Sessions of which a dead process holds the lease, to be claimed as of this instant.
    half_done: Option<(Vec<Session>, Timestamp)>,
    /// Tenants in a service's ledger that no record names.
    unknown: Vec<(String, Uuid)>,
    /// Sessions that lack rows which they once had, each with a service that lost them.
    incomplete: Vec<(Session, String)>,
}

/// Looks at once and undoes at once.
pub async fn recover(app: &Arc<App>) {
    let found = look(app).await;
    act(app, found).await;
}

/// Looks for what a killed process or a power loss left behind. What cannot be read now is
/// logged, and left to the sweeper.
pub async fn look(app: &Arc<App>) -> Found {
    if !app.has_role(SESSIONS) {
        return Found::default();
    }
    try_look(app).await.unwrap_or_else(|error| {
        report(&error);
        Found::default()
    })
}

/// Undoes what was found.
pub async fn act(app: &Arc<App>, found: Found) {
    if let Some((sessions, now)) = found.half_done {
        sweeper::sweep(app, sessions, now).await;
    }
    let done = async {
        remove_unknown(app, found.unknown).await?;
        fail_incomplete(app, found.incomplete).await
    };
    if let Err(error) = done.await {
        report(&error);
    }
}

fn report(error: &Error) {
    tracing::error!(error = error as &dyn std::error::Error, "recovery failed");
}

async fn try_look(app: &Arc<App>) -> Result<Found, Error> {
    let mut found = Found::default();
    if app.config.sole {
        // No other process can hold a lease: those that have not run out are of the dead.
        let now = later(app.now(), app.config.lease);
        let mut due = app.store.sessions.due(now, ALL).await?;
        due.retain(|session| session.state != State::Ready);
        found.half_done = Some((due, now));
    }
    let ledgers = ledgers(app).await?;
    found.unknown = unknown(app, &ledgers).await?;
    if app.config.sole {
        found.incomplete = incomplete(app, &ledgers).await?;
    }
    Ok(found)
}

/// The virtual tenants that each service's ledger holds.
async fn ledgers(app: &App) -> Result<BTreeMap<&str, HashSet<Uuid>>, Error> {
    let mut ledgers = BTreeMap::new();
    for (name, service) in &app.store.services {
        ledgers.insert(
            name.as_str(),
            service.live_tenants().await?.into_iter().collect(),
        );
    }
    Ok(ledgers)
}

/// Tenants of which no record says that they are there. A record is written before its rows, so a tenant that
/// another process is making right now has one.
async fn unknown(
    app: &App,
    ledgers: &BTreeMap<&str, HashSet<Uuid>>,
) -> Result<Vec<(String, Uuid)>, Error> {
    let mut unknown = Vec::new();
    for (&name, tenants) in ledgers {
        let tenants: Vec<Uuid> = tenants.iter().copied().collect();
        let known = app.store.sessions.known(&tenants).await?;
        let known: HashSet<Uuid> = known.into_iter().collect();
        let strangers = tenants.into_iter().filter(|tenant| !known.contains(tenant));
        unknown.extend(strangers.map(|tenant| (name.to_owned(), tenant)));
    }
    Ok(unknown)
}

async fn remove_unknown(app: &App, unknown: Vec<(String, Uuid)>) -> Result<(), Error> {
    for (service, tenant) in unknown {
        let records_deleted = app.store.services[&service]
            .purge(tenant, app.now(), Pace::InTurn)
            .await?
            .now;
        tracing::warn!(service, records_deleted, "tenant without a session removed");
    }
    Ok(())
}

/// Sessions that lack rows which they once had, as after a power loss.
async fn incomplete(
    app: &App,
    ledgers: &BTreeMap<&str, HashSet<Uuid>>,
) -> Result<Vec<(Session, String)>, Error> {
    let sessions = app.store.sessions.ready().await?;
    let lacking = |session: Session| {
        let service = lacking(&session, ledgers)?.to_owned();
        Some((session, service))
    };
    Ok(sessions.into_iter().filter_map(lacking).collect())
}

async fn fail_incomplete(app: &App, incomplete: Vec<(Session, String)>) -> Result<(), Error> {
    let mut result = Ok(());
    for (session, service) in incomplete {
        // One that cannot be looked at now is no reason to leave the others.
        if let Err(error) = fail_one(app, session, &service).await {
            result = Err(error);
        }
    }
    result
}

async fn fail_one(app: &App, mut session: Session, service: &str) -> Result<(), Error> {
    const LOST: &str = "its rows are lost";
    loop {
        let change = log::change(app, &session, State::Failing, Some(LOST));
        if advance(app, &mut session, change).await? {
            let (session_id, profile) = (session.id, &session.profile);
            tracing::warn!(%session_id, service, profile, error = LOST, "session failed");
            undo::finish(app, session, None, Pace::InTurn).await;
            return Ok(());
        }
        // It was extended, say, while others were failed; a reset has brought its rows back.
        match still_lacking(app, session.id, service).await? {
            Some(found) => session = found,
            None => return Ok(()),
        }
    }
}

/// The session as it stands now, if it can be used and still lacks its rows in a service.
async fn still_lacking(app: &App, id: Uuid, service: &str) -> Result<Option<Session>, Error> {
    let session = app.store.sessions.get(id).await?;
    let Some(session) = session.filter(|found| found.state == State::Ready) else {
        return Ok(None);
    };
    let live = app.store.services[service].live_tenants().await?;
    Ok((!live.contains(&session.virtual_tenant_id)).then_some(session))
}

/// A service that cloned rows for the session and whose ledger does not know it.
fn lacking<'a>(session: &Session, ledgers: &BTreeMap<&'a str, HashSet<Uuid>>) -> Option<&'a str> {
    let reports = session.services.as_array()?;
    let lacks = |name: &str, tenants: &HashSet<Uuid>| {
        let report = reports.iter().find(|report| report["service"] == name);
        let cloned = report
            .and_then(|report| report["records_cloned"].as_u64())
            .unwrap_or(0);
        cloned > 0 && !tenants.contains(&session.virtual_tenant_id)
    };
    ledgers
        .iter()
        .find(|(name, tenants)| lacks(name, tenants))
        .map(|(name, _)| *name)
}
