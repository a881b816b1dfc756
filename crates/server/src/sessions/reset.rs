//! `POST /api/v1/demo-sessions/{id}/reset`.
//!
//! While it is reset, a session is `resetting`: it can be read, and takes no changes. A reset
//! that a service failed, or whose process died, stays so; the sweeper begins it anew until it
//! succeeds, or the session's time is over.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::{Path, State as Shared},
};
use demo_store::{Change, Error, Log, Session, State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    advance,
    answer::ServiceReport,
    busy, call, find,
    input::no_fields,
    later, lease,
    log::{self, Work},
    may_change, over,
};
use crate::{
    app::{App, ProfileInUse},
    auth::{self, Caller},
    body::OptionalObject,
    cloning::{self, Outcome},
    error::{Problem, kind},
};

/// The pause before a reset that failed is begun anew.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What a reset did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetAnswer {
    /// The session.
    session_id: Uuid,
    /// Always `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Rows, over all services.
    #[schema(example = 1234)]
    records_cloned: u64,
    /// From the request's arrival to the last service's answer.
    #[schema(example = 14.2)]
    duration_ms: f64,
    /// Each service's part.
    services: Vec<ServiceReport>,
}

/// Bring a demo session back to its first moment.
///
/// All rows are again what they were when the session was made, with the same ids and instants,
/// and what its users have added is gone. Tokens and the session's end stay as they are.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions/{id}/reset", operation_id = "reset_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session is as it was", body = ResetAnswer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the session's owner", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
        (status = 409, description = "The session is over or busy, or its profile has changed since it was made", body = crate::error::Document),
        (status = 422, description = "The request takes no fields", body = crate::error::Document),
        (status = 501, description = "A remote service does not know resets", body = crate::error::Document),
        (status = 502, description = "A service failed; the reset goes on in the background", body = crate::error::Document),
        (status = 503, description = "A remote service cannot be reached", body = crate::error::Document),
    ),
    security(("session_token" = []), ("operator_token" = []))
)]
pub async fn reset(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    body: Result<OptionalObject, Problem>,
) -> Result<Json<ResetAnswer>, Problem> {
    let begun = Instant::now();
    let session = find(&app, &caller, &id).await?;
    may_change(&caller, &session)?;
    no_fields(&body?.0)?;
    begin(&app, session, begun).await.map(Json)
}

async fn begin(app: &App, mut session: Session, begun: Instant) -> Result<ResetAnswer, Problem> {
    match session.state {
        State::Ready if auth::is_live(&session, app.now()) => {}
        State::Creating | State::Resetting => return Err(busy()),
        _ => return Err(over()),
    }
    let profile = own_profile(app, &session).ok_or_else(|| {
        Problem::new(
            kind::VERSION_GONE,
            "the profile has changed since the session was made, and its old version is gone",
        )
    })?;
    remotes_know_resets(app).await?;
    let change = log::change(app, &session, State::Resetting, None);
    let head = match &change.log {
        Some(Log::Append(line)) => line.clone(),
        _ => String::new(),
    };
    if !advance(app, &mut session, change).await? {
        return Err(busy());
    }
    match finish(app, &mut session, &profile, head, begun).await? {
        Reset::Complete(outcomes) => Ok(ResetAnswer {
            session_id: session.id,
            status: "ready",
            records_cloned: outcomes.iter().map(Outcome::records).sum(),
            duration_ms: cloning::milliseconds(begun.elapsed()),
            services: outcomes.iter().map(ServiceReport::cloned).collect(),
        }),
        Reset::Incomplete(outcomes) => Err(incomplete(&outcomes)),
        Reset::Lost => Err(busy()),
    }
}

/// Another version would bring back other rows.
fn own_profile(app: &App, session: &Session) -> Option<Arc<ProfileInUse>> {
    let profiles = app.profiles();
    profiles
        .version(&session.profile, &session.fingerprint)
        .cloned()
}

