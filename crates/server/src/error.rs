//! The only place where an error becomes an HTTP answer: RFC 9457 problem documents.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A kind of problem; its slug is the fragment of its `type`.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Such as `not-found`.
    pub slug: &'static str,
    /// The same for every problem of the kind.
    pub title: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// What a client should do about it, where the problem says nothing better.
    pub hint: &'static str,
}

macro_rules! kinds {
    ($($name:ident $slug:literal $status:ident $title:literal $hint:literal;)*) => {
        $(pub const $name: &Kind =
            &Kind { slug: $slug, title: $title, status: StatusCode::$status, hint: $hint };)*
        /// All kinds, for the documentation.
        pub const KINDS: &[&Kind] = &[$($name),*];
    };
}

/// The kinds of problems.
pub mod kind {
    use super::{Kind, StatusCode};

    kinds! {
        MALFORMED "malformed" BAD_REQUEST "The request cannot be read" "send one JSON object in UTF-8";
        UNAUTHORIZED "unauthorized" UNAUTHORIZED "A valid token is needed" "send `Authorization: Bearer <token>` with the token of a live session";
        FORBIDDEN "forbidden" FORBIDDEN "The token does not allow this" "log in as a user whose role allows it";
        FORM "foreign-form" FORBIDDEN "The form is not from this page" "load the page again and repeat what you did";
        NOT_FOUND "not-found" NOT_FOUND "There is no such thing" "see /docs for all addresses";
        METHOD "method-not-allowed" METHOD_NOT_ALLOWED "The address does not take this method" "see the `Allow` header and /docs";
        CONFLICT "conflict" CONFLICT "The session is busy" "try again in a moment";
        REFERENCED "referenced" CONFLICT "Other rows point at this one" "remove or change those rows first";
        TIMEOUT "timeout" REQUEST_TIMEOUT "The request came too slowly" "send it again, without pauses";
        OVER "session-over" CONFLICT "The session is over" "make another: POST /api/v1/demo-sessions";
        LIFETIME "lifetime-limit" CONFLICT "The session cannot live longer" "make another, or ask an operator to protect this one";
        VERSION_GONE "profile-version-gone" CONFLICT "The session cannot be reset" "delete it and make another: its profile has been changed since";
        KEY_IN_USE "idempotency-key-in-use" CONFLICT "The first request with this key still runs" "send the same request again as `Retry-After` says, and its answer is yours";
        KEY_REUSED "idempotency-key-reused" UNPROCESSABLE_ENTITY "The key was used for another request" "use a new `Idempotency-Key` for a new request";
        TOO_LARGE "too-large" PAYLOAD_TOO_LARGE "The body is too large" "send a smaller body";
        MEDIA_TYPE "media-type" UNSUPPORTED_MEDIA_TYPE "The body is not JSON" "send `Content-Type: application/json`";
        INVALID "invalid" UNPROCESSABLE_ENTITY "The input is not valid" "mend what `errors` lists";
        HEADERS "headers-too-large" REQUEST_HEADER_FIELDS_TOO_LARGE "The headers are too large" "send fewer and shorter headers";
        TOO_MANY "too-many-requests" TOO_MANY_REQUESTS "Too many requests" "wait as long as `Retry-After` says";
        INTERNAL "internal" INTERNAL_SERVER_ERROR "Something went wrong here" "try again; if it stays, tell the operator the time of the request";
        NOT_IMPLEMENTED "remote-service" NOT_IMPLEMENTED "The service runs elsewhere" "ask the service itself";
        CREATION_FAILED "creation-failed" BAD_GATEWAY "The demo session could not be made" "try again; nothing of it is kept";
        RESET_FAILED "reset-failed" BAD_GATEWAY "Not everything could be reset yet" "nothing to do: the reset is retried until it succeeds, and the session takes no changes until then";
        REMOVAL_FAILED "removal-failed" BAD_GATEWAY "Not everything could be removed yet" "nothing to do: removal is retried until it succeeds";
        UNAVAILABLE "unavailable" SERVICE_UNAVAILABLE "The service cannot do this now" "wait as long as `Retry-After` says";
    }
}

/// A part of the input that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer into the body, or `query/` and a parameter's name.
    #[schema(example = "/email")]
    pub pointer: String,
    /// What is wrong, and how to mend it.
    #[schema(example = "`ana` has no @: write an address such as ana@example.com")]
    pub detail: String,
    /// The same for pages, which say it in words of their own.
    #[serde(skip)]
    pub case: Case,
}

/// What is wrong with a part of the input, where more is known of it than its detail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Case {
    /// The detail says it all.
    #[default]
    Told,
    /// There is no value, and there must be one.
    Empty,
    /// The columns that each take their value, and not together: this one is among them.
    Apart(Vec<String>),
}

