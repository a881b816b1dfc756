//! Serving until told to stop.

use std::{net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;

use crate::{
    app::App,
    router,
    sessions::{recovery, sweeper},
};

/// Serves on a listener until `shutdown` completes and the requests under way are answered.
/// Recovery looks before the first request and undoes beside them, as the sweeper does: a
/// half-made session must not keep the door shut.
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
    let service = router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            shutdown.await;
            // They would be watched until their sessions end.
            app.live.close();
        })
        .await;
    background.abort();
    served
}
