//! `POST /api/v1/demo-sessions/{id}/extend`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
};
use demo_store::{Change, Session, State};

use super::{
    Answer, advance, busy, find, good_until, input::no_fields, later, may_change, over,
    owner_token, reread,
};
use crate::{
    app::App,
    auth::{Caller, Claims, login, token},
    body::OptionalObject,
    error::{Problem, kind},
};

/// Let a demo session live longer.
///
/// Its end moves to a whole lifetime from now, or to the most that a session may live after it
/// was made, whichever is earlier. Tokens die at the end that they were made with, so the answer
/// has a new one for the owner; other users log in again.
#[utoipa::path(
    post, path = "/api/v1/demo-sessions/{id}/extend", operation_id = "extend_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The session, with its new end and a new token", body = Answer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the session's owner", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
        (status = 409, description = "The session has lived as long as it may, is over, or is busy", body = crate::error::Document),
        (status = 422, description = "The request takes no fields", body = crate::error::Document),
    ),
    security(("session_token" = []), ("operator_token" = []))
)]
pub async fn extend(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    body: Result<OptionalObject, Problem>,
) -> Result<Json<Answer>, Problem> {
    let mut session = find(&app, &caller, &id).await?;
    may_change(&caller, &session)?;
    no_fields(&body?.0)?;
    loop {
        match session.state {
            State::Ready if session.protected || app.now() < session.expires_at => {}
            State::Creating | State::Resetting => return Err(busy()),
            _ => return Err(over()),
        }
        let longest = later(session.created_at, app.config.max_lifetime);
        let expires_at = later(app.now(), app.config.lifetime).min(longest);
        if session.expires_at >= longest {
            let detail = "the session ends as late as a session may";
            return Err(Problem::new(kind::LIFETIME, detail));
        }
        let change = Change {
            expires_at: Some(expires_at.max(session.expires_at)),
            ..Change::new(State::Ready, app.random_id(), app.now())
        };
        if advance(&app, &mut session, change).await? {
            let mut answer = Answer::new(&app, &session);
            answer.credentials.token = new_token(&app, &caller, &session).await?;
            return Ok(Json(answer));
        }
        // Something else came first: look again.
        session = reread(&app, session).await?;
    }
}

/// A token of the owner's that lasts as long as the session does now. Whoever is the owner has
/// said all that it says; for the operator it is made from the profile or, where that is no longer
/// served, as log-in makes it.
async fn new_token(
    app: &App,
    caller: &Caller,
    session: &Session,
) -> Result<Option<String>, Problem> {
    let now = app.now();
    if let Caller::User(owner) = caller {
        let claims = Claims {
            iat: now.as_second(),
            exp: token::expiry(good_until(app, session)),
            ..owner.claims.clone()
        };
        return Ok(Some(token::sign(&app.secrets, &claims)));
    }
    match owner_token(app, session, now) {
        None => login::owner_token(app, session).await,
        token => Ok(token),
    }
}
