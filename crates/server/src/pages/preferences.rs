//! `POST /preferences`: the language and theme of a browser.

use std::sync::Arc;

use axum::{extract::State as Shared, response::Response};

use super::{
    form::Form,
    request::{LANGUAGE_COOKIE, THEME_COOKIE, theme},
    see, set_cookie,
    text::Language,
};
use crate::{app::App, error::Problem};

/// A year.
const KEPT: i64 = 365 * 24 * 3600;

/// Keeps a choice, and goes back to where it was made.
pub async fn choose(
    Shared(app): Shared<Arc<App>>,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    let form = form?;
    let place = form.text("address");
    // A place of ours: one slash, and no backslash, which browsers take for one.
    let ours = place.starts_with('/') && !place.starts_with("//") && !place.contains('\\');
    let mut response = see(if ours { place } else { "/" });
    if let Some(language) = Language::parse(form.text("language")) {
        set_cookie(
            &mut response,
            &app,
            LANGUAGE_COOKIE,
            language.code(),
            Some(KEPT),
        );
    }
    if form.has("theme") {
        set_cookie(
            &mut response,
            &app,
            THEME_COOKIE,
            theme(form.text("theme")),
            Some(KEPT),
        );
    }
    Ok(response)
}
