//! Headers of every answer.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use crate::error::{Problem, kind};

/// For an answer that no browser should render, run or keep.
pub const DEFAULTS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// More headers than any client sends, proxies included.
const MOST: usize = 100;

/// A token has some hundred bytes; browsers and proxies send no more than 8 KB to 16 KB in all.
const LONGEST: usize = 32 << 10;

/// Refuses a request with more headers than anybody needs.
pub async fn bounded(request: Request) -> Result<Request, Problem> {
    let headers = request.headers();
    let length = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    if headers.len() > MOST || headers.iter().map(length).sum::<usize>() > LONGEST {
        let detail =
            format!("the request has more than {MOST} headers, or {LONGEST} bytes of them");
        return Err(Problem::new(kind::HEADERS, detail));
    }
    Ok(request)
}

/// Adds what the handler has not chosen itself.
pub async fn secure(mut response: Response) -> Response {
    for (name, value) in DEFAULTS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
