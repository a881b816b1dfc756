//! The OpenAPI document, made from the handlers.

use std::sync::LazyLock;

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
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

static DOCUMENT: LazyLock<serde_json::Value> =
    LazyLock::new(|| serde_json::to_value(Api::openapi()).expect("an OpenAPI document is JSON"));

/// The document.
#[must_use]
pub fn document() -> &'static serde_json::Value {
    &DOCUMENT
}

/// `GET /openapi.json`.
pub async fn openapi() -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(document())).into_response()
}
