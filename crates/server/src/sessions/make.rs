//! Making a session, from its record to its last row.

use std::{fmt::Write as _, time::Instant};

use demo_store::{Change, Idempotency, Log, NewSession, Session, State};

use super::{
    advance, call,
    input::Input,
    key, later, lease,
    log::{self, Work},
    undo,
};
use crate::{
    app::App,
    cloning::{self, CloneCall, Outcome},
    error::{FieldError, Problem, kind},
    secrets,
};

/// A session that is recorded, and of which no service knows yet.
pub struct Begun {
    /// As recorded.
    pub session: Session,
    call: CloneCall,
    timing: Timing,
}

/// Where the time went, for `Server-Timing`.
struct Timing {
    begun: Instant,
    last: Instant,
    header: String,
}

/// Draws and records a session, unless as many live as may; none when another has its key.
pub async fn begin(
    app: &App,
    input: &Input,
    idempotency: Option<Idempotency>,
    begun: Instant,
) -> Result<Option<Begun>, Problem> {
    let mut timing = Timing {
        begun,
        last: begun,
        header: String::new(),
    };
    let mut session = draw(app, input);
    session.owner = input.profile.owner(key(&session));
    let call = call(app, &session, &input.profile, session.created_at).ok_or_else(|| {
        Problem::invalid(vec![FieldError::new("/demo_date", "leaves the calendar")])
    })?;
    timing.mark("draw");
    let place = app.capacity.take(app).await?;
    let recorded = app
        .store
        .sessions
        .create(&record(app, &session, idempotency))
        .await?;
    drop(place);
    timing.mark("record");
    Ok(recorded.then_some(Begun {
        session,
        call,
        timing,
    }))
}

/// Asks all services, and undoes what they did if one of them fails. The session that is ready,
/// and where the time went.
pub async fn finish(app: &App, begun: Begun) -> Result<(Session, String), Problem> {
    let Begun {
        mut session,
        call,
        mut timing,
    } = begun;
    let work = Work::new(app, &session);
    let told = |outcome: &Outcome| work.service(outcome, "records_cloned");
    let clones = cloning::clone_all(app, &call, &told);
    let outcomes = lease::hold(app, &session, clones).await;
    timing.mark("clone");
    session.services = outcomes
        .iter()
        .map(|outcome| outcome.to_record(timing.begun))
        .collect();
    if outcomes.iter().any(|outcome| outcome.result.is_err()) {
        return Err(fail(app, session, &outcomes, &work, &timing).await);
    }
    let records = outcomes
        .iter()
        .map(|outcome| outcome.records().cast_signed());
    session.records = Some(records.sum());
    session.duration_ms = Some(cloning::milliseconds(timing.begun.elapsed()));
    // The lease ends with the work: a sweeper may take a short session as soon as it expires.
    let change = Change {
        services: Some(session.services.clone()),
        duration_ms: session.duration_ms,
        records: session.records,
        ..Change::new(State::Ready, session.lease, app.now())
    };
    let change = Change {
        log: Some(Log::Append(work.end(app, &session, &change))),
        ..change
    };
    if !advance(app, &mut session, change).await? {
        // Another process took this one for dead, and is removing what was cloned.
        count(app, &session, "failed", &timing);
        return Err(Problem::new(
            kind::CREATION_FAILED,
            "making the session took too long, and it was given up",
        ));
    }
    timing.mark("finish");
    count(app, &session, "completed", &timing);
    tracing::info!(
        session_id = %session.id,
        profile = session.profile,
        records_cloned = session.records,
        duration_ms = session.duration_ms,
        "session created"
    );
    Ok((session, timing.finished()))
}

/// All that is random or of this moment.
fn draw(app: &App, input: &Input) -> Session {
    let (id, created_at) = (app.random_id(), app.now());
    Session {
        id,
        short_id: secrets::short_id(app.random()),
        virtual_tenant_id: app.random_id(),
        profile: input.profile.profile.manifest.profile.clone(),
        fingerprint: input.profile.profile.fingerprint.clone(),
        id_transform: app.config.id_transform,
        password_digest: app.secrets.password_digest(id),
        owner: None,
        subscription_tier: input.subscription_tier.clone(),
        email: input.email.clone(),
        company: Some(input.company.clone()),
        state: State::Creating,
        created_at,
        story_at: input.demo_date.unwrap_or(created_at),
        demo_date: input.demo_date,
        expires_at: later(created_at, app.config.lifetime),
        protected: false,
        failure: None,
        duration_ms: None,
        records: None,
        services: serde_json::Value::Null,
        receipt: serde_json::Value::Null,
        lease: app.random_id(),
        lease_until: lease::until(app),
        request: None,
    }
}

fn record(app: &App, session: &Session, idempotency: Option<Idempotency>) -> NewSession {
    NewSession {
        id: session.id,
        short_id: session.short_id.clone(),
        virtual_tenant_id: session.virtual_tenant_id,
        profile: session.profile.clone(),
        fingerprint: session.fingerprint.clone(),
        id_transform: session.id_transform,
        password_digest: session.password_digest.clone(),
        owner: session.owner,
        subscription_tier: session.subscription_tier.clone(),
        email: session.email.clone(),
        company: session.company.clone(),
        created_at: session.created_at,
        story_at: session.story_at,
        demo_date: session.demo_date,
        expires_at: session.expires_at,
        lease: session.lease,
        lease_until: session.lease_until,
        log: log::first(app, session),
        idempotency,
    }
}

/// Undoes a session that a service failed, and says which.
async fn fail(
    app: &App,
    session: Session,
    outcomes: &[Outcome],
    work: &Work<'_>,
    timing: &Timing,
) -> Problem {
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
    let detail = format!("these services failed: {}", names.join(", "));
    let change = Change {
        services: Some(session.services.clone()),
        failure: Some(detail.clone()),
        ..Change::new(State::Failing, session.lease, lease::until(app))
    };
    let change = Change {
        log: Some(Log::Append(work.end(app, &session, &change))),
        ..change
    };
    undo::failed_creation(app, session, change, unanswered).await;
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
