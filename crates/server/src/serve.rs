//! Serving until told to stop, and stopping in order.

use std::{sync::Arc, time::Duration};

use axum::{extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::ServiceExt as _;

use crate::{
    app::App,
    overload, router,
    sessions::{recovery, sweeper},
};

/// The pause after the system has no more sockets to give.
const BREATHER: Duration = Duration::from_millis(100);

/// Room for a request's head. What is larger than this service takes and still fits here is
/// refused by a problem document; the rest by the HTTP library, without one.
const HEAD_BUFFER: usize = 128 << 10;

/// Likewise for the number of headers.
const MOST_HEADERS: usize = 1000;

/// Serves on a listener until `shutdown` completes. Then no more connections are taken, and
/// what runs has `shutdown_timeout` to finish. Recovery looks before the first request and
/// undoes beside them, as the sweeper does: a half-made session must not keep the door shut.
///
/// # Errors
///
/// What the listener fails with.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let found = recovery::look(&app).await;
    let background = tokio::spawn({
        let app = Arc::clone(&app);
        async move {
            recovery::act(&app, found).await;
            sweeper::run(app).await;
        }
    });
    // Whatever may keep a start from succeeding lies behind.
    let address = listener.local_addr()?;
    tracing::info!(listen = %address, url = app.config.public_url, "ready");
    let connections = GracefulShutdown::new();
    accept(&listener, &app, &connections, shutdown).await;
    drop(listener);
    stop(&app, connections).await;
    background.abort();
    app.store.close().await;
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    app: &Arc<App>,
    connections: &GracefulShutdown,
    shutdown: impl Future<Output = ()>,
) {
    let router = router(Arc::clone(app));
    let limits = &app.config.limits;
    let room = Arc::new(Semaphore::new(
        limits.connections.min(Semaphore::MAX_PERMITS),
    ));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(HEAD_BUFFER)
        .max_headers(MOST_HEADERS);
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => return,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            app.metrics.shed("connections");
            overload::turn_away(stream);
            continue;
        };
        let router = router.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let served = connections.watch(http.serve_connection(prepared(stream), answer));
        tokio::spawn(async move {
            // A client's bad HTTP or sudden end is no fault of ours.
            if let Err(error) = served.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(permit);
        });
    }
}

fn prepared(stream: TcpStream) -> TokioIo<TcpStream> {
    // Answers are written whole; waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}

/// Lets what runs finish: requests, and work whose client has gone.
async fn stop(app: &App, connections: GracefulShutdown) {
    let patience = app.config.shutdown_timeout;
    // Whoever watches a session would do so until it ends.
    app.stopping.cancel();
    app.work.close();
    let open = connections.count();
    tracing::info!(connections = open, work = app.work.len(), "stopping");
    let finished = async {
        // New work can only come by connections that are open.
        connections.shutdown().await;
        app.work.wait().await;
    };
    if tokio::time::timeout(patience, finished).await.is_err() {
        tracing::warn!(
            work = app.work.len(),
            "not all was finished in time: the next start undoes what is half made"
        );
    }
}
