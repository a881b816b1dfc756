//! Log-in, and what a token is good for.

use std::sync::Arc;

use axum::{Json, extract::State as Shared};
use demo_core::Key;
use demo_store::{LoginUser, ServiceStore, Session};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::{Builder, Uuid, Variant, Version};

use super::{Claims, User, is_live, token};
use crate::{
    app::App,
    body::Object,
    client::Client,
    error::{FieldError, Problem, kind},
    secrets::{NO_DIGEST, verify_password},
    sessions,
};

/// The service that knows users.
const AUTH: &str = "auth";

/// Where it keeps what log-in compares a password with: service, table, column.
pub const PASSWORD_DIGEST: (&str, &str, &str) = (AUTH, "users", "password_digest");

/// The body of a log-in, for the documentation.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "only described, never built")]
pub struct LoginBody {
    /// One of the session's users.
    #[schema(example = "ana@example.com")]
    email: String,
    /// The session's password.
    #[schema(example = "k5zq3m7x2n4v6b8c9d1f0g2h3j")]
    password: String,
}

/// A token for a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginAnswer {
    /// To be sent as `Authorization: Bearer`.
    pub access_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 1800)]
    expires_in: i64,
    /// Whose it is.
    user: UserAnswer,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserAnswer {
    /// The id in `users`.
    id: Uuid,
    /// The address.
    #[schema(example = "ana@example.com")]
    email: String,
    /// For people.
    #[schema(example = "Ana García")]
    name: String,
    /// The first role.
    #[schema(example = "owner")]
    role: String,
    /// All roles.
    roles: Vec<String>,
    /// What they permit.
    permissions: Vec<String>,
    /// Where the user works.
    tenant_id: Uuid,
    /// What a token of the user opens.
    tenants: Vec<Uuid>,
}

/// What a token is good for.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeAnswer {
    /// Whose it is.
    user: UserAnswer,
    /// The user's roles.
    roles: Vec<String>,
    /// What they permit.
    permissions: Vec<String>,
    /// The user's tenant.
    tenant_id: Uuid,
    /// The session.
    session_id: Uuid,
    /// When both token and session end, at the latest.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Log in with e-mail and password.
#[utoipa::path(
    post, path = "/api/v1/auth/login", tag = "auth", request_body = LoginBody,
    responses(
        (status = 200, description = "A token that expires with the session", body = LoginAnswer),
        (status = 401, description = "No such user, or another password", body = crate::error::Document),
        (status = 422, description = "The input is not valid", body = crate::error::Document),
        (status = 429, description = "Too many log-ins from this address", body = crate::error::Document),
    )
)]
pub async fn login(
    Shared(app): Shared<Arc<App>>,
    Client(address): Client,
    body: Result<Object, Problem>,
) -> Result<Json<LoginAnswer>, Problem> {
    app.rates.login.check(&address)?;
    let Object(body) = body?;
    let (email, password) = credentials(&body)?;
    let users = auth_service(&app)?.users_by_email(email).await?;
    // An unknown user costs one comparison too, so that time does not tell which exist.
    let nobody = users.is_empty() && verify_password(password, NO_DIGEST);
    debug_assert!(!nobody, "no password fits what is no digest");
    let mut fitting = users
        .into_iter()
        .filter(|user| verify_password(password, &user.password_digest) && user.active);
    let refused = || {
        Problem::new(
            kind::UNAUTHORIZED,
            "there is no such user, or the password is another",
        )
        .hint("e-mails and password are in the answer that made the session")
    };
    let user = fitting.next().ok_or_else(refused)?;
    let session = session_of(&app, user.tenant_id)
        .await?
        .ok_or_else(refused)?;
    let now = app.now();
    if !is_live(&session, now) {
        return Err(refused());
    }
    let claims = claims(&app, &user, &session, now);
    Ok(Json(LoginAnswer {
        access_token: token::sign(&app.secrets, &claims),
        token_type: "bearer",
        // Both ends were rounded to seconds; a token lives at least this long.
        expires_in: (claims.exp - claims.iat - 1).max(0),
        user: answer(user, &claims),
    }))
}

