//! At start-up: what a killed process or a power loss left behind.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use demo_store::{Error, Session, State};
use uuid::Uuid;

use super::{later, lease_length, sweeper, undo};
use crate::app::{App, SESSIONS};

/// More than ever live at one time.
const ALL: u32 = 1_000_000;

/// Undoes what is half done, and compares the services' ledgers with the records. What cannot
/// be read now is logged, and left to the sweeper.
pub async fn recover(app: &Arc<App>) {
    if !app.has_role(SESSIONS) {
        return;
    }
    if let Err(error) = try_recover(app).await {
        tracing::error!(error = &error as &dyn std::error::Error, "recovery failed");
    }
}

async fn try_recover(app: &Arc<App>) -> Result<(), Error> {
    if app.config.sole {
        // No other process can hold a lease: those that have not run out are of the dead.
        let now = later(app.now(), lease_length(app));
        let due = app.store.sessions.due(now, ALL).await?;
        let half_done = due
            .into_iter()
            .filter(|session| session.state != State::Ready)
            .collect();
        sweeper::sweep(app, half_done, now).await;
    }
    if app.config.remotes.is_empty() {
        let ledgers = ledgers(app).await?;
        remove_unknown(app, &ledgers).await?;
        if app.config.sole {
            fail_incomplete(app, &ledgers).await?;
        }
    }
    Ok(())
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

/// Removes tenants that no record names. A record is written before its rows, so a tenant
/// that another process is making right now has one.
async fn remove_unknown(app: &App, ledgers: &BTreeMap<&str, HashSet<Uuid>>) -> Result<(), Error> {
    for (&name, tenants) in ledgers {
        let tenants: Vec<Uuid> = tenants.iter().copied().collect();
        let known: HashSet<Uuid> = app
            .store
            .sessions
            .known(&tenants)
            .await?
            .into_iter()
            .collect();
        for tenant in tenants.iter().filter(|tenant| !known.contains(tenant)) {
            let records_deleted = app.store.services[name].purge(*tenant, app.now()).await?;
            tracing::warn!(
                service = name,
                records_deleted,
                "tenant without a session removed"
            );
        }
    }
    Ok(())
}

/// Fails and removes sessions that lack rows which they once had, as after a power loss.
async fn fail_incomplete(
    app: &Arc<App>,
    ledgers: &BTreeMap<&str, HashSet<Uuid>>,
) -> Result<(), Error> {
    // Whoever is due in a century is everybody.
    let horizon = later(app.now(), std::time::Duration::from_hours(100 * 366 * 24));
    let sessions = app.store.sessions.due(horizon, ALL).await?;
    for mut session in sessions
        .into_iter()
        .filter(|session| session.state == State::Ready)
    {
        let Some(service) = lacking(&session, ledgers) else {
            continue;
        };
        let (session_id, profile) = (session.id, &session.profile);
        tracing::warn!(%session_id, service, profile, error = "its rows are lost", "session failed");
        let change = undo::change(app, State::Failing, app.random_id());
        let lease = change.lease;
        if app
            .store
            .sessions
            .transition(session.id, State::Ready, session.lease, change)
            .await?
        {
            session.state = State::Failing;
            session.lease = lease;
            undo::finish(app, session, None).await;
        }
    }
    Ok(())
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
