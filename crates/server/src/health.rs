//! Whether the process lives, and whether it can work.

use std::sync::Arc;

use axum::{
    Json,
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::app::App;

/// Say that the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "It does", body = Object, example = json!({ "status": "ok" }))))]
pub async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Say whether the databases answer and a profile is served.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "Ready", body = Object,
         example = json!({ "status": "ready", "databases": { "orders": "ok" }, "profiles": ["professional"] })),
        (status = 503, description = "The body says what is not", body = Object),
    ))]
pub async fn readyz(Shared(app): Shared<Arc<App>>) -> Response {
    let pings = app.store.ping().await;
    let profiles = app.profiles();
    let profiles: Vec<&str> = profiles.names().collect();
    let ready = pings.iter().all(|(_, ping)| ping.is_ok()) && !profiles.is_empty();
    let databases: Map<String, Value> = pings
        .into_iter()
        .map(|(name, ping)| {
            (
                name,
                if ping.is_ok() {
                    "ok"
                } else {
                    "cannot be reached"
                }
                .into(),
            )
        })
        .collect();
    let (code, status) = if ready {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    };
    let body = json!({ "status": status, "databases": databases, "profiles": profiles });
    (code, Json(body)).into_response()
}
