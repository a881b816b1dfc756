//! A session as the API shows it.

use demo_store::Session;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{good_until, key, profile, state_name, values};
use crate::{
    app::App,
    auth::{Claims, token},
    cloning::Outcome,
};

/// A demo session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// Names it in addresses.
    pub session_id: Uuid,
    /// `creating`, `ready`, `resetting`, `expired`, `deleted` or `failed`.
    #[schema(example = "ready")]
    pub status: &'static str,
    /// The profile.
    #[schema(example = "professional")]
    pub demo_account_type: String,
    /// The tier that the demo shows.
    #[schema(example = "professional")]
    pub subscription_tier: String,
    /// The id of its first tenant, and the key of all its ids.
    virtual_tenant_id: Uuid,
    /// The instant that it was asked for.
    #[schema(format = DateTime, example = "2025-12-14T10:30:00.000000Z")]
    pub created_at: String,
    /// The instant after which it is gone.
    #[schema(format = DateTime, example = "2025-12-14T11:00:00.000000Z")]
    pub expires_at: String,
    /// The instant that the story is told at, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    demo_date: Option<String>,
    /// An operator keeps it from expiring.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(example = false)]
    pub protected: bool,
    /// Why it failed, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "these services failed: orders")]
    pub failure: Option<String>,
    /// From the request's arrival to the last service's answer.
    #[schema(example = 9.5)]
    pub duration_ms: Option<f64>,
    /// Over all services.
    #[schema(example = 1234)]
    pub records_cloned: Option<i64>,
    /// Each service's outcome.
    pub services: Vec<ServiceReport>,
    /// The session's own tenant, then its outlets.
    pub tenants: Vec<SessionTenant>,
    /// What was removed, once it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// How to log in.
    pub credentials: Credentials,
}

/// What a service did.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ServiceReport {
    /// Its name.
    #[schema(example = "orders")]
    pub service: String,
    /// `completed` or `failed`.
    #[schema(example = "completed")]
    pub status: String,
    /// Rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records_cloned: Option<u64>,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it was asked, in milliseconds from the session's beginning. For the page that draws
    /// it; no part of the answer, and there is none while the session is being made.
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    pub started_ms: Option<f64>,
}

impl ServiceReport {
    /// Of a clone or a reset.
    pub fn cloned(outcome: &Outcome) -> Self {
        serde_json::from_value(outcome.to_json("records_cloned")).expect("an outcome is a report")
    }
}

/// A tenant of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionTenant {
    /// Its id.
    pub tenant_id: Uuid,
    /// Its name.
    #[schema(example = "Panadería Ana")]
    pub name: String,
    /// `single`, `parent` or `outlet`.
    #[schema(example = "single")]
    pub kind: String,
}

/// How to use a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Credentials {
    /// Where to send e-mail and password.
    login_url: String,
    /// One for all users; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The owner's; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// No later than the session's own end.
    #[schema(format = DateTime)]
    token_expires_at: String,
    /// The owner first.
    pub users: Vec<SessionUser>,
}

/// Who may log in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionUser {
    /// The address to log in with.
    #[schema(example = "ana@example.com")]
    pub email: String,
    /// For people.
    #[schema(example = "Ana García")]
    pub name: String,
    /// The first role.
    #[schema(example = "owner")]
    pub role: String,
    /// Where the user works.
    pub tenant_id: Uuid,
}

/// What was removed; `Deserialize` since it is kept with the session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The session.
    pub session_id: Uuid,
    /// `deleted`; `expired` or `failed` where that came first.
    #[schema(example = "deleted")]
    pub status: String,
    /// Rows, over all services.
    pub records_deleted: u64,
    /// Each service's part.
    pub services: Vec<ServiceReceipt>,
}

/// What a service removed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ServiceReceipt {
    /// Its name.
    #[schema(example = "orders")]
    pub service: String,
    /// `completed`, or `failed` while it is being retried.
    #[schema(example = "completed")]
    pub status: String,
    /// Rows, of all attempts.
    pub records_deleted: u64,
    /// Milliseconds of the last attempt.
    pub duration_ms: f64,
}

impl Answer {
    /// The answer to whoever made the session: with its password and the owner's token.
    pub fn with_secrets(app: &App, session: &Session) -> Self {
        let mut answer = Self::new(app, session);
        answer.credentials.password = app.secrets.password(session.id, &session.password_digest);
        // Issued when the session was: the answer to a repeated request is the first one.
        answer.credentials.token = owner_token(app, session, session.created_at);
        answer
    }

    /// The answer to all later questions.
    pub fn new(app: &App, session: &Session) -> Self {
        let (key, values) = (key(session), values(app, session));
        // A profile that is no longer served takes its names along; the session stays usable.
        let profile = profile(app, session);
        let profile = profile.as_ref().map(|profile| &profile.profile);
        let tenants = profile
            .into_iter()
            .flat_map(|profile| &profile.tenants)
            .map(|tenant| SessionTenant {
                tenant_id: key.tenant_of(tenant.base),
                name: tenant.name.render(&values).into_owned(),
                kind: tenant.kind.clone(),
            });
        let users = profile
            .into_iter()
            .flat_map(|profile| &profile.users)
            .map(|user| SessionUser {
                email: user.email.render(&values).into_owned(),
                name: user.name.render(&values).into_owned(),
                role: user.role.clone(),
                tenant_id: key.tenant_of(user.tenant_base),
            });
        Self {
            session_id: session.id,
            status: state_name(session.state),
            demo_account_type: session.profile.clone(),
            subscription_tier: session.subscription_tier.clone(),
            virtual_tenant_id: session.virtual_tenant_id,
            created_at: text(session.created_at),
            expires_at: text(session.expires_at),
            demo_date: session.demo_date.map(text),
            protected: session.protected,
            failure: session.failure.clone(),
            duration_ms: session.duration_ms,
            records_cloned: session.records,
            services: serde_json::from_value(session.services.clone()).unwrap_or_default(),
            tenants: tenants.collect(),
            receipt: None,
            credentials: Credentials {
                login_url: format!("{}/api/v1/auth/login", app.config.public_url),
                password: None,
                token: None,
                token_expires_at: text(good_until(app, session)),
                users: users.collect(),
            },
        }
    }
}

/// The token of a session's owner; none where its profile is no longer served.
pub fn owner_token(app: &App, session: &Session, issued_at: Timestamp) -> Option<String> {
    let (key, profile) = (key(session), profile(app, session)?);
    let owner = profile.profile.users.first()?;
    let claims = Claims {
        // The served version of the profile may name another first.
        sub: session.owner.unwrap_or_else(|| key.apply(owner.base)),
        tid: key.tenant_of(owner.tenant_base),
        sid: session.id,
        role: owner.role.clone(),
        permissions: owner.permissions.clone(),
        tenants: profile.tenants(key).collect(),
        iat: issued_at.as_second(),
        exp: token::expiry(good_until(app, session)),
    };
    Some(token::sign(&app.secrets, &claims))
}

/// RFC 3339 in UTC, to the microsecond.
pub fn text(instant: Timestamp) -> String {
    format!("{instant:.6}")
}
