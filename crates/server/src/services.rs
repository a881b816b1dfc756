//! The clone contract from the service's side, written once and mounted for every service.

use std::{sync::Arc, time::Instant};

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Request, State as Shared},
    http::request::Parts,
};
use data_encoding::BASE32_NOPAD;
use demo_core::{
    Key, nearest,
    plan::SessionValues,
    time::{Moment, parse_instant},
};
use demo_store::{Pace, ServiceStore};
use futures::TryFutureExt as _;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    app::{App, ProfileInUse},
    auth::Internal,
    body::OptionalObject,
    cloning::{self, CloneCall, Failure, Outcome},
    error::{FieldError, Problem, kind},
    secrets::NO_DIGEST,
};

/// The service that an address names, or the one that runs here alone.
pub struct Target {
    name: String,
    store: ServiceStore,
}

impl FromRequestParts<Arc<App>> for Target {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let path =
            Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app).await;
        let named = path.ok().and_then(|Path(mut path)| path.remove("name"));
        let services = &app.store.services;
        // The addresses without a name are mounted only where one service runs alone.
        let found = match &named {
            Some(name) => services.get_key_value(name),
            None => services.first_key_value(),
        };
        let (name, store) = found.ok_or_else(|| {
            let name = named.unwrap_or_default();
            Problem::new(kind::NOT_FOUND, "this process runs no such service")
                .hint(nearest::hint(&name, services.keys().map(String::as_str)))
        })?;
        Ok(Self {
            name: name.clone(),
            store: store.clone(),
        })
    }
}

/// What a clone or a reset takes as query parameters, for the documentation.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described, never built")]
struct AskedParameters {
    /// The tenant
    virtual_tenant_id: Option<String>,
    /// The profile
    demo_account_type: Option<String>,
    /// The instant that dates move to
    session_created_at: Option<String>,
    /// The session
    session_id: Option<String>,
}

/// Clone a profile into this service.
///
/// All values may come as query parameters or in the body. A failure is answered with 200 too.
#[utoipa::path(
    post, path = "/services/{name}/internal/demo/clone", tag = "clone contract",
    params(
        ("name" = String, Path, description = "The service", example = "orders"),
        AskedParameters,
    ),
    responses(
        (status = 200, description = "`completed` or `failed`", body = Object,
         example = json!({ "service": "orders", "status": "completed", "records_cloned": 31, "duration_ms": 2.4 })),
        (status = 401, description = "Not the internal token", body = crate::error::Document),
        (status = 422, description = "The input is not valid", body = crate::error::Document),
    ),
    security(("internal_token" = []))
)]
pub async fn clone(
    Shared(app): Shared<Arc<App>>,
    _: Internal,
    target: Target,
    Asked(call): Asked,
) -> Json<Value> {
    let work = cloning::clone_local(&target.name, &target.store, &call);
    let outcome = outcome(&target, work).await;
    cloning::log_clone(&app, &call, &outcome);
    Json(outcome.to_json("records_cloned"))
}

/// Bring a session's rows in this service back to the first moment.
///
/// As a clone, also in what it takes and answers, but for rows that are there: they are removed
/// in the same transaction. A service may lack it; then sessions cannot be reset.
#[utoipa::path(
    post, path = "/services/{name}/internal/demo/reset", operation_id = "reset", tag = "clone contract",
    params(
        ("name" = String, Path, description = "The service", example = "orders"),
        AskedParameters,
    ),
    responses(
        (status = 200, description = "`completed` or `failed`", body = Object,
         example = json!({ "service": "orders", "status": "completed", "records_cloned": 31, "duration_ms": 4.1 })),
        (status = 401, description = "Not the internal token", body = crate::error::Document),
        (status = 422, description = "The input is not valid", body = crate::error::Document),
    ),
    security(("internal_token" = []))
)]
pub async fn reset(_: Internal, target: Target, Asked(call): Asked) -> Json<Value> {
    let work = Box::pin(cloning::reset_local(&target.name, &target.store, &call));
    Json(outcome(&target, work).await.to_json("records_cloned"))
}

/// Does a service's work, and takes its time.
async fn outcome(target: &Target, work: impl Future<Output = Result<u64, Failure>>) -> Outcome {
    let begun = Instant::now();
    let result = work.await;
    Outcome::new(&target.name, begun, result)
}

/// What a clone or a reset asks for.
pub struct Asked(CloneCall);

impl FromRequest<Arc<App>> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let query = request.uri().query().unwrap_or_default();
        let parameters = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let body = OptionalObject::from_request(request, app).await?;
        read_call(app, &input(parameters, body)).await.map(Self)
    }
}

/// What comes in the body wins over what comes in the query.
fn input(parameters: Vec<(String, String)>, body: OptionalObject) -> Map<String, Value> {
    let mut input: Map<String, Value> = parameters
        .into_iter()
        .map(|(name, text)| (name, Value::String(text)))
        .collect();
    input.extend(body.0.into_iter().filter(|(_, value)| !value.is_null()));
    input
}

