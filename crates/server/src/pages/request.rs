//! What a browser's request says of its reader: language and theme.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::text::{Language, Texts};
use crate::{app::App, auth::cookie};

/// The cookies that keep what a reader chose.
pub const LANGUAGE_COOKIE: &str = "demo_language";
/// As `LANGUAGE_COOKIE`.
pub const THEME_COOKIE: &str = "demo_theme";

/// How a reader wants pages, and which was asked for.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Chosen, or else negotiated.
    pub language: Language,
    /// `light`, `dark`, or `auto` for the system's own.
    pub theme: &'static str,
    /// The path and query that were asked for.
    pub address: String,
    /// Whether the browser has the cookie of a session.
    pub has_session: bool,
}

impl Reader {
    /// All texts in the reader's language.
    pub fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// Of a request's head.
    pub fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        let accepted = headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(Language::parse);
        let address = parts.uri.path_and_query().map(ToString::to_string);
        Self {
            language: chosen.unwrap_or_else(|| Language::negotiate(accepted.unwrap_or_default())),
            theme: theme(cookie(headers, THEME_COOKIE).unwrap_or_default()),
            address: address.unwrap_or_default(),
            has_session: cookie(headers, crate::auth::COOKIE).is_some(),
        }
    }
}

/// A theme of a name; `auto` for any other.
pub fn theme(name: &str) -> &'static str {
    match name {
        "light" => "light",
        "dark" => "dark",
        _ => "auto",
    }
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}
