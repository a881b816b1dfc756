//! `POST /api/v1/demo-sessions`: the main job.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Extension, Json,
    extract::State as Shared,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use demo_store::{Idempotency, Session};
use serde_json::{Map, Value};

use super::{
    Answer,
    idempotency::{self, Held},
    input::Input,
    make,
};
use crate::{
    app::App,
    body::Object,
    client::Client,
    error::{Problem, kind},
    overload::Turn,
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const RESPOND_ASYNC: &str = "respond-async";

/// Make a demo session.
///
/// With `Idempotency-Key`, the same request from the same address within 24 hours gives the
/// first answer again, with `Idempotency-Replayed: true`, also when the session is over by then;
/// a request that failed has not used its key. With `Prefer: respond-async` the answer comes
/// before the work is done, and the session's `…/events` tell how it goes on.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions", operation_id = "create_session", tag = "sessions",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request, so that it can be sent again",
         example = "0d9e9a3a-3c0b-4a8e-9b39-7d5e6a0c7f10"),
        ("Prefer" = Option<String>, Header, description = "`respond-async` does not wait for the services",
         example = "respond-async"),
    ),
    request_body = super::input::NewSessionBody,
    responses(
        (status = 201, description = "The session is ready. `Location` is its address.", body = Answer),
        (status = 202, description = "The session is being made, as was preferred", body = Answer),
        (status = 409, description = "The first request with this key still runs", body = crate::error::Document),
        (status = 422, description = "The input is not valid, or the key was used with another body", body = crate::error::Document),
        (status = 429, description = "Too many sessions from this address or for this e-mail", body = crate::error::Document),
        (status = 502, description = "A service failed; nothing of the session is kept", body = crate::error::Document),
        (status = 503, description = "A database cannot be reached, or too many sessions live", body = crate::error::Document),
    )
)]
pub async fn create(
    Shared(app): Shared<Arc<App>>,
    client: Client,
    Extension(turn): Extension<Turn>,
    headers: HeaderMap,
    body: Result<Object, Problem>,
) -> Result<Response, Problem> {
    let begun = Instant::now();
    let Object(body) = body?;
    let input = Input::parse(&app, &body)?;
    let key = idempotency::key(&app, &client, &headers, &body)?;
    let held = key.as_ref().map(|key| Held::take(&app, key)).transpose()?;
    if let Some(key) = &key {
        if let Some(answer) = idempotency::repeated(&app, key).await? {
            return Ok(answer);
        }
        // One without a key was counted before it waited for its turn. What is answered again is
        // no new session, and does not count as one.
        app.rates.address.check(&client.0)?;
    }
    app.rates.email.check(&input.email.to_lowercase())?;
    let wait = !prefers_async(&headers);
    let answer = run(&app, &input, key, begun, wait, turn).await;
    drop(held);
    answer
}

/// For a page: begins to make a session, and comes back when it is made or `patience` is over,
/// whichever is first. How it ended is in its record.
pub async fn launch(
    app: &Arc<App>,
    body: &Map<String, Value>,
    patience: Duration,
) -> Result<Session, Problem> {
    let begun = Instant::now();
    let input = Input::parse(app, body)?;
    app.rates.email.check(&input.email.to_lowercase())?;
    let begun = make::begin(app, &input, None, begun).await?;
    let begun = begun.ok_or_else(|| Problem::new(kind::CONFLICT, "the session is made already"))?;
    let session = begun.session.clone();
    let rest = Arc::clone(app);
    let made = app
        .work
        .spawn(async move { make::finish(&rest, begun).await.map(drop) });
    // Late or failed: the session's record tells.
    let _ = tokio::time::timeout(patience, made).await;
    Ok(session)
}

async fn run(
    app: &Arc<App>,
    input: &Input,
    key: Option<Idempotency>,
    begun: Instant,
    wait: bool,
    turn: Turn,
) -> Result<Response, Problem> {
    let Some(begun) = make::begin(app, input, key.clone(), begun).await? else {
        // Another process was first with the same key.
        let answer = match &key {
            Some(key) => idempotency::repeated(app, key).await?,
            None => None,
        };
        return answer.ok_or_else(|| idempotency::in_use(app));
    };
    if wait {
        let (session, timing) = make::finish(app, begun).await?;
        let mut response = answer(app, &session, StatusCode::CREATED);
        if let Ok(timing) = HeaderValue::from_str(&timing) {
            response.headers_mut().insert(SERVER_TIMING, timing);
        }
        return Ok(response);
    }
    let mut response = answer(app, &begun.session, StatusCode::ACCEPTED);
    let applied = HeaderValue::from_static(RESPOND_ASYNC);
    response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    // Whoever wants to know how it ended reads the session or its events.
    let rest = Arc::clone(app);
    app.work.spawn(async move {
        let made = make::finish(&rest, begun).await;
        // Until here it counts as a creation under way.
        drop(turn);
        made.map(drop)
    });
    Ok(response)
}

/// The answer to whoever made a session, with its secrets.
pub(super) fn answer(app: &App, session: &Session, status: StatusCode) -> Response {
    let location = format!("/api/v1/demo-sessions/{}", session.id);
    let body = Json(Answer::with_secrets(app, session));
    (status, [(header::LOCATION, location)], body).into_response()
}

/// RFC 7240: preferences are separated by commas, and may have parameters.
fn prefers_async(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|preference| preference.split(';').next())
        .any(|preference| preference.trim().eq_ignore_ascii_case(RESPOND_ASYNC))
}
