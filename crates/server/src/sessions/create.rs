//! `POST /api/v1/demo-sessions`: the main job.

use std::{fmt::Write as _, sync::Arc, time::Instant};

use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use demo_core::{Key, time::Moment};
use demo_store::{Change, NewSession, Session, State};

use super::{Answer, input::Input, later, lease_until, undo, values};
use crate::{
    app::App,
    body::Object,
    client::Client,
    cloning::{self, CloneCall, Outcome},
    error::{FieldError, Problem, kind},
    secrets,
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Where the time went, for `Server-Timing`.
struct Timing {
    begun: Instant,
    last: Instant,
    header: String,
}

/// Make a demo session.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions", operation_id = "create_session", tag = "sessions",
    request_body = super::input::NewSessionBody,
    responses(
        (status = 201, description = "The session is ready. `Location` is its address.", body = Answer),
        (status = 422, description = "The input is not valid", body = crate::error::Document),
        (status = 429, description = "Too many sessions from this address or for this e-mail", body = crate::error::Document),
        (status = 502, description = "A service failed; nothing of the session is kept", body = crate::error::Document),
        (status = 503, description = "A database cannot be reached, or too many sessions live", body = crate::error::Document),
    )
)]
pub async fn create(
    Shared(app): Shared<Arc<App>>,
    Client(address): Client,
    body: Result<Object, Problem>,
) -> Result<Response, Problem> {
    let begun = Instant::now();
    app.rates.address.check(&address)?;
    let input = Input::parse(&app, &body?.0)?;
    app.rates.email.check(&input.email.to_lowercase())?;
    let max_live = app.config.max_live;
    if max_live > 0 && app.store.sessions.count_live().await? >= max_live {
        let problem = Problem::new(
            kind::UNAVAILABLE,
            format!("{max_live} demo sessions live, which is the most"),
        );
        return Err(problem.retry_after(30));
    }
    // A task of its own: a client that goes away must not leave a session half made.
    let task = tokio::spawn(make(app, input, begun));
    task.await.unwrap_or_else(|_| {
        Err(Problem::new(
            kind::INTERNAL,
            "the session could not be made",
        ))
    })
}

async fn make(app: Arc<App>, input: Input, begun: Instant) -> Result<Response, Problem> {
    let mut timing = Timing {
        begun,
        last: begun,
        header: String::new(),
    };
    let (mut session, call) = draw(&app, &input)?;
    timing.mark("draw");
    app.store.sessions.create(&record(&session)).await?;
    timing.mark("record");
    let outcomes = cloning::clone_all(&app, &call).await;
    timing.mark("clone");
    session.services = outcomes
        .iter()
        .map(|outcome| outcome.to_json("records_cloned"))
        .collect();
    if outcomes.iter().any(|outcome| outcome.result.is_err()) {
        return Err(fail(&app, session, &outcomes, &timing).await);
    }
    session.records = Some(
        outcomes
            .iter()
            .map(|outcome| outcome.records().cast_signed())
            .sum(),
    );
    session.duration_ms = Some(cloning::milliseconds(begun.elapsed()));
    let change = Change {
        // The lease ends with the work: a sweeper may take a short session as soon as it expires.
        lease_until: app.now(),
        services: Some(session.services.clone()),
        duration_ms: session.duration_ms,
        records: session.records,
        ..undo::change(&app, State::Ready, session.lease)
    };
    if !app
        .store
        .sessions
        .transition(session.id, State::Creating, session.lease, change)
        .await?
    {
        // Another process took this one for dead, and is removing what was cloned.
        count(&app, &session, "failed", &timing);
        return Err(Problem::new(
            kind::CREATION_FAILED,
            "making the session took too long, and it was given up",
        ));
    }
    session.state = State::Ready;
    timing.mark("finish");
    count(&app, &session, "completed", &timing);
    tracing::info!(
        session_id = %session.id,
        profile = session.profile,
        records_cloned = session.records,
        duration_ms = session.duration_ms,
        "session created"
    );
    let headers = [
        (
            header::LOCATION,
            format!("/api/v1/demo-sessions/{}", session.id),
        ),
        (SERVER_TIMING, timing.finished()),
    ];
    Ok((
        StatusCode::CREATED,
        headers,
        Json(Answer::with_secrets(&app, &session)),
    )
        .into_response())
}