/// Remove a session's tenants from this service.
#[utoipa::path(
    delete, path = "/services/{name}/internal/demo/tenant/{id}", tag = "clone contract",
    params(
        ("name" = String, Path, description = "The service", example = "orders"),
        ("id" = Uuid, Path, description = "The session's virtual tenant"),
    ),
    responses(
        (status = 200, description = "`completed` or `failed`", body = Object,
         example = json!({ "service": "orders", "status": "completed", "records_deleted": 31, "duration_ms": 1.2 })),
        (status = 401, description = "Not the internal token", body = crate::error::Document),
        (status = 422, description = "The tenant is no UUID", body = crate::error::Document),
    ),
    security(("internal_token" = []))
)]
pub async fn remove(
    Shared(app): Shared<Arc<App>>,
    _: Internal,
    target: Target,
    Path(path): Path<Map<String, Value>>,
) -> Result<Json<Value>, Problem> {
    let tenant = tenant(&path)?;
    let work = target.store.purge(tenant, app.now(), Pace::AtOnce);
    let work = work
        .map_ok(|removed| removed.now)
        .map_err(|error| Failure::local(&target.name, &error));
    Ok(Json(
        outcome(&target, work).await.to_json("records_deleted"),
    ))
}

/// Count the rows of a session's tenants in this service.
#[utoipa::path(
    get, path = "/services/{name}/internal/demo/tenant/{id}", tag = "clone contract",
    params(
        ("name" = String, Path, description = "The service", example = "orders"),
        ("id" = Uuid, Path, description = "The session's virtual tenant"),
    ),
    responses(
        (status = 200, description = "The rows by table", body = Object,
         example = json!({ "service": "orders", "tables": { "customers": 5 }, "records": 5 })),
        (status = 401, description = "Not the internal token", body = crate::error::Document),
        (status = 422, description = "The tenant is no UUID", body = crate::error::Document),
    ),
    security(("internal_token" = []))
)]
pub async fn count(
    _: Internal,
    target: Target,
    Path(path): Path<Map<String, Value>>,
) -> Result<Json<Value>, Problem> {
    let tables = target.store.count(tenant(&path)?).await?;
    let records: u64 = tables.iter().map(|(_, rows)| rows).sum();
    let tables: Map<String, Value> = tables
        .into_iter()
        .map(|(table, rows)| (table, rows.into()))
        .collect();
    Ok(Json(
        json!({ "service": target.name, "tables": tables, "records": records }),
    ))
}

fn tenant(path: &Map<String, Value>) -> Result<Uuid, Problem> {
    let id = path.get("id").and_then(Value::as_str).unwrap_or_default();
    Uuid::try_parse(id)
        .map_err(|_| Problem::invalid(vec![FieldError::new("path/id", "is no UUID")]))
}

async fn read_call(app: &App, input: &Map<String, Value>) -> Result<CloneCall, Problem> {
    let mut errors = Vec::new();
    let mut field = |name: &str, wanted: &str| {
        let text = input.get(name).and_then(Value::as_str);
        if text.is_none() {
            errors.push(FieldError::new(
                format!("/{name}"),
                format!("is missing: give {wanted}"),
            ));
        }
        text.unwrap_or_default()
    };
    let tenant = field("virtual_tenant_id", "a UUID");
    let account = field("demo_account_type", "a profile's name");
    let instant = field("session_created_at", "an ISO 8601 instant");
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let invalid = |name: &str, detail: String| {
        Problem::invalid(vec![FieldError::new(format!("/{name}"), detail)])
    };
    let id = |name: &str, text: &str| {
        Uuid::try_parse(text).map_err(|_| invalid(name, "is no UUID".to_owned()))
    };
    let tenant = id("virtual_tenant_id", tenant)?;
    // A session keeps the transform that it was made with.
    let session = app.store.sessions.by_virtual_tenant(tenant).await?;
    let transform = session.map_or(app.config.id_transform, |session| session.id_transform);
    let key = Key::new(tenant, transform)
        .map_err(|error| invalid("virtual_tenant_id", error.to_string()))?;
    let profiles = app.profiles();
    let profile = profiles.get(account).ok_or_else(|| {
        invalid(
            "demo_account_type",
            format!(
                "there is no such profile; {}",
                nearest::hint(account, profiles.names())
            ),
        )
    })?;
    // A `+` that was not encoded arrives as a space.
    let instant = parse_instant(&instant.trim().replace(' ', "+"));
    let no_instant = || invalid("session_created_at", "is no ISO 8601 instant".to_owned());
    let moment = Moment::new(
        instant.ok_or_else(no_instant)?,
        profile.profile.zone.clone(),
    )
    .map_err(|_| no_instant())?;
    let session_id = input
        .get("session_id")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    Ok(CloneCall {
        session_id: session_id.map(|text| id("session_id", text)).transpose()?,
        key,
        moment,
        session: values(profile, key, input.get("session")),
        now: app.now(),
        profile: Arc::clone(profile),
    })
}

/// The session's values; those of the manifest for what the caller does not say.
fn values(profile: &ProfileInUse, key: Key, said: Option<&Value>) -> SessionValues {
    let manifest = &profile.profile.manifest;
    let value = |name: &str, otherwise: &dyn Fn() -> String| {
        let text = said
            .and_then(|session| session.get(name))
            .and_then(Value::as_str);
        text.map_or_else(otherwise, str::to_owned)
    };
    // Not random, so that the same call again gives the same rows.
    let short_id = || BASE32_NOPAD.encode(&key.tenant().as_bytes()[..7])[..10].to_ascii_lowercase();
    SessionValues {
        email: value("email", &|| manifest.email.clone()),
        company: value("company", &|| manifest.company.clone()),
        short_id: value("short_id", &short_id),
        subscription_tier: value("subscription_tier", &|| manifest.subscription_tier.clone()),
        password_digest: value("password_digest", &|| NO_DIGEST.to_owned()),
    }
}
