//! More work than there is room for is refused at once, rather than queued without end.

use std::{
    fmt::Write as _,
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State as Shared},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::{
    app::{App, Limits},
    body,
    client::Client,
    error::{Problem, kind},
    headers, pages, sessions, streams,
};

/// Where sessions are made.
const CREATIONS: [&str; 2] = ["/api/v1/demo-sessions", "/"];

/// Seconds until it is worth asking again: a full queue is worked off in about that time.
const RETRY_AFTER: u64 = 2;

/// The longest that a creation waits for its turn; a person waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections that are being turned away at a time; those beyond are dropped unanswered.
const BEING_TURNED_AWAY: usize = 64;

/// How long to wait until a client has read why it is turned away.
const FAREWELL: Duration = Duration::from_secs(1);

/// The creations under way, and those that wait.
pub struct Creations {
    running: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Creations {
    /// As configured; 0 at once for no bound.
    pub fn new(limits: &Limits) -> Self {
        let at_once = match limits.creations_at_once {
            0 => Semaphore::MAX_PERMITS,
            bounded => bounded.min(Semaphore::MAX_PERMITS),
        };
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            waiting: Semaphore::new(limits.creations_waiting.min(Semaphore::MAX_PERMITS)),
        }
    }
}

/// A creation's right to run. Work that outlives its answer takes it along.
#[derive(Clone)]
pub struct Turn(
    #[expect(dead_code, reason = "held until it is dropped")] Arc<OwnedSemaphorePermit>,
);

/// Lets a creation begin when there is room for it. Its body is read before, so that a slow
/// client holds nobody up; and an address that asks too often is told at once, and takes nobody's
/// place among those that wait.
pub async fn one_at_a_time(
    Shared(app): Shared<Arc<App>>,
    Client(address): Client,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if request.method() != Method::POST || !CREATIONS.contains(&request.uri().path()) {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    let bytes = body::read(body, &app).await?;
    let mut request = Request::from_parts(parts, Body::from(bytes));
    // Whether a request with a key makes a new session is not known yet; pages know no keys.
    let has_key = request.headers().contains_key(sessions::IDEMPOTENCY_KEY);
    let is_page = request.uri().path() == "/";
    // A foreign page must not use up what its visitors may make; the form itself is refused later.
    let is_foreign = is_page && pages::is_foreign(request.headers(), &app.config.public_url);
    if (!has_key || is_page) && !is_foreign {
        app.rates.address.check(&address)?;
    }
    let creations = &app.creations;
    let full = || {
        app.metrics.shed("creations");
        let detail = "more demo sessions are being made than there is room for";
        Problem::new(kind::UNAVAILABLE, detail).retry_after(RETRY_AFTER)
    };
    let turn = if let Ok(turn) = Arc::clone(&creations.running).try_acquire_owned() {
        turn
    } else {
        let place = creations.waiting.try_acquire().map_err(|_| full())?;
        let turn = Arc::clone(&creations.running).acquire_owned();
        let turn = tokio::time::timeout(PATIENCE, turn).await;
        drop(place);
        let Ok(Ok(turn)) = turn else {
            return Err(full());
        };
        turn
    };
    request.extensions_mut().insert(Turn(Arc::new(turn)));
    Ok(next.run(request).await)
}

/// Runs a request that changes something as a task of its own, which a client that goes away
/// does not end, and which the end of the process waits for.
pub async fn to_its_end(Shared(app): Shared<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return streams::until_stopping(next.run(request).await, &app.stopping);
    }
    let done = app.work.spawn(next.run(request)).await;
    done.unwrap_or_else(|_| {
        Problem::new(kind::INTERNAL, "the request could not be completed").into_response()
    })
}

/// Answers a connection that there is no room for, without reading what it wants.
pub fn turn_away(mut stream: TcpStream) {
    static ROOM: Semaphore = Semaphore::const_new(BEING_TURNED_AWAY);
    let Ok(permit) = ROOM.try_acquire() else {
        return;
    };
    tokio::spawn(async move {
        let farewell = async {
            stream.write_all(NO_ROOM.as_bytes()).await?;
            stream.shutdown().await?;
            // Closed at once, the socket would take back what the client has not yet read.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await? > 0 {}
            std::io::Result::Ok(())
        };
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
        drop(permit);
    });
}

/// The whole answer.
static NO_ROOM: LazyLock<String> = LazyLock::new(|| {
    let problem =
        Problem::new(kind::UNAVAILABLE, "too many connections are open").retry_after(RETRY_AFTER);
    let (document, headers) = problem.into_text();
    let mut lines = String::new();
    for (name, value) in &headers {
        let _ = write!(lines, "{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    for (name, value) in headers::DEFAULTS {
        let _ = write!(lines, "{name}: {value}\r\n");
    }
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: {}\r\n{lines}\r\n{document}",
        document.len(),
    )
});
