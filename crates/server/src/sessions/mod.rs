//! Demo sessions: made, shown, removed.

mod answer;
pub mod create;
pub mod delete;
pub mod input;
pub mod read;
pub mod recovery;
pub mod sweeper;
mod undo;

pub use answer::text as instant_text;
pub use answer::{Answer, Receipt, ServiceReceipt};

use std::{sync::Arc, time::Duration};

use demo_core::{Key, plan::SessionValues};
use demo_store::{Session, State};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    app::{App, ProfileInUse},
    auth::Caller,
    error::{Problem, kind},
};

/// When a lease taken now runs out.
fn lease_until(app: &App) -> Timestamp {
    later(app.now(), app.config.lease)
}

/// `instant` and a duration later, at most the end of the calendar.
fn later(instant: Timestamp, duration: Duration) -> Timestamp {
    instant.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

/// The key of a session's ids.
pub fn key(app: &App, session: &Session) -> Key {
    Key::new(session.virtual_tenant_id, app.config.id_transform)
        .expect("a recorded tenant is not nil")
}

/// The values that a session's seed data was rendered with.
pub fn values(app: &App, session: &Session) -> SessionValues {
    let company = || profile(app, session).map(|profile| profile.profile.manifest.company.clone());
    SessionValues {
        email: session.email.clone(),
        company: session.company.clone().or_else(company).unwrap_or_default(),
        short_id: session.short_id.clone(),
        subscription_tier: session.subscription_tier.clone(),
        password_digest: app.secrets.password_digest(session.id),
    }
}

/// A state as the API names it: what is under way is named by where it leads.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Creating => "creating",
        State::Ready => "ready",
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
fn may_change(app: &App, caller: &Caller, session: &Session) -> Result<(), Problem> {
    let Caller::User(user) = caller else {
        return Ok(());
    };
    let owner = profile(app, session).and_then(|profile| profile.owner(key(app, session)));
    if owner.is_none_or(|owner| owner == user.claims.sub) {
        return Ok(());
    }
    Err(Problem::new(
        kind::FORBIDDEN,
        "only the session's owner may do this",
    ))
}

/// The profile of a session, if it is still served.
pub fn profile(app: &App, session: &Session) -> Option<Arc<ProfileInUse>> {
    app.profiles.get(&session.profile).cloned()
}
