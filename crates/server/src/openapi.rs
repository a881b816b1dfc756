//! The OpenAPI document, made from the handlers.

use std::sync::LazyLock;

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::{auth, data, health, metrics, profiles, services, sessions};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Demo Session Service",
        description = "Hands every prospect a private, realistic and fresh demo tenant, in milliseconds.",
    ),
    tags(
        (name = "sessions", description = "Make, watch, extend, reset and remove demo sessions"),
        (name = "auth", description = "Log in as one of a session's users"),
        (name = "data", description = "Use the demo: the rows of its tenants"),
        (name = "clone contract", description = "Between services; needs the internal token"),
        (name = "operation", description = "For those who run it"),
    ),
    paths(
        sessions::create::create,
        sessions::read::read,
        sessions::delete::delete,
        sessions::extend::extend,
        sessions::reset::reset,
        sessions::events::events,
        sessions::list::list,
        sessions::stats::stats,
        sessions::protect::protect,
        sessions::protect::unprotect,
        auth::login::login,
        auth::login::me,
        data::list,
        data::read,
        data::write::create,
        data::write::change,
        data::write::remove,
        services::clone,
        services::reset,
        services::count,
        services::remove,
        health::healthz,
        health::readyz,
        metrics::metrics,
        profiles::reload,
    ),
    modifiers(&Tokens)
)]
struct Api;

/// The three kinds of bearer tokens.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let tokens = [
            (
                "session_token",
                "A session's token: from its creation, or from log-in.",
            ),
            (
                "operator_token",
                "The `operator_token` of the configuration.",
            ),
            (
                "internal_token",
                "The `internal_token` of the configuration.",
            ),
        ];
        let components = openapi.components.get_or_insert_default();
        for (name, description) in tokens {
            let scheme = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(description));
            components.add_security_scheme(name, SecurityScheme::Http(scheme.build()));
        }
    }
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Api::openapi()).expect("an OpenAPI document is JSON");
    for item in document["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.1.as_object_mut().into_iter().flatten() {
            complete(operation);
        }
    }
    document
});

/// The schema of problem documents.
const PROBLEM: &str = "#/components/schemas/Document";

/// What any request may be told, whatever it asks for.
const OF_ALL: [(&str, &str); 3] = [
    ("400", "The request cannot be read"),
    ("431", "The headers are too large"),
    (
        "503",
        "Too much is asked at this moment, or a database cannot be reached",
    ),
];

/// What a request with a body may be told.
const OF_BODIES: [(&str, &str); 3] = [
    ("408", "The body came too slowly"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON"),
];

/// Adds the answers that handlers have in common, and the media type of problem documents.
fn complete(operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let bodies = OF_BODIES.iter().filter(|_| has_body);
    for (status, description) in OF_ALL.iter().chain(bodies) {
        responses.entry(*status).or_insert_with(|| {
            let content = json!({ "application/json": { "schema": { "$ref": PROBLEM } } });
            json!({ "description": description, "content": content })
        });
    }
    responses.sort_keys();
    for response in responses.values_mut() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
            continue;
        };
        let is_problem = |json: &Value| json["schema"]["$ref"] == PROBLEM;
        if content.get("application/json").is_some_and(is_problem)
            && let Some(problem) = content.remove("application/json")
        {
            content.insert("application/problem+json".to_owned(), problem);
        }
    }
}

/// The document.
#[must_use]
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// `GET /openapi.json`.
pub async fn openapi() -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(document())).into_response()
}
