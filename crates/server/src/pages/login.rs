//! `/login`: enter a demo as one of its users.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State as Shared, http::StatusCode, response::Response};
use serde_json::{Map, json};

use super::{
    form::Form, html, request::Reader, see, set_cookie, shell::Shell, visitor::PLAYED_COOKIE,
};
use crate::{
    app::App,
    auth::{self, login},
    body::Object,
    client::Client,
    error::{Problem, kind},
};

#[derive(Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    pub shell: Shell,
    pub title: &'static str,
    pub action: &'static str,
    /// Asks for the operator's token.
    pub operator: bool,
    pub wrong: bool,
    pub wrong_text: &'static str,
    pub email: String,
}

fn show(reader: &Reader, email: &str, wrong: bool) -> Response {
    let t = reader.texts();
    let page = LoginPage {
        shell: Shell::new(reader, t.login_title),
        title: t.login_title,
        action: "/login",
        operator: false,
        wrong,
        wrong_text: t.login_wrong,
        email: email.to_owned(),
    };
    html(
        if wrong {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        },
        &page,
    )
}

/// Shows the form.
pub async fn page(reader: Reader) -> Response {
    show(&reader, "", false)
}

/// Logs in as the API does.
pub async fn log_in(
    Shared(app): Shared<Arc<App>>,
    client: Client,
    reader: Reader,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    let form = form?;
    let mut body = Map::new();
    body.insert("email".to_owned(), json!(form.text("email").trim()));
    body.insert("password".to_owned(), json!(form.text("password").trim()));
    match login::login(Shared(Arc::clone(&app)), client, Ok(Object(body))).await {
        Ok(answer) => {
            let mut response = see("/demo");
            set_cookie(
                &mut response,
                &app,
                auth::COOKIE,
                &answer.0.access_token,
                None,
            );
            set_cookie(&mut response, &app, PLAYED_COOKIE, "", Some(0));
            Ok(response)
        }
        Err(problem) if problem.is(kind::UNAUTHORIZED) || problem.is(kind::INVALID) => {
            Ok(show(&reader, form.text("email"), true))
        }
        Err(problem) => Err(problem),
    }
}
