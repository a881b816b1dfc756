//! `DELETE /api/v1/demo-sessions/{id}`.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State as Shared},
};
use demo_store::{Pace, Session, State};

use super::{
    Receipt, advance, busy, find, log, may_change, reread,
    undo::{self, Removal},
};
use crate::{
    app::App,
    auth::Caller,
    cloning::Outcome,
    error::{Problem, kind},
};

/// How long to wait for a removal that another request has begun; most take some milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Remove a demo session.
///
/// From the moment that this is accepted, all its tokens are dead.
#[utoipa::path(
    delete, path = "/api/v1/demo-sessions/{id}", operation_id = "delete_session", tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, description = "Removed; the receipt", body = Receipt),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the session's owner", body = crate::error::Document),
        (status = 404, description = "No such session", body = crate::error::Document),
        (status = 409, description = "The session is being made", body = crate::error::Document),
        (status = 502, description = "A service failed; removal goes on in the background", body = crate::error::Document),
    ),
    security(("session_token" = []), ("operator_token" = []))
)]
pub async fn delete(
    Shared(app): Shared<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Receipt>, Problem> {
    let session = find(&app, &caller, &id).await?;
    may_change(&caller, &session)?;
    remove(app, session).await.map(Json)
}

async fn remove(app: Arc<App>, mut session: Session) -> Result<Receipt, Problem> {
    for _ in 0..PATIENCE.as_millis() / LOOK_EVERY.as_millis() {
        match session.state {
            State::Creating => return Err(busy()),
            // A reset that is under way finds its lease gone.
            State::Ready | State::Resetting => {
                let change = log::change(&app, &session, State::Deleting, None);
                if advance(&app, &mut session, change).await? {
                    return match undo::finish(&app, session, None, Pace::AtOnce).await {
                        Removal::Complete(receipt) => Ok(receipt),
                        Removal::Incomplete(outcomes) => Err(incomplete(&outcomes)),
                        Removal::Lost => Err(busy()),
                    };
                }
            }
            State::Deleted | State::Expired | State::Failed => {
                return serde_json::from_value(session.receipt)
                    .map_err(|_| Problem::new(kind::NOT_FOUND, "the session has no receipt"));
            }
            // Another removes it.
            State::Deleting | State::Expiring | State::Failing => {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        session = reread(&app, session).await?;
    }
    Err(busy())
}

fn incomplete(outcomes: &[Outcome]) -> Problem {
    let services = outcomes
        .iter()
        .map(|outcome| outcome.to_json("records_deleted"))
        .collect();
    Problem::new(
        kind::REMOVAL_FAILED,
        "the session is deleted, but some services failed to remove its rows",
    )
    .services(services)
    .retry_after(5)
}
