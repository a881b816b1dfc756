//! `Idempotency-Key`: a request that is sent again gives the first one's answer again.
//!
//! A key is one caller's, and a caller is an address: the one that limits apply to, so that it
//! is known before anything is read of the body, and another body is told from another caller.
//! The key stands in the session's record, with which it is written in one statement.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use data_encoding::HEXLOWER;
use demo_store::{Idempotency, Session, State};
use serde_json::{Map, Value};

use super::{create, later};
use crate::{
    app::App,
    client::Client,
    error::{FieldError, Problem, kind},
};

/// The header, as the library looks it up.
pub const HEADER: &str = "idempotency-key";
const KEPT: Duration = Duration::from_hours(24);
const LONGEST: usize = 255;

/// The keys whose first request this process is answering at the moment. Those that come
/// meanwhile are told so before they count as new sessions.
#[derive(Default)]
pub struct InFlight(Mutex<HashSet<String>>);

/// Holds a key until it is dropped.
pub struct Held {
    app: Arc<App>,
    key: String,
}

impl Held {
    /// Takes a key for a request, unless another has it.
    pub fn take(app: &Arc<App>, idempotency: &Idempotency) -> Result<Self, Problem> {
        let key = idempotency.key.clone();
        let mut keys = app
            .in_flight
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if keys.insert(key.clone()) {
            let app = Arc::clone(app);
            return Ok(Self { app, key });
        }
        Err(in_use(app))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let keys = &self.app.in_flight.0;
        keys.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

/// The key of a request, with digests in place of what its sender wrote.
pub fn key(
    app: &App,
    Client(address): &Client,
    headers: &HeaderMap,
    body: &Map<String, Value>,
) -> Result<Option<Idempotency>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if values.next().is_some() || key.is_empty() || key.len() > LONGEST {
        let detail = format!("is not one text of 1 to {LONGEST} ASCII characters, such as a UUID");
        return Err(Problem::invalid(vec![FieldError::new(
            "header/Idempotency-Key",
            detail,
        )]));
    }
    // The order of fields and those that are null make no other request.
    let said = body.iter().filter(|(_, value)| !value.is_null());
    let mut said: Vec<_> = said.collect();
    said.sort_by_key(|(name, _)| name.as_str());
    let said = serde_json::to_vec(&said).unwrap_or_default();
    let caller = format!("{address} {key}");
    let digest = |purpose, text| HEXLOWER.encode(&app.secrets.seal(purpose, text));
    Ok(Some(Idempotency {
        key: digest(b"idempotency key", caller.as_bytes()),
        request: digest(b"idempotent request", &said),
        until: later(app.now(), KEPT),
    }))
}

/// The answer to a request whose key has been used; none when it has not.
pub async fn repeated(app: &App, idempotency: &Idempotency) -> Result<Option<Response>, Problem> {
    let sessions = &app.store.sessions;
    let first = sessions
        .by_idempotency_key(&idempotency.key, app.now())
        .await?;
    first
        .map(|session| answer(app, idempotency, &session))
        .transpose()
}

fn answer(app: &App, idempotency: &Idempotency, session: &Session) -> Result<Response, Problem> {
    if session.request.as_deref() != Some(&idempotency.request) {
        app.metrics.repeated("reused");
        let detail = "the `Idempotency-Key` came with another body before";
        return Err(Problem::new(kind::KEY_REUSED, detail));
    }
    if session.state == State::Creating {
        return Err(in_use(app));
    }
    app.metrics.repeated("replayed");
    let mut response = create::answer(app, session, StatusCode::CREATED);
    response.headers_mut().insert(
        "idempotency-replayed",
        axum::http::HeaderValue::from_static("true"),
    );
    Ok(response)
}

/// The first request still runs.
pub fn in_use(app: &App) -> Problem {
    app.metrics.repeated("in_use");
    let detail = "a request with this `Idempotency-Key` is being answered";
    Problem::new(kind::KEY_IN_USE, detail).retry_after(1)
}
