//! Removing a session from every service, until nothing is left.

use std::time::Duration;

use demo_store::{Change, Pace, Session, State};
use serde_json::Value;

use super::{Receipt, ServiceReceipt, advance, later, lease, state_name};
use crate::{
    app::App,
    cloning::{self, Outcome},
};

/// The pause before removal is tried again: as long as a database may take to come back, and
/// short enough that an expired demo is not seen for long.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Undoes a creation that failed; `change` says why. Where a service never answered, its clone
/// may still be running: the session then stays in `failing`, and the sweeper removes it once
/// more when the clone's own time-out is over.
pub async fn failed_creation(app: &App, mut session: Session, change: Change, unanswered: bool) {
    match advance(app, &mut session, change).await {
        Ok(true) => {}
        // Another process took over, and undoes it.
        Ok(false) => return,
        // The record still says `creating`; with its lease run out the sweeper undoes it. The
        // rows can go now nevertheless.
        Err(error) => log(&session, &error),
    }
    session.state = State::Failing;
    let again = unanswered.then_some(app.config.clone_timeout);
    finish(app, session, again, Pace::AtOnce).await;
}

/// What became of a removal.
pub enum Removal {
    /// Nothing is left.
    Complete(Receipt),
    /// The sweeper goes on.
    Incomplete(Vec<Outcome>),
    /// Another process has taken over.
    Lost,
}

/// Removes the rows of a session whose state says that they are to go, under its lease, and
/// moves the state to its end. With `again`, the end is left to a second removal after that time.
pub async fn finish(app: &App, session: Session, again: Option<Duration>, pace: Pace) -> Removal {
    let begun = std::time::Instant::now();
    let purges = cloning::purge_all(app, session.virtual_tenant_id, pace);
    let outcomes = lease::hold(app, &session, purges).await;
    let before: Option<Receipt> = serde_json::from_value(session.receipt.clone()).ok();
    let receipt = receipt(app, &session, before.as_ref(), &outcomes);
    let complete = outcomes.iter().all(|outcome| outcome.result.is_ok());
    let end = match session.state {
        _ if !complete || again.is_some() => session.state,
        State::Deleting => State::Deleted,
        State::Expiring => State::Expired,
        _ => State::Failed,
    };
    let pause = again.unwrap_or(RETRY_AFTER);
    let change = Change {
        receipt: Some(serde_json::to_value(&receipt).unwrap_or(Value::Null)),
        ..Change::new(end, session.lease, later(app.now(), pause))
    };
    let begun_as = session.state;
    let mut session = session;
    let written = advance(app, &mut session, change).await;
    let before = before.map_or(0, |before| before.records_deleted);
    let removed = receipt.records_deleted.saturating_sub(before);
    app.metrics
        .cleaned(state_name(begun_as), complete, removed, begun.elapsed());
    for (outcome, failure) in outcomes
        .iter()
        .filter_map(|o| Some((o, o.result.as_ref().err()?)))
    {
        tracing::warn!(session_id = %session.id, service = outcome.service, error = failure.detail, "removal failed");
    }
    match written {
        Ok(false) => Removal::Lost,
        Ok(true) if complete => {
            if again.is_none() {
                log_end(&session, end, &receipt, begun.elapsed());
            }
            Removal::Complete(receipt)
        }
        Ok(true) => Removal::Incomplete(outcomes),
        Err(error) => {
            log(&session, &error);
            Removal::Incomplete(outcomes)
        }
    }
}

/// The receipt of this removal and of those before it that were not complete.
fn receipt(
    app: &App,
    session: &Session,
    before: Option<&Receipt>,
    outcomes: &[Outcome],
) -> Receipt {
    let before = before.map_or(&[][..], |receipt| &receipt.services);
    let report = |outcome: &Outcome| {
        let earlier = before.iter().find(|one| one.service == outcome.service);
        let earlier = earlier.map_or(0, |one| one.records_deleted);
        ServiceReceipt {
            service: outcome.service.clone(),
            status: if outcome.result.is_ok() {
                "completed"
            } else {
                "failed"
            }
            .to_owned(),
            // A service here says what went in all, another what goes now.
            records_deleted: if app.is_remote(&outcome.service) {
                earlier + outcome.records()
            } else {
                earlier.max(outcome.records())
            },
            duration_ms: outcome.duration_ms(),
        }
    };
    // One that is no longer configured is not asked again.
    let is_asked = |earlier: &&ServiceReceipt| {
        let mut asked = outcomes.iter();
        asked.any(|outcome| outcome.service == earlier.service)
    };
    let gone = before.iter().filter(|earlier| !is_asked(earlier)).cloned();
    let services: Vec<ServiceReceipt> = outcomes.iter().map(report).chain(gone).collect();
    Receipt {
        session_id: session.id,
        status: state_name(session.state).to_owned(),
        records_deleted: services.iter().map(|service| service.records_deleted).sum(),
        services,
    }
}

fn log_end(session: &Session, end: State, receipt: &Receipt, duration: Duration) {
    let (session_id, profile) = (session.id, &session.profile);
    let (records_deleted, duration_ms) = (receipt.records_deleted, cloning::milliseconds(duration));
    match end {
        State::Deleted => {
            tracing::info!(%session_id, profile, records_deleted, duration_ms, "session deleted");
        }
        State::Expired => {
            tracing::info!(%session_id, profile, records_deleted, duration_ms, "session expired");
        }
        _ => tracing::info!(%session_id, profile, records_deleted, duration_ms, "session undone"),
    }
}

fn log(session: &Session, error: &demo_store::Error) {
    let error = error as &dyn std::error::Error;
    tracing::error!(session_id = %session.id, error, "session could not be recorded");
}
