//! Demo sessions: made, shown, extended, reset, watched, removed.

mod answer;
mod capacity;
pub mod create;
pub mod delete;
pub mod events;
pub mod extend;
mod idempotency;
pub mod input;
mod lease;
pub mod list;
mod live;
mod log;
mod make;
pub mod protect;
pub mod read;
pub mod recovery;
pub mod reset;
pub mod stats;
pub mod sweeper;
mod undo;

use answer::text;
pub use answer::{Answer, Receipt, ServiceReceipt, ServiceReport, SessionTenant};
pub use answer::{owner_token, text as instant_text};
pub use capacity::Capacity;
pub use idempotency::{HEADER as IDEMPOTENCY_KEY, InFlight};
pub use live::Live;

use std::{sync::Arc, time::Duration};

use demo_core::{Key, plan::SessionValues, time::Moment};
use demo_store::{Change, Error, Session, State};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    app::{App, ProfileInUse},
    auth::Caller,
    cloning::CloneCall,
    error::{Problem, kind},
};

/// `instant` and a duration later, at most the end of the calendar.
fn later(instant: Timestamp, duration: Duration) -> Timestamp {
    instant.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

/// Until when tokens that are issued now are good: the session's end, or a lifetime from now
/// where it has none.
pub fn good_until(app: &App, session: &Session) -> Timestamp {
    if session.protected {
        session
            .expires_at
            .max(later(app.now(), app.config.lifetime))
    } else {
        session.expires_at
    }
}

/// Writes a change of a session as it was read, and keeps what is read the same; false, and
/// nothing changed, when somebody else has changed it meanwhile.
async fn advance(app: &App, session: &mut Session, change: Change) -> Result<bool, Error> {
    let written = app
        .store
        .sessions
        .transition(session.id, session.state, session.lease, change.clone())
        .await?;
    if written {
        session.state = change.state;
        session.lease = change.lease;
        session.lease_until = change.lease_until;
        session.expires_at = change.expires_at.unwrap_or(session.expires_at);
        session.protected = change.protected.unwrap_or(session.protected);
        app.live.recorded(session.id);
        // What is on its way out has given up its place.
        if !matches!(
            session.state,
            State::Creating | State::Ready | State::Resetting
        ) {
            app.capacity.free();
        }
    }
    Ok(written)
}

/// The session as it stands now.
async fn reread(app: &App, session: Session) -> Result<Session, Problem> {
    let missing = || Problem::new(kind::NOT_FOUND, "there is no such demo session");
    app.store
        .sessions
        .get(session.id)
        .await?
        .ok_or_else(missing)
}

fn busy() -> Problem {
    Problem::new(
        kind::CONFLICT,
        "the session is being made, reset or removed at this moment",
    )
    .retry_after(1)
}

fn over() -> Problem {
    Problem::new(kind::OVER, "the session is deleted, expired or failed")
}

/// What a session asks of every service, at the instant `now`; none for a story that leaves
/// the calendar.
fn call(
    app: &App,
    session: &Session,
    profile: &Arc<ProfileInUse>,
    now: Timestamp,
) -> Option<CloneCall> {
    Some(CloneCall {
        session_id: Some(session.id),
        key: key(session),
        moment: Moment::new(session.story_at, profile.profile.zone.clone()).ok()?,
        session: values(app, session),
        now,
        profile: Arc::clone(profile),
    })
}

/// The key of a session's ids.
pub fn key(session: &Session) -> Key {
    Key::new(session.virtual_tenant_id, session.id_transform).expect("a recorded tenant is not nil")
}

/// The values that a session's seed data was rendered with.
pub fn values(app: &App, session: &Session) -> SessionValues {
    let company = || profile(app, session).map(|profile| profile.profile.manifest.company.clone());
    SessionValues {
        email: session.email.clone(),
        company: session.company.clone().or_else(company).unwrap_or_default(),
        short_id: session.short_id.clone(),
        subscription_tier: session.subscription_tier.clone(),
        password_digest: session.password_digest.clone(),
    }
}

/// A state as the API names it: what is under way is named by where it leads.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Creating => "creating",
        State::Ready => "ready",
        State::Resetting => "resetting",
        State::Deleting | State::Deleted => "deleted",
        State::Expiring | State::Expired => "expired",
        State::Failing | State::Failed => "failed",
    }
}

/// The session that an address names, if the caller may see it.
async fn find(app: &App, caller: &Caller, id: &str) -> Result<Session, Problem> {
    let missing = || {
        Problem::new(kind::NOT_FOUND, "there is no such demo session")
            .hint("a token opens its own session only; POST /api/v1/demo-sessions makes one")
    };
    let id = Uuid::try_parse(id).map_err(|_| missing())?;
    match caller {
        Caller::User(user) if user.session.id == id => Ok(user.session.clone()),
        Caller::User(_) => Err(missing()),
        Caller::Operator => app.store.sessions.get(id).await?.ok_or_else(missing),
    }
}

/// Fails unless the caller may change the session: the operator, or the session's owner.
fn may_change(caller: &Caller, session: &Session) -> Result<(), Problem> {
    match caller {
        Caller::User(user) if session.owner != Some(user.claims.sub) => {}
        _ => return Ok(()),
    }
    Err(Problem::new(
        kind::FORBIDDEN,
        "only the session's owner may do this",
    ))
}

/// The profile of a session for all that is shown of it: the version that it was made from or,
/// after a restart with other files, the one that is served.
pub fn profile(app: &App, session: &Session) -> Option<Arc<ProfileInUse>> {
    let profiles = app.profiles();
    let own = profiles.version(&session.profile, &session.fingerprint);
    own.or_else(|| profiles.get(&session.profile)).cloned()
}
