//! `POST /api/v1/demo-sessions/{id}/protect` and `…/unprotect`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
};
use demo_store::{Change, Session, State};

use super::{Answer, advance, busy, find, input::no_fields, over, reread};
use crate::{
    app::App,
    auth::{Caller, Operator},
    body::OptionalObject,
    error::Problem,
};

/// Keep a demo session from expiring.
///
/// Until it is unprotected or deleted, its users can log in.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions/{id}/protect", operation_id = "protect_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session", body = Answer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the operator's token", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
        (status = 409, description = "The session is over, or busy", body = crate::error::Document),
        (status = 422, description = "The request takes no fields", body = crate::error::Document),
    ),
    security(("operator_token" = []))
)]
pub async fn protect(
    Shared(app): Shared<Arc<App>>,
    _: Operator,
    Path(id): Path<String>,
    body: Result<OptionalObject, Problem>,
) -> Result<Json<Answer>, Problem> {
    set(&app, &id, body, true).await
}

/// Let a demo session expire again.
///
/// If its time is over, it expires at once.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions/{id}/unprotect", operation_id = "unprotect_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session", body = Answer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the operator's token", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
        (status = 409, description = "The session is over, or busy", body = crate::error::Document),
        (status = 422, description = "The request takes no fields", body = crate::error::Document),
    ),
    security(("operator_token" = []))
)]
pub async fn unprotect(
    Shared(app): Shared<Arc<App>>,
    _: Operator,
    Path(id): Path<String>,
    body: Result<OptionalObject, Problem>,
) -> Result<Json<Answer>, Problem> {
    set(&app, &id, body, false).await
}

async fn set(
    app: &App,
    id: &str,
    body: Result<OptionalObject, Problem>,
    protected: bool,
) -> Result<Json<Answer>, Problem> {
    no_fields(&body?.0)?;
    let mut session: Session = find(app, &Caller::Operator, id).await?;
    loop {
        match session.state {
            // Past its end and not protected, it is as good as gone.
            State::Ready if session.protected || app.now() < session.expires_at => {}
            State::Creating | State::Resetting => return Err(busy()),
            _ => return Err(over()),
        }
        let change = Change {
            protected: Some(protected),
            ..Change::new(State::Ready, app.random_id(), app.now())
        };
        if advance(app, &mut session, change).await? {
            return Ok(Json(Answer::new(app, &session)));
        }
        // Something else came first: look again.
        session = reread(app, session).await?;
    }
}
