//! `GET /api/v1/demo-sessions`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State as Shared},
};
use demo_core::nearest;
use demo_store::{ListQuery, Session, State};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{state_name, text};
use crate::{
    app::App,
    auth::Operator,
    data::cursor,
    error::{FieldError, Problem},
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 1000;
const PARAMETERS: [&str; 5] = ["state", "profile", "email", "limit", "cursor"];

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionPage {
    /// The newest first.
    pub items: Vec<SessionItem>,
    /// `cursor` of the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// A session as an operator sees it in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionItem {
    /// Names it in addresses.
    pub session_id: Uuid,
    /// `creating`, `ready`, `resetting`, `expired`, `deleted` or `failed`.
    #[schema(example = "ready")]
    pub status: &'static str,
    /// The profile.
    #[schema(example = "professional")]
    pub demo_account_type: String,
    /// The tier that the demo shows.
    #[schema(example = "professional")]
    pub subscription_tier: String,
    /// The prospect's address.
    #[schema(example = "ana@example.com")]
    pub email: String,
    /// The prospect's company.
    #[schema(example = "Panadería Ana")]
    pub company: Option<String>,
    /// The id of its first tenant.
    pub virtual_tenant_id: Uuid,
    /// The instant that it was asked for.
    #[schema(format = DateTime, example = "2025-12-14T10:30:00.000000Z")]
    pub created_at: String,
    /// The instant after which it is gone.
    #[schema(format = DateTime, example = "2025-12-14T11:00:00.000000Z")]
    pub expires_at: String,
    /// An operator keeps it from expiring.
    #[schema(example = false)]
    pub protected: bool,
    /// How long it took to make.
    #[schema(example = 9.5)]
    pub duration_ms: Option<f64>,
    /// Over all services.
    #[schema(example = 1234)]
    pub records_cloned: Option<i64>,
    /// Why it failed, where it did.
    pub failure: Option<String>,
}

/// List the demo sessions.
#[utoipa::path(
    get, path = "/api/v1/demo-sessions", operation_id = "list_sessions", tag = "sessions",
    params(
        ("state" = Option<String>, Query, description = "Only those in one of these states, separated by commas",
         example = "ready,resetting"),
        ("profile" = Option<String>, Query, description = "Only those of this profile", example = "professional"),
        ("email" = Option<String>, Query, description = "Only those for this address", example = "ana@example.com"),
        ("limit" = Option<u32>, Query, description = "From 1 to 1000, 50 unless given", example = 50, minimum = 1, maximum = 1000),
        ("cursor" = Option<String>, Query, description = "The page before's `next_cursor`"),
    ),
    responses(
        (status = 200, description = "The newest first", body = SessionPage),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the operator's token", body = crate::error::Document),
        (status = 422, description = "A parameter is not valid", body = crate::error::Document),
    ),
    security(("operator_token" = []))
)]
pub async fn list(
    Shared(app): Shared<Arc<App>>,
    _: Operator,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Json<SessionPage>, Problem> {
    let (mut query, cursor) = parse(parameters)?;
    let scope = format!(
        "sessions {:?} {:?} {:?}",
        query.states, query.profile, query.email
    );
    if let Some(cursor) = cursor {
        let values = cursor::open(&app.secrets, &scope, &cursor)?;
        query.after =
            Some(after(&values).ok_or_else(|| invalid("cursor", "is no cursor of this list"))?);
    }
    let limit = query.limit as usize;
    // One more than asked for says whether there is another page.
    query.limit += 1;
    let mut sessions = app.store.sessions.list(&query).await?;
    let more = sessions.len() > limit;
    sessions.truncate(limit);
    let last = sessions.last().filter(|_| more);
    let next_cursor = last.map(|last| {
        let values = [json!(text(last.created_at)), json!(last.id)];
        cursor::seal(&app.secrets, &scope, &[&values[0], &values[1]])
    });
    let items = sessions.into_iter().map(item).collect();
    Ok(Json(SessionPage { items, next_cursor }))
}

fn after(values: &[Value]) -> Option<(Timestamp, Uuid)> {
    let [created_at, id] = values else {
        return None;
    };
    let created_at = created_at.as_str()?.parse().ok()?;
    Some((created_at, id.as_str()?.parse().ok()?))
}

fn item(session: Session) -> SessionItem {
    SessionItem {
        session_id: session.id,
        status: state_name(session.state),
        demo_account_type: session.profile,
        subscription_tier: session.subscription_tier,
        email: session.email,
        company: session.company,
        virtual_tenant_id: session.virtual_tenant_id,
        created_at: text(session.created_at),
        expires_at: text(session.expires_at),
        protected: session.protected,
        duration_ms: session.duration_ms,
        records_cloned: session.records,
        failure: session.failure,
    }
}

fn parse(parameters: Vec<(String, String)>) -> Result<(ListQuery, Option<String>), Problem> {
    let mut query = ListQuery {
        limit: DEFAULT_LIMIT,
        ..ListQuery::default()
    };
    let (mut cursor, mut errors) = (None, Vec::new());
    for (name, text) in parameters {
        let done = match name.as_str() {
            "state" => states(&text).map(|states| query.states = states),
            "profile" => text_of(text).map(|text| query.profile = Some(text)),
            "email" => text_of(text).map(|text| query.email = Some(text)),
            "limit" => limit(&text).map(|limit| query.limit = limit),
            "cursor" => {
                cursor = Some(text);
                Ok(())
            }
            _ => Err(format!(
                "there is no such parameter; {}",
                nearest::hint(&name, PARAMETERS)
            )),
        };
        if let Err(detail) = done {
            errors.push(FieldError::new(format!("query/{name}"), detail));
        }
    }
    if errors.is_empty() {
        Ok((query, cursor))
    } else {
        Err(Problem::invalid(errors))
    }
}

/// A NUL fits no text of PostgreSQL, and so no session.
fn text_of(text: String) -> Result<String, String> {
    if text.contains('\0') {
        return Err("holds a NUL".to_owned());
    }
    Ok(text)
}

fn limit(text: &str) -> Result<u32, String> {
    let limit = text
        .parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| format!("is no whole number from 1 to {MAX_LIMIT}"))
}

/// States as the API names them.
fn states(text: &str) -> Result<Vec<State>, String> {
    let mut states = Vec::new();
    for name in text.split(',').map(str::trim) {
        let named = State::ALL
            .into_iter()
            .filter(|state| state_name(*state) == name);
        let before = states.len();
        states.extend(named);
        if states.len() == before {
            return Err(format!(
                "there is no such state; {}",
                nearest::hint(name, State::ALL.map(state_name))
            ));
        }
    }
    Ok(states)
}

fn invalid(name: &str, detail: &str) -> Problem {
    Problem::invalid(vec![FieldError::new(format!("query/{name}"), detail)])
}