/// Show whose token this is.
#[utoipa::path(
    get, path = "/api/v1/auth/me", tag = "auth",
    responses(
        (status = 200, description = "The user and the session", body = MeAnswer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 409, description = "The session is being made", body = crate::error::Document),
    ),
    security(("session_token" = []))
)]
pub async fn me(Shared(app): Shared<Arc<App>>, caller: User) -> Result<Json<MeAnswer>, Problem> {
    let User { claims, session } = caller;
    let user = auth_service(&app)?.user(claims.tid, claims.sub).await?;
    let user = user.filter(|user| user.active);
    let user = user
        .ok_or_else(|| Problem::new(kind::UNAUTHORIZED, "the token's user is no longer there"))?;
    Ok(Json(MeAnswer {
        roles: user.roles.clone(),
        permissions: user.permissions.clone(),
        tenant_id: user.tenant_id,
        session_id: session.id,
        expires_at: sessions::instant_text(session.expires_at),
        user: answer(user, &claims),
    }))
}

/// A token for a session's owner, by its row of `users`; none where that is elsewhere or gone.
pub async fn owner_token(app: &App, session: &Session) -> Result<Option<String>, Problem> {
    let (Some(owner), Some(auth)) = (session.owner, app.store.services.get(AUTH)) else {
        return Ok(None);
    };
    let user = auth.user(session.virtual_tenant_id, owner).await?;
    let user = user.filter(|user| user.active);
    Ok(user.map(|user| token::sign(&app.secrets, &claims(app, &user, session, app.now()))))
}

fn auth_service(app: &App) -> Result<&ServiceStore, Problem> {
    app.store.services.get(AUTH).ok_or_else(|| {
        Problem::new(kind::NOT_IMPLEMENTED, "the auth service runs elsewhere").hint("log in there")
    })
}

fn credentials(body: &Map<String, Value>) -> Result<(&str, &str), Problem> {
    let field = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    if let (Some(email), Some(password)) = (field("email"), field("password")) {
        return Ok((email.trim(), password));
    }
    let missing = ["email", "password"]
        .into_iter()
        .filter(|name| field(name).is_none());
    let errors =
        missing.map(|name| FieldError::new(format!("/{name}"), "is missing, or not a text"));
    Err(Problem::invalid(errors.collect()))
}

/// The session that a tenant belongs to. An outlet's id is the XOR of its base id and the
/// virtual tenant, so its session is found by the outlets of the profiles.
async fn session_of(app: &App, tenant: Uuid) -> Result<Option<Session>, Problem> {
    let profiles = app.profiles();
    let bases = profiles
        .all()
        .flat_map(|profile| &profile.profile.tenants)
        .map(|tenant| tenant.base);
    let outlets = bases.filter(|base| !base.is_nil()).map(|base| {
        // A virtual tenant is a v4: that gives the six bits which `xor_rfc9562` leaves out.
        let id = Builder::from_u128(tenant.as_u128() ^ base.as_u128());
        id.with_version(Version::Random)
            .with_variant(Variant::RFC4122)
            .into_uuid()
    });
    for virtual_tenant in std::iter::once(tenant).chain(outlets) {
        if let Some(session) = app.store.sessions.by_virtual_tenant(virtual_tenant).await? {
            return Ok(Some(session));
        }
    }
    Ok(None)
}

fn claims(app: &App, user: &LoginUser, session: &Session, now: jiff::Timestamp) -> Claims {
    let key: Key = sessions::key(session);
    // The owner of a chain opens its outlets too.
    let owned = sessions::profile(app, session).filter(|_| session.owner == Some(user.id));
    Claims {
        sub: user.id,
        tid: user.tenant_id,
        sid: session.id,
        role: user.roles.first().cloned().unwrap_or_default(),
        permissions: user.permissions.clone(),
        tenants: owned.map_or_else(
            || vec![user.tenant_id],
            |profile| profile.tenants(key).collect(),
        ),
        iat: now.as_second(),
        exp: super::token::expiry(sessions::good_until(app, session)),
    }
}

fn answer(user: LoginUser, claims: &Claims) -> UserAnswer {
    UserAnswer {
        id: user.id,
        email: user.email,
        name: user.full_name,
        role: claims.role.clone(),
        roles: user.roles,
        permissions: user.permissions,
        tenant_id: user.tenant_id,
        tenants: claims.tenants.clone(),
    }
}
