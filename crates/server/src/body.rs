//! The JSON object of a request's body.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use serde_json::{Map, Value};

use crate::error::{Problem, kind};

/// A body that must be one JSON object.
pub struct Object(pub Map<String, Value>);

/// The same, or no body at all.
pub struct OptionalObject(pub Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Object {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(&request);
        let bytes = read(request, state).await?;
        if !is_json {
            return Err(Problem::new(
                kind::MEDIA_TYPE,
                "the body's content type is not application/json",
            ));
        }
        parse(&bytes).map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for OptionalObject {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = read(request, state).await?;
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

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Problem::new(kind::TOO_LARGE, "the body is larger than this server takes")
            }
            _ => Problem::new(kind::MALFORMED, "the body ended early"),
        })
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
