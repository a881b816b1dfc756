//! Problems as pages: what a handler says to programs, said to people.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::Response,
};
use demo_store::State as DemoState;

use super::{html, labels::capital, request::Reader, shell::Shell, visitor::Visitor};
use crate::{app::App, error::Document};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    title: &'static str,
    lead: String,
    detail: Option<String>,
    /// Where to go from here.
    action: (&'static str, &'static str),
}

/// Turns a problem document into a page of the same status.
pub async fn for_people(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Document>() {
        Some(document) => page(&app, asked, document, response.headers()).await,
        None => response,
    }
}

/// The same for an address that is none, and for a launch that is refused before its form is
/// read, where a browser asks for a page.
pub async fn for_browsers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let accepts = request.headers().get(header::ACCEPT);
    let accepts = accepts.and_then(|value| value.to_str().ok());
    if accepts.is_none_or(|value| !value.contains("text/html")) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let is_launch = parts.uri.path() == "/";
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Document>() {
        Some(document) if document.status == 404 || is_launch => {
            page(&app, asked, document, response.headers()).await
        }
        _ => response,
    }
}

/// The frame of a problem's page: with all that stands around a demo's pages, where the browser has
/// one that lives.
async fn frame(app: &Arc<App>, asked: Parts, document: &Document, title: &str) -> Shell {
    let reader = Reader::of(&asked);
    let path = asked.uri.path();
    let is_of_others = path == "/" || path.starts_with("/operator") || path == "/login";
    // Where a database is away, asking it once more only takes longer.
    if is_of_others || [500, 503].contains(&document.status) {
        return Shell::new(&reader, title);
    }
    let mut visitor = Visitor::of(&asked, app).await;
    if visitor.is_err() {
        // The address may name a tenant that the user does not open.
        let mut home = asked;
        home.uri = Uri::from_static("/demo");
        visitor = Visitor::of(&home, app).await;
    }
    let lives = |one: &Visitor| {
        matches!(
            one.holder.session.state,
            DemoState::Ready | DemoState::Resetting
        )
    };
    let Some(mut visitor) = visitor.ok().filter(lives) else {
        return Shell::new(&reader, title);
    };
    // What leads to other pages starts from one that is there.
    "/demo".clone_into(&mut visitor.reader.address);
    let mut shell = Shell::of(&visitor, title);
    for (.., here) in &mut shell.nav {
        *here = false;
    }
    shell.address = reader.address;
    shell
}

async fn page(app: &Arc<App>, asked: Parts, document: &Document, headers: &HeaderMap) -> Response {
    let reader = Reader::of(&asked);
    let t = reader.texts();
    let english = reader.language == super::text::Language::En;
    let own = || {
        if english {
            format!("{}.", capital(&document.hint))
        } else {
            t.error.lead.to_owned()
        }
    };
    let slug = document.kind.rsplit('-').next().unwrap_or_default();
    let today = ("/demo", t.back);
    let fresh = ("/", t.over_new);
    let (title, lead, action) = match document.status {
        401 | 409 if document.status == 401 || slug == "over" => {
            if reader.has_session {
                (t.over_title, t.over_lead.to_owned(), fresh)
            } else {
                (t.no_demo_title, t.no_demo_lead.to_owned(), fresh)
            }
        }
        403 if document.kind.ends_with("foreign-form") => {
            (t.error.form, t.error.form_lead.to_owned(), today)
        }
        403 => (
            t.error.forbidden,
            t.error.forbidden_lead.to_owned(),
            ("/demo/session", t.switch_user),
        ),
        404 => (t.error.missing, t.error.missing_lead.to_owned(), today),
        409 if document.kind.ends_with("referenced") => (
            t.error.referenced,
            t.error.referenced_lead.to_owned(),
            today,
        ),
        409 if document.kind.ends_with("lifetime-limit") => (t.error.limit, own(), today),
        409 => (t.error.title, t.error.busy.to_owned(), today),
        429 => (t.error.many, t.error.many_lead.to_owned(), fresh),
        // What a program is to mend is no help to a person.
        400..500 => (t.error.title, t.error.lead.to_owned(), today),
        _ => (t.error.title, own(), today),
    };
    let page = ErrorPage {
        shell: frame(app, asked, document, title).await,
        title,
        lead,
        // The page says these in its own words; what a program is told of them helps nobody here.
        detail: (english && (document.status == 409 || document.status >= 500))
            .then(|| format!("{}.", capital(&document.detail))),
        action,
    };
    let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = html(status, &page);
    if let Some(seconds) = headers.get(header::RETRY_AFTER) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.clone());
    }
    response
}
