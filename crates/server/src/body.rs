//! The JSON object of a request's body.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::header,
};
use futures::StreamExt;
use serde_json::{Map, Value};

use crate::{
    app::App,
    error::{Problem, kind},
};

/// A body that must be one JSON object.
pub struct Object(pub Map<String, Value>);

/// The same, or no body at all.
pub struct OptionalObject(pub Map<String, Value>);

impl FromRequest<Arc<App>> for Object {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let is_json = is_json(&request);
        let bytes = read(request.into_body(), app).await?;
        if !is_json {
            return Err(Problem::new(
                kind::MEDIA_TYPE,
                "the body's content type is not application/json",
            ));
        }
        parse(&bytes).map(Self)
    }
}

impl FromRequest<Arc<App>> for OptionalObject {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let bytes = read(request.into_body(), app).await?;
        if bytes.is_empty() {
            Ok(Self(Map::new()))
        } else {
            parse(&bytes).map(Self)
        }
    }
}

fn is_json(request: &Request) -> bool {
    let value = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    essence.eq_ignore_ascii_case("application/json")
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// What is read beyond the limit and thrown away. A client that is cut off while it writes
/// never reads the answer that says why.
const DRAINED: usize = 8 << 20;

/// The whole body, if it is not too large and does not come too slowly.
pub async fn read(body: Body, app: &App) -> Result<Vec<u8>, Problem> {
    let limits = &app.config.limits;
    let reading = tokio::time::timeout(limits.body_timeout, collect(body, limits.body_bytes));
    reading.await.unwrap_or_else(|_| {
        let seconds = limits.body_timeout.as_secs_f64();
        let detail = format!("the body was not there whole after {seconds} s");
        Err(Problem::new(kind::TIMEOUT, detail))
    })
}

async fn collect(body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::new(kind::MALFORMED, "the body ended early"))?;
        length += chunk.len();
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        } else if length > limit + DRAINED {
            break;
        }
    }
    if length > limit {
        let detail = format!("the body has more than {limit} bytes");
        return Err(Problem::new(kind::TOO_LARGE, detail));
    }
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::new(kind::MALFORMED, format!("the body is not JSON: {error}")))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Problem::new(
            kind::MALFORMED,
            "the body is JSON but no object",
        )),
    }
}
