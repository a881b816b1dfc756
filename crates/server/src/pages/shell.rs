//! What stands around each page.

use std::time::Duration;

use uuid::Uuid;

use super::{
    assets,
    labels::label,
    request::Reader,
    text::{Language, Texts},
    visitor::Visitor,
};
use crate::sessions::{self, SessionTenant};

/// Enough to finish what one does, or to ask for more time.
const SOON: Duration = Duration::from_mins(2);

/// The frame of a page.
pub struct Shell {
    pub t: &'static Texts,
    pub lang: &'static str,
    /// The language of what rows say, where a page repeats it.
    pub content: String,
    pub theme: &'static str,
    pub title: String,
    pub style: String,
    pub script: String,
    pub icon: String,
    /// Where the forms of language and theme come back to.
    pub address: String,
    pub banner: Option<Banner>,
    /// The main navigation: address, text, whether it is this page.
    pub nav: Vec<(String, &'static str, bool)>,
    /// Something that was just done.
    pub notice: Option<&'static str>,
}

/// The session, always in sight.
pub struct Banner {
    pub company: String,
    pub user: String,
    pub role: String,
    pub session_id: String,
    pub csrf: String,
    pub is_owner: bool,
    pub protected: bool,
    /// RFC 3339.
    pub expires_at: String,
    /// For people.
    pub left: String,
    /// So many seconds before its end it is nearly over.
    pub soon: u64,
    pub is_soon: bool,
    /// The tenants to choose from: address, name, whether it is this one.
    pub tenants: Vec<(String, String, bool)>,
}

impl Shell {
    /// Without a session.
    pub fn new(reader: &Reader, title: &str) -> Self {
        Self {
            t: reader.texts(),
            lang: reader.language.code(),
            content: reader.language.code().to_owned(),
            theme: reader.theme,
            title: title.to_owned(),
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
            address: reader.address.clone(),
            banner: None,
            nav: Vec::new(),
            notice: notice(reader),
        }
    }

    /// Of a session's page.
    pub fn of(visitor: &Visitor, title: &str) -> Self {
        let mut shell = Self::new(&visitor.reader, title);
        let t = shell.t;
        shell.content.clone_from(&visitor.content);
        let path = shell
            .address
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        let is_outlet = visitor.tenant != visitor.holder.session.virtual_tenant_id;
        let deliveries = if is_outlet {
            t.nav_deliveries
        } else {
            t.nav_map
        };
        shell.nav = [
            ("/demo", t.nav_today, None),
            // An outlet has no vans to be seen on a map.
            ("/demo/map", deliveries, Some("orders")),
            ("/demo/runs", t.nav_runs, Some("orchestrator")),
            ("/demo/tables", t.nav_data, None),
        ]
        .into_iter()
        // A central bakery plans for its outlets.
        .filter(|(place, ..)| !(is_outlet && *place == "/demo/runs"))
        // What the role does not read would be an empty page.
        .filter(|(_, _, service)| service.is_none_or(|name| visitor.user.needs(name, "read").is_ok()))
        .map(|(place, text, _)| {
            let here = path == place || (place == "/demo/tables" && path.starts_with(place));
            (visitor.link(place), text, here)
        })
        .collect();
        shell.banner = Some(banner(visitor, &path));
        shell
    }

    pub fn is_spanish(&self) -> bool {
        self.lang == Language::Es.code()
    }
}

fn banner(visitor: &Visitor, path: &str) -> Banner {
    let session = &visitor.holder.session;
    let answer = sessions::Answer::new(&visitor.app, session);
    let user = &visitor.user.claims;
    let key = sessions::key(session);
    let profile = sessions::profile(&visitor.app, session);
    let values = sessions::values(&visitor.app, session);
    let name = profile.as_ref().and_then(|profile| {
        let users = &profile.profile.users;
        let found = users.iter().find(|one| key.apply(one.base) == user.sub)?;
        Some(found.name.render(&values).into_owned())
    });
    // A row's page is of its own tenant.
    let place = if path.starts_with("/demo/tables/") {
        "/demo/tables"
    } else {
        path
    };
    let tenants = answer
        .tenants
        .iter()
        .filter(|one| user.tenants.contains(&one.tenant_id));
    let tenants: Vec<_> = tenants
        .map(|one| {
            let here = one.tenant_id == visitor.tenant;
            let short = short_name(visitor.reader.texts(), one, &values.company);
            (visitor.link_of(place, one.tenant_id), short, here)
        })
        .collect();
    let soon = SOON.min(visitor.app.config.lifetime / 10);
    let rest = session.expires_at.duration_since(visitor.app.now());
    Banner {
        soon: soon.as_secs(),
        is_soon: rest.unsigned_abs() < soon,
        company: values.company.clone(),
        user: name.unwrap_or_else(|| session.email.clone()),
        role: label(visitor.reader.language, &user.role),
        session_id: session.id.to_string(),
        csrf: visitor.csrf.clone(),
        is_owner: visitor.is_owner,
        protected: session.protected,
        expires_at: answer.expires_at,
        left: visitor
            .format
            .between(visitor.app.now(), session.expires_at),
        tenants: if tenants.len() > 1 {
            tenants
        } else {
            Vec::new()
        },
    }
}

/// The tenants that the visitor opens, with what each is called in its chain.
pub fn places(visitor: &Visitor) -> Vec<(Uuid, String)> {
    let session = &visitor.holder.session;
    let company = sessions::values(&visitor.app, session).company;
    let tenants = sessions::Answer::new(&visitor.app, session).tenants;
    let opened = tenants
        .iter()
        .filter(|one| visitor.user.claims.tenants.contains(&one.tenant_id));
    let name = |one| short_name(visitor.reader.texts(), one, &company);
    opened.map(|one| (one.tenant_id, name(one))).collect()
}

/// What the tenant that is looked at is called in its chain; none of one that has no chain.
pub fn place(visitor: &Visitor) -> Option<String> {
    let session = &visitor.holder.session;
    let answer = sessions::Answer::new(&visitor.app, session);
    let mut tenants = answer.tenants.iter().filter(|_| answer.tenants.len() > 1);
    let here = tenants.find(|one| one.tenant_id == visitor.tenant)?;
    let company = sessions::values(&visitor.app, session).company;
    Some(short_name(visitor.reader.texts(), here, &company))
}

/// What a tenant is called beside the others of its chain: an outlet bears the chain's name
/// before its own, and the parent has no other.
pub fn short_name(t: &Texts, tenant: &SessionTenant, company: &str) -> String {
    let outlet = tenant.name.strip_prefix(company);
    let outlet = outlet.and_then(|rest| rest.strip_prefix(" · "));
    match tenant.kind.as_str() {
        "parent" => t.central.to_owned(),
        _ => outlet.unwrap_or(&tenant.name).to_owned(),
    }
}

/// What an address says was done.
fn notice(reader: &Reader) -> Option<&'static str> {
    let t = reader.texts();
    let query = reader.address.split_once('?')?.1;
    let (_, done) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done")?;
    match &*done {
        "extended" => Some(t.extended),
        "reset" => Some(t.reset_done),
        "saved" => Some(t.saved),
        "deleted" => Some(t.deleted),
        _ => None,
    }
}
