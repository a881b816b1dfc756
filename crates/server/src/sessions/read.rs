//! `GET /api/v1/demo-sessions/{id}`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
    response::{IntoResponse, Response},
};
use demo_store::State;

use super::{Answer, find};
use crate::{app::App, auth::Caller, error::Problem};

/// Show a demo session.
///
/// As when it was made, without password and token. Of a session that is removed, the operator
/// also sees the receipt.
#[utoipa::path(
    get, path = "/api/v1/demo-sessions/{id}", operation_id = "read_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session", body = Answer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
    ),
    security(("session_token" = []), ("operator_token" = []))
)]
pub async fn read(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let session = find(&app, &caller, &id).await?;
    let receipt = match session.state {
        State::Creating | State::Ready | State::Resetting => None,
        _ => serde_json::from_value(session.receipt.clone()).ok(),
    };
    let mut answer = Answer::new(&app, &session);
    answer.receipt = receipt;
    Ok(Json(answer).into_response())
}
