//! The web pages: what a person sees. Each calls what the API calls; there is no second way to
//! the data, and no page needs JavaScript.

mod assets;
mod codes;
mod dashboard;
mod error;
mod form;
mod format;
mod incoming;
mod labels;
mod language;
mod launch;
mod login;
mod map;
mod messages;
mod names;
mod operator;
mod parent;
mod preferences;
mod progress;
mod request;
mod runs;
mod session;
mod shell;
mod tables;
mod text;
mod tone;
mod van;
mod visitor;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use crate::{app::App, cloning};

pub use error::for_browsers;
use error::for_people;
pub(crate) use form::is_foreign;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Nothing is loaded from elsewhere, and nothing runs that is not in a file of ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The pages of sessions.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/", get(launch::page).post(launch::start))
        .route("/login", get(login::page).post(login::log_in))
        .route("/preferences", post(preferences::choose))
        .route("/demo", get(dashboard::page))
        .route("/demo/progress", get(progress::page))
        .route("/demo/map", get(map::page))
        .route("/demo/runs", get(runs::page))
        .route("/demo/session", get(session::page))
        .route("/demo/left", get(session::left))
        .route("/demo/extend", post(session::extend))
        .route("/demo/reset", get(session::reset_page).post(session::reset))
        .route("/demo/user", post(session::switch))
        .route("/demo/leave", post(session::leave))
        .route("/demo/end", get(session::end_page).post(session::end))
        .route("/demo/tables", get(tables::overview))
        .route(
            "/demo/tables/{service}/{table}",
            get(tables::list).post(tables::add),
        )
        .route("/demo/tables/{service}/{table}/new", get(tables::new))
        .route(
            "/demo/tables/{service}/{table}/{id}",
            get(tables::row).post(tables::change),
        )
        .route(
            "/demo/tables/{service}/{table}/{id}/delete",
            post(tables::remove),
        )
        .route("/operator", get(operator::page))
        .route("/operator/login", post(operator::log_in))
        .route("/operator/leave", post(operator::leave))
        .route("/operator/session", post(operator::act))
        .layer(from_fn_with_state(Arc::clone(app), for_people))
        .layer(from_fn(timed))
        .route("/static/{name}", get(assets::file))
}

/// Says how long a page took, the rows that it shows included.
async fn timed(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let mut response = next.run(request).await;
    let spent = format!("page;dur={}", cloning::milliseconds(begun.elapsed()));
    if let Ok(value) = HeaderValue::from_str(&spent) {
        response.headers_mut().insert(SERVER_TIMING, value);
    }
    response
}

/// A template as a page.
fn html(status: StatusCode, template: &impl askama::Template) -> Response {
    let Ok(page) = template.render() else {
        // Only a value that fails to print itself fails so, and none of ours does.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // With the `no-referrer` of all other answers, browsers say that a form of ours comes from
        // `null`, and it is refused.
        (header::REFERRER_POLICY, "same-origin"),
        (header::VARY, "Cookie, Accept-Language"),
    ];
    (status, headers, page).into_response()
}

/// To another page, after a form: what is reloaded there sends nothing twice.
fn see(place: &str) -> Response {
    Redirect::to(place).into_response()
}

/// Adds a cookie that scripts cannot read. `Lax`, so that a link in a letter opens the demo.
fn set_cookie(response: &mut Response, app: &App, name: &str, value: &str, max_age: Option<i64>) {
    let secure = if app.config.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let age = max_age.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        let name: HeaderName = header::SET_COOKIE;
        response.headers_mut().append(name, value);
    }
}
