//! The whole URL table.

use std::sync::Arc;

use axum::{
    Router,
    http::{Method, Uri},
    middleware::{from_fn_with_state, map_request, map_response},
    routing::{get, post},
};
use demo_core::nearest;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    app::{App, SESSIONS},
    auth::login,
    data, docs,
    error::{self, Problem, kind},
    headers, health, metrics, openapi, overload, pages, profiles, services, sessions,
};

/// The routes of the process's roles.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .route("/docs", get(docs::page))
        .route("/docs/style.css", get(docs::style));

    if app.has_role(SESSIONS) {
        router = router.merge(of_sessions()).merge(pages::routes(&app));
    }
    if app.has_role(SESSIONS) || app.has_role("auth") {
        router = router
            .route("/api/v1/auth/login", post(login::login))
            .route("/api/v1/auth/me", get(login::me));
    }
    router = router
        .route(
            "/api/v1/tenants/{tenant}/{service}/{table}",
            get(data::list).post(data::write::create),
        )
        .route(
            "/api/v1/tenants/{tenant}/{service}/{table}/{id}",
            get(data::read)
                .patch(data::write::change)
                .delete(data::write::remove),
        )
        .route("/api/v1/demo-profiles/reload", post(profiles::reload));

    // The clone contract; without a prefix too where one service runs alone.
    let tenant = get(services::count).delete(services::remove);
    if !app.store.services.is_empty() {
        router = router
            .route(
                "/services/{name}/internal/demo/clone",
                post(services::clone),
            )
            .route(
                "/services/{name}/internal/demo/reset",
                post(services::reset),
            )
            .route("/services/{name}/internal/demo/tenant/{id}", tenant.clone());
    }
    if app.store.services.len() == 1 && !app.has_role(SESSIONS) {
        router = router
            .route("/internal/demo/clone", post(services::clone))
            .route("/internal/demo/reset", post(services::reset))
            .route("/internal/demo/tenant/{id}", tenant);
    }

    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(Arc::clone(&app), overload::to_its_end))
        .layer(from_fn_with_state(
            Arc::clone(&app),
            overload::one_at_a_time,
        ))
        .layer(map_request(headers::bounded))
        .layer(from_fn_with_state(Arc::clone(&app), pages::for_browsers))
        .layer(map_response(error::framework_refusals))
        .layer(map_response(headers::secure))
        .with_state(app)
}

fn of_sessions() -> Router<Arc<App>> {
    use sessions::{create, delete, events, extend, list, protect, read, reset, stats};
    let session = |verb: &str| format!("/api/v1/demo-sessions/{{id}}{verb}");
    Router::new()
        .route(
            "/api/v1/demo-sessions",
            post(create::create).get(list::list),
        )
        .route("/api/v1/demo-sessions/stats", get(stats::stats))
        .route(&session(""), get(read::read).delete(delete::delete))
        .route(&session("/extend"), post(extend::extend))
        .route(&session("/reset"), post(reset::reset))
        .route(&session("/events"), get(events::events))
        .route(&session("/protect"), post(protect::protect))
        .route(&session("/unprotect"), post(protect::unprotect))
}

async fn not_found(uri: Uri) -> Problem {
    const PLACES: [&str; 15] = [
        "/",
        "/demo",
        "/login",
        "/operator",
        "/api/v1/demo-sessions",
        "/api/v1/demo-sessions/stats",
        "/api/v1/demo-profiles/reload",
        "/api/v1/auth/login",
        "/api/v1/auth/me",
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/docs",
        "/docs/style.css",
    ];
    let problem = Problem::new(kind::NOT_FOUND, "there is nothing at this address");
    match nearest::nearest(uri.path(), PLACES) {
        Some(place) => problem.hint(format!("did you mean `{place}`?")),
        None => problem,
    }
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(kind::METHOD, format!("this address does not take {method}"))
}
