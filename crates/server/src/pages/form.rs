//! What a form sends, and that it was ours.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts as _, Request},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};

use super::visitor::Visitor;
use crate::{
    app::App,
    body,
    error::{Problem, kind},
    secrets::same,
};

/// The field that carries the session's token.
const CSRF: &str = "csrf";

/// A form that a page of this address sent; without a session, as of the launch page.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// A field's text; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether there is a field of a name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Fails unless the form carries a token.
    pub fn carries(&self, token: &str) -> Result<(), Problem> {
        if same(self.text(CSRF), token) {
            return Ok(());
        }
        Err(foreign())
    }
}

/// A form of a session's page, with who sent it.
pub struct Action {
    pub visitor: Visitor,
    pub form: Form,
}

fn foreign() -> Problem {
    Problem::new(
        kind::FORM,
        "the form does not come from a page of this session",
    )
}

/// Browsers say where a request comes from; what says another place is refused.
pub(crate) fn is_foreign(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let ours = origin.split_once("://").is_some_and(|(_, of)| of == host);
    !ours && !public_url.starts_with(origin)
}

impl FromRequest<Arc<App>> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let refused = is_foreign(request.headers(), &app.config.public_url).then(foreign);
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
        let bytes = body::read(request.into_body(), app).await?;
        if let Some(problem) = refused {
            return Err(problem);
        }
        if !is_form {
            return Err(Problem::new(kind::MEDIA_TYPE, "the body is no form"));
        }
        let fields = form_urlencoded::parse(&bytes);
        // Browsers send the line breaks of a text as CR LF.
        let fields = fields.map(|(name, text)| (name.into_owned(), text.replace("\r\n", "\n")));
        Ok(Self(fields.collect()))
    }
}

impl FromRequest<Arc<App>> for Action {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let form = Form::from_request(Request::from_parts(parts, body), app).await;
        let form = form.map_err(Problem::into_response)?;
        form.carries(&visitor.csrf)
            .map_err(Problem::into_response)?;
        Ok(Self { visitor, form })
    }
}
