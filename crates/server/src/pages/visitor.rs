//! Whoever looks at a demo's pages: the user of the session's cookie, or the one that its owner
//! plays.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use data_encoding::HEXLOWER;
use demo_store::State;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{format::Format, request::Reader};
use crate::{
    app::App,
    auth::{self, User, cookie},
    data::{self, View},
    error::{Problem, kind},
    sessions,
};

/// Names the user that the session's owner plays.
pub const PLAYED_COOKIE: &str = "demo_as";

/// A row as the data API serves it.
pub type Row = Map<String, Value>;

/// Who looks at which tenant.
#[derive(Clone)]
pub struct Visitor {
    pub app: Arc<App>,
    /// With whose rights.
    pub user: User,
    /// Whose cookie it is.
    pub holder: User,
    /// Whether that is the session's owner.
    pub is_owner: bool,
    pub reader: Reader,
    /// The tenant that is looked at.
    pub tenant: Uuid,
    pub format: Format,
    /// The language of the profile's own texts, as HTML names it.
    pub content: String,
    /// What each form of the session carries.
    pub csrf: String,
}

/// What the forms of a session carry, and nobody else knows.
pub fn csrf(app: &App, holder: &User) -> String {
    let claims = &holder.claims;
    let of = [claims.sid.as_bytes().as_slice(), claims.sub.as_bytes()].concat();
    HEXLOWER.encode(&app.secrets.seal(b"csrf", &of))
}

impl Visitor {
    /// The visitor of a request, whatever the state of the session.
    pub async fn of(parts: &Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let missing = || Problem::new(kind::UNAUTHORIZED, "there is no demo in this browser");
        let token = cookie(&parts.headers, auth::COOKIE).ok_or_else(missing)?;
        let holder = auth::user(app, token).await?;
        let profile = sessions::profile(app, &holder.session);
        let key = sessions::key(&holder.session);
        let is_owner = holder.session.owner == Some(holder.claims.sub);
        let mut user = holder.clone();
        let played = cookie(&parts.headers, PLAYED_COOKIE).filter(|_| is_owner);
        if let (Some(played), Some(profile)) = (played, &profile) {
            let id = Uuid::try_parse(played).ok();
            let mut users = profile.profile.users.iter().skip(1);
            if let Some(found) = users.find(|one| Some(key.apply(one.base)) == id) {
                user.claims.sub = key.apply(found.base);
                user.claims.tid = key.tenant_of(found.tenant_base);
                user.claims.role.clone_from(&found.role);
                user.claims.permissions.clone_from(&found.permissions);
                user.claims.tenants = vec![user.claims.tid];
            }
        }
        let tenant = match asked_tenant(parts) {
            Some(text) => user.opens(&text)?,
            None => user.claims.tid,
        };
        let reader = Reader::of(parts);
        let own = reader.language.code();
        let session = &holder.session;
        let told = app.now().duration_since(session.created_at);
        let manifest = profile.as_ref().map(|profile| &profile.profile.manifest);
        let format = Format {
            language: reader.language,
            zone: profile
                .as_ref()
                .map_or(TimeZone::UTC, |one| one.profile.zone.clone()),
            currency: manifest.map_or_else(|| "EUR".to_owned(), |one| one.currency.clone()),
            now: session
                .story_at
                .saturating_add(told)
                .unwrap_or(Timestamp::MAX),
        };
        let locale = manifest.map_or(own, |one| &one.locale);
        let content = locale.split('-').next().unwrap_or(own).to_owned();
        Ok(Self {
            app: Arc::clone(app),
            csrf: csrf(app, &holder),
            user,
            holder,
            is_owner,
            reader,
            tenant,
            format,
            content,
        })
    }

    /// An address of the same tenant.
    pub fn link(&self, path: &str) -> String {
        self.link_of(path, self.tenant)
    }

    /// An address of a tenant that the user opens.
    pub fn link_of(&self, path: &str, tenant: Uuid) -> String {
        let mut link = path.to_owned();
        if tenant != self.user.claims.tid {
            let sign = if path.contains('?') { '&' } else { '?' };
            let _ = write!(link, "{sign}tenant={tenant}");
        }
        link
    }

    /// The address of a row.
    pub fn row_link(&self, service: &str, table: &str, id: &str) -> String {
        self.link(&format!("/demo/tables/{service}/{table}/{id}"))
    }

    /// Rows of the tenant by a query of the data API; none where the role may not see them, or
    /// they are not here.
    pub async fn rows(
        &self,
        service: &str,
        table: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<Vec<Row>>, Problem> {
        self.rows_of(self.tenant, service, table, query).await
    }

    /// Whether the role reads a service.
    pub fn reads(&self, service: &str) -> bool {
        self.user.needs(service, "read").is_ok()
    }

    /// As [`Self::rows`], of another tenant.
    pub async fn rows_of(
        &self,
        tenant: Uuid,
        service: &str,
        table: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<Vec<Row>>, Problem> {
        let page = self.page_of(tenant, service, table, query).await?;
        Ok(page.map(|page| page.items))
    }

    /// As [`Self::rows_of`], with whether there are more.
    pub async fn page_of(
        &self,
        tenant: Uuid,
        service: &str,
        table: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<data::Page>, Problem> {
        let tenant = tenant.to_string();
        let page = async {
            let view = self.view((&tenant, service, table))?;
            data::page(&self.app, &view, owned(query)).await
        };
        // A page asks for many tables at once.
        seen(Box::pin(page).await)
    }

    /// A tenant's table, to be read.
    pub fn view(&self, place: (&str, &str, &str)) -> Result<View<'_>, Problem> {
        View::open(&self.app, &self.user, place, "read")
    }

    /// How many rows of a tenant fit some filters; none where [`Self::rows_of`] has none.
    pub async fn count_of(
        &self,
        tenant: Uuid,
        service: &str,
        table: &str,
        filters: &[(&str, &str)],
    ) -> Result<Option<u64>, Problem> {
        let tenant = tenant.to_string();
        let count = async {
            let view = self.view((&tenant, service, table))?;
            data::count(&view, owned(filters)).await
        };
        seen(Box::pin(count).await)
    }
}

fn owned(query: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = query.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What was found; none where the role may not see it, or it is not here.
fn seen<T>(found: Result<T, Problem>) -> Result<Option<T>, Problem> {
    let unseen = [kind::FORBIDDEN, kind::NOT_FOUND, kind::NOT_IMPLEMENTED];
    match found {
        Ok(found) => Ok(Some(found)),
        Err(problem) if unseen.iter().any(|one| problem.is(one)) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// The `tenant` of an address.
fn asked_tenant(parts: &Parts) -> Option<String> {
    let query = parts.uri.query()?.as_bytes();
    form_urlencoded::parse(query)
        .find(|(name, _)| name == "tenant")
        .map(|(_, value)| value.into_owned())
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visitor = Self::of(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        match visitor.holder.session.state {
            State::Ready | State::Resetting => Ok(visitor),
            // What is being made is watched, and what failed is explained there.
            _ => Err(Redirect::to("/demo/progress").into_response()),
        }
    }
}

/// A column's text; empty where it is null.
pub fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

/// A column's instant.
pub fn instant(row: &Row, column: &str) -> Option<Timestamp> {
    text(row, column).parse().ok()
}

/// A column's number, also of a decimal.
pub fn number(row: &Row, column: &str) -> f64 {
    match row.get(column) {
        Some(Value::String(text)) => text.parse().unwrap_or_default(),
        Some(value) => value.as_f64().unwrap_or_default(),
        None => 0.0,
    }
}
