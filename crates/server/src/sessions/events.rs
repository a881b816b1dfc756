//! `GET /api/v1/demo-sessions/{id}/events`.
//!
//! The log in the session's record is the truth, and any replica can serve it. What the services
//! of a session that this process works on do is shown as it happens; what another process works
//! on is seen when it writes the record, which is read again every so often.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use demo_store::{Error, Session, State};
use futures::stream;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{
    ServiceReport, find,
    live::Watch,
    log::{self, Entry},
    text,
};
use crate::{app::App, auth::Caller, error::Problem};

/// Shorter than the idle time-outs of proxies, of which a minute is usual.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// A session is made in milliseconds; a replica that watches another's work sees it end soon.
const LOOK_WHILE_BUSY: Duration = Duration::from_millis(250);
/// When another process deletes or extends a session, this one's watchers see it so late.
const LOOK_WHILE_READY: Duration = Duration::from_secs(2);

/// Watch a demo session.
///
/// Server-sent events: `state` whenever the session's status changes, `service` as soon as a
/// service has cloned or reset its rows, and `lifetime` when the session is extended or
/// protected. The first two have ids: `Last-Event-ID` resumes after one, and what is unknown
/// starts from the beginning. A comment every ten seconds keeps the connection open. The stream
/// ends with the session's life; asked for again after that, it is 204.
#[utoipa::path(
    get, path = "/api/v1/demo-sessions/{id}/events", operation_id = "watch_session", tag = "sessions",
    params(
        ("id" = String, Path, description = "The session's id"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen",
         example = "5f0c2a1b-3"),
    ),
    responses(
        (status = 200, description = "The events", body = String, content_type = "text/event-stream",
         example = "id: 5f0c2a1b-0\nevent: state\ndata: {\"session_id\":\"6f1c2a7e-3b5d-4c8f-9a10-2d4e6f8a0b1c\",\"status\":\"creating\",\"at\":\"2025-12-14T10:30:00.000000Z\",\"expires_at\":\"2025-12-14T11:00:00.000000Z\"}\n\nid: 5f0c2a1b-1\nevent: service\ndata: {\"service\":\"orders\",\"status\":\"completed\",\"records_cloned\":31,\"duration_ms\":2.4}\n\n"),
        (status = 204, description = "The session is over, and nothing came after the last event"),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
    ),
    security(("session_token" = []), ("operator_token" = []))
)]
pub async fn events(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = find(&app, &caller, &id).await?;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    let mut watcher = Watcher {
        watch: Watch::new(Arc::clone(&app), session.id),
        app,
        session: session.id,
        last: last.map(str::to_owned),
        lifetime: (session.expires_at, session.protected),
        queue: VecDeque::new(),
        over: false,
        pause: LOOK_WHILE_BUSY,
    };
    watcher.read().await?;
    if watcher.over && watcher.queue.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let events = stream::unfold(watcher, Watcher::next);
    Ok(Sse::new(events)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat"))
        .into_response())
}

/// What services have done so far of what is under way with a session.
pub async fn so_far(app: &Arc<App>, session: Uuid) -> Result<Vec<ServiceReport>, Error> {
    let live = Watch::new(Arc::clone(app), session).entries();
    let log = app.store.sessions.with_log(session).await?;
    let log = log.map_or(String::new(), |(_, log)| log);
    let entries = log::parse(&log).chain(live);
    Ok(entries
        .filter(|entry| entry.event == "service")
        .filter_map(|entry| serde_json::from_value(entry.data).ok())
        .collect())
}

struct Watcher {
    app: Arc<App>,
    watch: Watch,
    session: Uuid,
    /// The id of the last event that was queued.
    last: Option<String>,
    /// As it was last told.
    lifetime: (Timestamp, bool),
    queue: VecDeque<Entry>,
    over: bool,
    pause: Duration,
}

impl Watcher {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(entry) = self.queue.pop_front() {
                return Some((Ok(event(&entry)), self));
            }
            if self.over {
                return None;
            }
            self.watch.wait(self.pause).await;
            // The database may come back; until then there is nothing to tell.
            if let Err(error) = self.read().await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(session_id = %self.session, error, "session could not be watched");
            }
        }
    }

    /// Queues what is new.
    async fn read(&mut self) -> Result<(), Error> {
        let live = self.watch.entries();
        let Some((session, log)) = self.app.store.sessions.with_log(self.session).await? else {
            self.over = true;
            return Ok(());
        };
        let mut entries: Vec<Entry> = log::parse(&log).collect();
        let recorded = entries.len();
        for entry in live {
            if !entries[..recorded].iter().any(|one| one.id == entry.id) {
                entries.push(entry);
            }
        }
        let seen = self
            .last
            .as_ref()
            .and_then(|last| entries.iter().position(|entry| entry.id == *last));
        self.queue
            .extend(entries.drain(seen.map_or(0, |at| at + 1)..));
        if let Some(entry) = self.queue.back() {
            self.last = Some(entry.id.clone());
        }
        self.tell_lifetime(&session);
        self.over = !matches!(
            session.state,
            State::Creating | State::Ready | State::Resetting
        );
        self.pause = if session.state == State::Ready {
            LOOK_WHILE_READY
        } else {
            LOOK_WHILE_BUSY
        };
        Ok(())
    }

    /// Has no id: whoever resumes reads it from the next `state`, or from the session itself.
    fn tell_lifetime(&mut self, session: &Session) {
        let lifetime = (session.expires_at, session.protected);
        if self.lifetime != lifetime {
            self.lifetime = lifetime;
            self.queue.push_back(Entry {
                id: String::new(),
                event: "lifetime".to_owned(),
                data: json!({ "expires_at": text(lifetime.0), "protected": lifetime.1 }),
            });
        }
    }
}

fn event(entry: &Entry) -> Event {
    let event = Event::default()
        .event(&entry.event)
        .data(entry.data.to_string());
    if entry.id.is_empty() {
        event
    } else {
        event.id(&entry.id)
    }
}
