//! Removes in the background what is expired, and finishes or removes what was left half done.

use std::{sync::Arc, time::Duration};

use demo_store::{Pace, Session, State};
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::{advance, later, lease, log, reset, undo};
use crate::app::App;

/// Sessions a sweep; the rest waits for the next.
const BATCH: u32 = 500;

/// Removals at a time, of which those of this process's services take turns. A large one holds up
/// no more than the next of these.
const AT_A_TIME: usize = 4;

/// A clone that comes later than this after its undo does not come at all.
const TOMBSTONES_KEPT: Duration = Duration::from_hours(24);

/// The pause between two looks for old tombstones.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// Sweeps until the process ends.
pub async fn run(app: Arc<App>) {
    let mut ticks = tokio::time::interval(app.config.sweep_interval.max(Duration::from_millis(10)));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut forget_at = Timestamp::MIN;
    let mut removals = JoinSet::new();
    loop {
        ticks.tick().await;
        if app.has_role(crate::app::SESSIONS) {
            begin(&app, &mut removals).await;
        }
        if app.now() >= forget_at {
            forget_at = later(app.now(), FORGET_EVERY);
            forget(&app).await;
        }
    }
}

/// Removes all sessions that are due; returns how many it worked on.
pub async fn sweep_once(app: &Arc<App>) -> usize {
    let mut removals = JoinSet::new();
    let begun = begin(app, &mut removals).await;
    end(&mut removals).await;
    begun
}

/// Begins the removal of all sessions that are due; of the last, the end is not waited for.
async fn begin(app: &Arc<App>, removals: &mut JoinSet<()>) -> usize {
    let now = app.now();
    match app.store.sessions.due(now, BATCH).await {
        Ok(due) => {
            let begun = due.len();
            add(app, removals, due, now).await;
            begun
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "sessions due could not be read"
            );
            0
        }
    }
}

/// Takes each session over, and finishes or removes it. `now` decides which leases have run out.
pub(super) async fn sweep(app: &Arc<App>, sessions: Vec<Session>, now: Timestamp) {
    let mut removals = JoinSet::new();
    add(app, &mut removals, sessions, now).await;
    end(&mut removals).await;
}

async fn end(removals: &mut JoinSet<()>) {
    while removals.join_next().await.is_some() {}
}

/// Whoever begins one that is under way already finds it claimed.
async fn add(app: &Arc<App>, removals: &mut JoinSet<()>, sessions: Vec<Session>, now: Timestamp) {
    while removals.try_join_next().is_some() {}
    for session in sessions {
        while removals.len() >= AT_A_TIME {
            removals.join_next().await;
        }
        let app = Arc::clone(app);
        removals.spawn(async move {
            if let Err(error) = see_to(&app, session, now).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "session could not be finished or removed"
                );
            }
        });
    }
}

/// Takes a session over, and finishes or removes it.
async fn see_to(app: &App, mut session: Session, now: Timestamp) -> Result<(), demo_store::Error> {
    let (lease, until) = (app.random_id(), lease::until(app));
    let sessions = &app.store.sessions;
    if !sessions.claim(&session, now, lease, until).await? {
        return Ok(());
    }
    // After a restart a remote service may still be busy with a clone of the killed process.
    let may_be_cloning = matches!(session.state, State::Creating | State::Failing)
        && !app.config.remotes.is_empty()
        && session.lease_until > app.now();
    (session.lease, session.lease_until) = (lease, until);
    let is_over = session.expires_at <= app.now() && !session.protected;
    let (begun, failure) = match session.state {
        State::Resetting if !is_over => match reset::resume(app, &mut session).await? {
            None => return Ok(()),
            failure => (State::Failing, failure),
        },
        State::Ready | State::Resetting => (State::Expiring, None),
        State::Creating => (State::Failing, Some("it was left half made")),
        under_way => (under_way, None),
    };
    if begun != session.state {
        let change = log::change(app, &session, begun, failure);
        if !advance(app, &mut session, change).await? {
            return Ok(());
        }
        if let Some(error) = failure {
            let (session_id, profile) = (session.id, &session.profile);
            tracing::warn!(%session_id, profile, error, "session failed");
        }
    }
    let again = may_be_cloning.then_some(app.config.clone_timeout);
    undo::finish(app, session, again, Pace::InTurn).await;
    Ok(())
}

async fn forget(app: &App) {
    app.rates.forget();
    if app.has_role(crate::app::SESSIONS)
        && let Err(error) = app.store.sessions.forget_keys(app.now()).await
    {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "idempotency keys could not be forgotten");
    }
    let before = app
        .now()
        .saturating_sub(TOMBSTONES_KEPT)
        .unwrap_or(Timestamp::MIN);
    for (service, store) in &app.store.services {
        if let Err(error) = store.forget_tombstones(before).await {
            tracing::warn!(
                service,
                error = &error as &dyn std::error::Error,
                "tombstones could not be removed"
            );
        }
    }
}
