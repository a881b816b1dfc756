//! Who is asking: a user of a session, the operator, or nobody.

pub mod login;
pub mod token;

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use demo_store::{Session, State};
use uuid::Uuid;

use crate::{
    app::App,
    error::{Problem, kind},
    secrets::same,
};
pub use token::Claims;

/// The cookie in which a browser keeps a session's token.
pub const COOKIE: &str = "demo_session";

/// A user of a session that can be used at this moment.
#[derive(Debug, Clone)]
pub struct User {
    /// What the token says.
    pub claims: Claims,
    /// The session as it stands in the records now.
    pub session: Session,
}

/// A user, or the operator.
pub enum Caller {
    /// A user of a session that is alive, being made, or failed.
    User(Box<User>),
    /// Whoever holds the operator's token.
    Operator,
}

impl User {
    /// Fails unless the user's roles permit an action such as `read` on a service.
    pub fn needs(&self, service: &str, action: &str) -> Result<(), Problem> {
        if permits(&self.claims.permissions, service, action) {
            return Ok(());
        }
        let role = &self.claims.role;
        Err(Problem::new(
            kind::FORBIDDEN,
            format!("the role `{role}` lacks `{service}:{action}`"),
        ))
    }

    /// Fails unless the token opens the tenant. That another tenant exists is not told.
    pub fn opens(&self, tenant: &str) -> Result<Uuid, Problem> {
        let tenant = Uuid::try_parse(tenant)
            .ok()
            .filter(|tenant| self.claims.tenants.contains(tenant));
        tenant.ok_or_else(|| {
            Problem::new(kind::NOT_FOUND, "there is no such tenant")
                .hint("the tenants that a token opens are in the session's `tenants`")
        })
    }
}

/// `*` permits all; `*:read`, `orders:*` and `orders:read` what they say.
fn permits(permissions: &[String], service: &str, action: &str) -> bool {
    permissions
        .iter()
        .any(|permission| match permission.split_once(':') {
            None => permission == "*",
            Some((of, to)) => (of == "*" || of == service) && (to == "*" || to == action),
        })
}

impl FromRequestParts<Arc<App>> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let user = user(app, bearer(parts)?).await?;
        let changes = !parts.method.is_safe();
        match user.session.state {
            State::Ready => Ok(user),
            // A service that is being reset shows what it had or what it will have. What were
            // written now could be gone at once.
            State::Resetting if !changes => Ok(user),
            State::Creating | State::Resetting => Err(Problem::new(
                kind::CONFLICT,
                "the session is being made or reset at this moment",
            )
            .retry_after(1)),
            _ => Err(dead()),
        }
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let token = bearer(parts)?;
        if app
            .config
            .operator_token
            .as_deref()
            .is_some_and(|operator| same(operator, token))
        {
            return Ok(Self::Operator);
        }
        Ok(Self::User(Box::new(user(app, token).await?)))
    }
}

/// Whoever holds the operator's token, and nobody else.
pub struct Operator;

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        match Caller::from_request_parts(parts, app).await? {
            Caller::Operator => Ok(Self),
            Caller::User(_) => Err(
                Problem::new(kind::FORBIDDEN, "only the operator may do this").hint(
                    "send the `operator_token` of the configuration as `Authorization: Bearer`",
                ),
            ),
        }
    }
}

/// Another service, or whoever holds the token that services share.
pub struct Internal;

impl FromRequestParts<Arc<App>> for Internal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if same(&app.config.internal_token, bearer(parts)?) {
            return Ok(Self);
        }
        Err(
            Problem::new(kind::UNAUTHORIZED, "the token is not the internal token")
                .hint("send the `internal_token` of the configuration as `Authorization: Bearer`"),
        )
    }
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

fn bearer(parts: &Parts) -> Result<&str, Problem> {
    let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
        // A browser sends its cookie whoever made it ask, so that it is good for reading alone:
        // what changes something by cookie is a form of a page, which carries more.
        let token = cookie(&parts.headers, COOKIE)
            .filter(|token| parts.method.is_safe() && !token.is_empty());
        return token.ok_or_else(|| Problem::new(kind::UNAUTHORIZED, "the request has no token"));
    };
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    match token {
        Some((scheme, token))
            if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() =>
        {
            Ok(token.trim())
        }
        _ => Err(Problem::new(
            kind::UNAUTHORIZED,
            "the `Authorization` header holds no bearer token",
        )),
    }
}

fn dead() -> Problem {
    Problem::new(
        kind::UNAUTHORIZED,
        "the token is not valid, or its session is over",
    )
}

/// The user of a token, whose session is alive, being made, or failed.
pub async fn user(app: &App, token: &str) -> Result<User, Problem> {
    let now = app.now();
    let claims = token::verify(&app.secrets, token, now).ok_or_else(dead)?;
    let session = app.store.sessions.get(claims.sid).await?.ok_or_else(dead)?;
    // Whoever asked for a session may watch it being made, and read why it was not.
    let is_told = matches!(
        session.state,
        State::Creating | State::Failing | State::Failed
    );
    if !is_live(&session, now) && !is_told {
        return Err(dead());
    }
    Ok(User { claims, session })
}

/// Whether a session can be used.
pub fn is_live(session: &Session, now: jiff::Timestamp) -> bool {
    matches!(session.state, State::Ready | State::Resetting)
        && (session.protected || now < session.expires_at)
}

#[cfg(test)]
mod tests {
    use super::permits;

    #[test]
    fn wildcards_permit_what_they_say() {
        let granted = |permission: &str| permits(&[permission.to_owned()], "orders", "read");
        assert!(granted("*") && granted("*:read") && granted("orders:*") && granted("orders:read"));
        assert!(
            !granted("orders:write")
                && !granted("*:write")
                && !granted("sales:read")
                && !granted("orders")
        );
    }
}