impl FieldError {
    /// An error at a pointer.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
            case: Case::Told,
        }
    }

    /// Of a case.
    pub fn case(self, case: Case) -> Self {
        Self { case, ..self }
    }
}

/// The body of every answer that is not a success.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Document {
    /// A reference that names the kind.
    #[serde(rename = "type")]
    #[schema(example = "/docs#problem-not-found")]
    pub kind: String,
    /// The kind for people.
    #[schema(example = "There is no such thing")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// What to do.
    pub hint: String,
    /// What is wrong with the input, all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// The outcome of each service, for a session that failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    services: Vec<Value>,
}

/// An answer that is not a success.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: &'static Kind,
    detail: String,
    hint: String,
    errors: Vec<FieldError>,
    services: Vec<Value>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem of a kind, with the kind's hint.
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: detail.into(),
            hint: kind.hint.to_owned(),
            errors: Vec::new(),
            services: Vec::new(),
            retry_after: None,
        }))
    }

    /// Input with errors.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [error] if error.pointer.is_empty() => error.detail.clone(),
            [error] => format!("{}: {}", error.pointer, error.detail),
            _ => format!("{} parts of the input are not valid", errors.len()),
        };
        let mut problem = Self::new(kind::INVALID, detail);
        problem.0.errors = errors;
        problem
    }

    /// With a better hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = hint.into();
        self
    }

    /// With each service's outcome.
    pub fn services(mut self, services: Vec<Value>) -> Self {
        self.0.services = services;
        self
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: &Kind) -> bool {
        self.0.kind == kind
    }

    /// What is wrong with the input.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// With the seconds to wait, at least one.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }
}

impl From<demo_store::Error> for Problem {
    fn from(error: demo_store::Error) -> Self {
        if error.is_unreachable() {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "database unreachable"
            );
            return Self::new(kind::UNAVAILABLE, "a database cannot be reached").retry_after(5);
        }
        match error {
            // What a check before it let through: still the client's, and not ours.
            demo_store::Error::Invalid { detail } => {
                return Self::invalid(vec![FieldError::new("", detail)]);
            }
            demo_store::Error::Tombstoned => {
                return Self::new(kind::CONFLICT, "the demo is being reset or removed")
                    .retry_after(1);
            }
            _ => {}
        }
        tracing::error!(error = &error as &dyn std::error::Error, "request failed");
        Self::new(kind::INTERNAL, "the request could not be completed")
    }
}

impl Problem {
    /// The document, and the headers that go with it.
    fn into_parts(self) -> (Document, HeaderMap) {
        let inner = *self.0;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = inner.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if inner.kind.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let document = Document {
            kind: format!("/docs#problem-{}", inner.kind.slug),
            title: inner.kind.title,
            status: inner.kind.status.as_u16(),
            detail: inner.detail,
            hint: inner.hint,
            errors: inner.errors,
            services: inner.services,
        };
        (document, headers)
    }

    /// As text, for a connection that HTTP is not spoken on: the document and its headers.
    pub fn into_text(self) -> (String, HeaderMap) {
        let (document, headers) = self.into_parts();
        let document = serde_json::to_string(&document).expect("a problem document is JSON");
        (document, headers)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.0.kind.status;
        let (document, headers) = self.into_parts();
        // A page shows the same in its own form.
        let shown = axum::Extension(document.clone());
        (status, headers, shown, axum::Json(document)).into_response()
    }
}

/// The answer to a handler that panicked; the panic's text stays in the log.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that tower-http asks for"
)]
pub fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(error = text, "handler panicked");
    Problem::new(kind::INTERNAL, "the request could not be completed").into_response()
}

/// Turns what the framework itself refuses, such as a path that is no UTF-8, into a problem.
pub async fn framework_refusals(response: Response) -> Response {
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let is_text = content_type.is_none_or(|value| value.starts_with("text/plain"));
    let problem = match response.status() {
        StatusCode::BAD_REQUEST if is_text => {
            Problem::new(kind::MALFORMED, "the address cannot be read")
                .hint("percent-encode it as UTF-8")
        }
        status if status.is_server_error() && is_text => {
            tracing::error!(%status, "request refused by the framework");
            Problem::new(kind::INTERNAL, "the request could not be completed")
        }
        _ => return response,
    };
    problem.into_response()
}

/// The JSON pointer of a field of the body.
pub fn pointer(name: &str) -> String {
    format!("/{}", clip(name).replace('~', "~0").replace('/', "~1"))
}

/// A text of others, short enough to repeat.
pub fn clip(text: &str) -> String {
    const LONGEST: usize = 200;
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    if clean.len() < text.len() && clean.chars().count() == LONGEST {
        format!("{clean}…")
    } else {
        clean
    }
}