/// All that is random or of this moment.
fn draw(app: &App, input: &Input) -> Result<(Session, CloneCall), Problem> {
    let created_at = app.now();
    let story_at = input.demo_date.unwrap_or(created_at);
    let session = Session {
        id: app.random_id(),
        short_id: secrets::short_id(app.random()),
        virtual_tenant_id: app.random_id(),
        profile: input.profile.profile.manifest.profile.clone(),
        subscription_tier: input.subscription_tier.clone(),
        email: input.email.clone(),
        company: Some(input.company.clone()),
        state: State::Creating,
        created_at,
        story_at,
        demo_date: input.demo_date,
        expires_at: later(created_at, app.config.lifetime),
        duration_ms: None,
        records: None,
        services: serde_json::Value::Null,
        receipt: serde_json::Value::Null,
        lease: app.random_id(),
        lease_until: lease_until(app),
    };
    let out_of_range =
        |_| Problem::invalid(vec![FieldError::new("/demo_date", "leaves the calendar")]);
    let call = CloneCall {
        session_id: Some(session.id),
        key: Key::new(session.virtual_tenant_id, app.config.id_transform)
            .expect("a UUID v4 is not nil"),
        moment: Moment::new(story_at, input.profile.profile.zone.clone()).map_err(out_of_range)?,
        session: values(app, &session),
        now: created_at,
        profile: Arc::clone(&input.profile),
    };
    Ok((session, call))
}

fn record(session: &Session) -> NewSession {
    NewSession {
        id: session.id,
        short_id: session.short_id.clone(),
        virtual_tenant_id: session.virtual_tenant_id,
        profile: session.profile.clone(),
        subscription_tier: session.subscription_tier.clone(),
        email: session.email.clone(),
        company: session.company.clone(),
        created_at: session.created_at,
        story_at: session.story_at,
        demo_date: session.demo_date,
        expires_at: session.expires_at,
        lease: session.lease,
        lease_until: session.lease_until,
    }
}

/// Undoes a session that a service failed, and says which.
async fn fail(app: &App, session: Session, outcomes: &[Outcome], timing: &Timing) -> Problem {
    let failures = || {
        outcomes
            .iter()
            .filter_map(|outcome| Some((outcome, outcome.result.as_ref().err()?)))
    };
    let names: Vec<&str> = failures()
        .map(|(outcome, _)| outcome.service.as_str())
        .collect();
    let unreachable = failures().any(|(_, failure)| failure.unreachable);
    let unanswered = failures().any(|(_, failure)| failure.unanswered);
    count(app, &session, "failed", timing);
    tracing::warn!(
        session_id = %session.id,
        profile = session.profile,
        duration_ms = cloning::milliseconds(timing.begun.elapsed()),
        error = format!("failed in {}", names.join(", ")),
        "session failed"
    );
    let services = outcomes
        .iter()
        .map(|outcome| outcome.to_json("records_cloned"))
        .collect();
    undo::failed_creation(app, session, unanswered).await;
    let detail = format!("these services failed: {}", names.join(", "));
    if unreachable {
        Problem::new(kind::UNAVAILABLE, detail)
            .services(services)
            .retry_after(5)
    } else {
        Problem::new(kind::CREATION_FAILED, detail).services(services)
    }
}

fn count(app: &App, session: &Session, outcome: &str, timing: &Timing) {
    app.metrics
        .created(&session.profile, outcome, timing.begun.elapsed());
}

impl Timing {
    fn mark(&mut self, part: &str) {
        let now = Instant::now();
        let milliseconds = cloning::milliseconds(now - self.last);
        let _ = write!(self.header, "{part};dur={milliseconds}, ");
        self.last = now;
    }

    fn finished(&self) -> String {
        format!(
            "{}total;dur={}",
            self.header,
            cloning::milliseconds(self.begun.elapsed())
        )
    }
}