/// Asked before anything is changed: a reset of some services alone is worse than none.
async fn remotes_know_resets(app: &App) -> Result<(), Problem> {
    let without = cloning::without_reset(app)
        .await
        .map_err(|failure| Problem::new(kind::UNAVAILABLE, failure.detail).retry_after(5))?;
    if without.is_empty() {
        return Ok(());
    }
    let detail = format!("these services do not know resets: {}", without.join(", "));
    Err(Problem::new(kind::NOT_IMPLEMENTED, detail).hint("delete the session and make another"))
}

/// Begins a reset anew that was left, under a lease that was just taken; why it cannot be
/// finished, where it cannot.
pub(super) async fn resume(
    app: &App,
    session: &mut Session,
) -> Result<Option<&'static str>, Error> {
    let Some(profile) = own_profile(app, session) else {
        return Ok(Some(
            "its reset was left half done, and the version of its profile is gone",
        ));
    };
    let head = log::first(app, session);
    finish(app, session, &profile, head, Instant::now())
        .await
        .map(|_| None)
}

enum Reset {
    Complete(Vec<Outcome>),
    /// The sweeper goes on.
    Incomplete(Vec<Outcome>),
    /// Another process has taken over, or the session was deleted.
    Lost,
}

/// Asks all services, and writes down what they did. `head` is the first line of the log, which
/// begins anew with each attempt.
async fn finish(
    app: &App,
    session: &mut Session,
    profile: &Arc<ProfileInUse>,
    head: String,
    begun: Instant,
) -> Result<Reset, Error> {
    let work = Work::new(app, session);
    let Some(call) = call(app, session, profile, app.now()) else {
        return Err(Error::Other("the story has left the calendar".to_owned()));
    };
    let told = |outcome: &Outcome| work.service(outcome, "records_cloned");
    let resets = cloning::reset_all(app, &call, &told);
    let outcomes = lease::hold(app, session, resets).await;
    let complete = outcomes.iter().all(|outcome| outcome.result.is_ok());
    app.metrics
        .reset(&session.profile, complete, begun.elapsed());
    let change = if complete {
        let change = Change::new(State::Ready, app.random_id(), app.now());
        let lines = head + &work.end(app, session, &change);
        Change {
            log: Some(Log::Restart(lines)),
            ..change
        }
    } else {
        let pause = later(app.now(), RETRY_AFTER);
        Change {
            log: Some(Log::Restart(head + &work.lines_so_far())),
            ..Change::new(State::Resetting, session.lease, pause)
        }
    };
    let written = advance(app, session, change).await;
    // Not before: who reads the line finds the session so.
    report(
        session,
        &outcomes,
        matches!(written, Ok(true)),
        begun.elapsed(),
    );
    Ok(match written? {
        false => Reset::Lost,
        true if complete => Reset::Complete(outcomes),
        true => Reset::Incomplete(outcomes),
    })
}

fn report(session: &Session, outcomes: &[Outcome], written: bool, duration: Duration) {
    let (session_id, profile) = (session.id, &session.profile);
    let duration_ms = cloning::milliseconds(duration);
    let records_cloned: u64 = outcomes.iter().map(Outcome::records).sum();
    let mut complete = written;
    for outcome in outcomes {
        if let Err(failure) = &outcome.result {
            complete = false;
            let service = &outcome.service;
            tracing::warn!(%session_id, service, profile, error = failure.detail, "reset failed");
        }
    }
    if complete {
        tracing::info!(%session_id, profile, records_cloned, duration_ms, "session reset");
    }
}

fn incomplete(outcomes: &[Outcome]) -> Problem {
    let services = outcomes
        .iter()
        .map(|outcome| outcome.to_json("records_cloned"))
        .collect();
    Problem::new(
        kind::RESET_FAILED,
        "some services failed to bring their rows back",
    )
    .services(services)
    .retry_after(RETRY_AFTER.as_secs())
}
