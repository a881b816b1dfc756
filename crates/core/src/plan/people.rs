//! What a session's answer says of its profile: its tenants, and who may log in.
//!
//! These few names of tables and columns are the only ones that the engine knows.

use uuid::Uuid;

use super::TextTemplate;
use crate::{
    Finding, nearest,
    seed::{SeedFile, SeedRow, SeedSet, Value},
};

/// A tenant of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileTenant {
    /// Nil for the session's own, else an outlet's base id.
    pub base: Uuid,
    /// `tenants.name`.
    pub name: TextTemplate,
    /// `tenants.kind`: `single`, `parent` or `outlet`.
    pub kind: String,
    /// `tenants.email`, by which a parent knows its outlets among its customers.
    pub email: Option<TextTemplate>,
}

/// A user of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileUser {
    /// `users.id`, before the transform.
    pub base: Uuid,
    /// The base id of the user's tenant; nil for the session's own.
    pub tenant_base: Uuid,
    /// `users.email`.
    pub email: TextTemplate,
    /// `users.full_name`.
    pub name: TextTemplate,
    /// The name of the first role.
    pub role: String,
    /// Of all roles: `orders:read`, `*:write`.
    pub permissions: Vec<String>,
}

const OWNER: &str = "owner";
/// What a session's password is checked against.
const DIGEST: &str = "${session.password_digest}";

/// Reads both. A profile without a tenant of its own or without an owner is not fit.
pub(super) fn read(
    seeds: &SeedSet,
    findings: &mut Vec<Finding>,
) -> (Vec<ProfileTenant>, Vec<ProfileUser>) {
    let template = |row: &SeedRow, column| TextTemplate::parse(row.text(column)?).ok();
    let mut tenants: Vec<ProfileTenant> = seeds
        .rows("tenants")
        .filter_map(|(file, row)| {
            let kind = row.text("kind")?.to_owned();
            Some(ProfileTenant {
                base: file.tenant,
                name: template(&row, "name")?,
                kind,
                email: template(&row, "email"),
            })
        })
        .collect();
    tenants.sort_by_key(|tenant| !tenant.base.is_nil());
    let people = users(seeds);
    findings.extend(no_password(seeds));
    if !is_about_people(seeds, findings) {
        findings.extend(no_tenant(seeds));
        findings.extend(no_owner(seeds, &people));
    }
    (tenants, people)
}

/// Whether a finding so far may be the cause of what would be said of tenants and owners.
fn is_about_people(seeds: &SeedSet, findings: &[Finding]) -> bool {
    let names = ["tenants", "users", "roles", "user_roles"];
    let holds = |file: &&SeedFile| {
        file.tables
            .iter()
            .any(|table| names.contains(&table.name.as_str()))
    };
    let files: Vec<&str> = seeds
        .files
        .iter()
        .filter(holds)
        .map(|file| file.path.as_str())
        .collect();
    findings.iter().any(|finding| {
        finding.rule == "shape/unknown-table" || files.contains(&finding.file.as_str())
    })
}

fn no_tenant(seeds: &SeedSet) -> Option<Finding> {
    let mut own = seeds
        .rows("tenants")
        .filter(|(file, _)| file.tenant.is_nil());
    let rule = "profile/tenant";
    if own.next().is_none() {
        let message = "no file has a row of `tenants` for the session's own tenant".to_owned();
        let hint = "write one in 00-tenant.json";
        return Some(seeds.manifest_error(rule, &["files"], message, hint));
    }
    let (file, row) = own.next()?;
    let message = "this is a second row of `tenants` for the session's own tenant".to_owned();
    let hint = "remove it; an outlet has its own file in `children/`";
    Some(file.error(rule, row.at, message, hint))
}

/// Users who are shown with the session's password, and cannot log in with it.
fn no_password(seeds: &SeedSet) -> impl Iterator<Item = Finding> {
    seeds.rows("users").filter_map(|(file, row)| {
        let cell = row.get("password_digest")?;
        let Value::String(text) = cell.value else {
            return None;
        };
        // What is empty, or no session's value, is found as such.
        if text == DIGEST || text.trim().is_empty() || TextTemplate::parse(text).is_err() {
            return None;
        }
        let message = "with this digest the session's password does not let the user in".to_owned();
        let hint = format!("write \"{DIGEST}\"");
        Some(file.error("profile/password", cell.at, message, hint))
    })
}

fn no_owner(seeds: &SeedSet, users: &[ProfileUser]) -> Option<Finding> {
    if users
        .iter()
        .any(|user| user.tenant_base.is_nil() && user.role == OWNER)
    {
        return None;
    }
    let rule = "profile/owner";
    let message = "no user of the session's own tenant has the role `owner`: nobody could log in and see everything".to_owned();
    let own = |table| seeds.rows(table).find(|(file, _)| file.tenant.is_nil());
    let slip = seeds.rows("roles").find(|(file, row)| {
        let name = row.text("name").unwrap_or_default();
        file.tenant.is_nil() && name != OWNER && nearest::nearest(name, [OWNER]).is_some()
    });
    if let Some((file, row)) = slip {
        let at = row.get("name").map_or(row.at, |cell| cell.at);
        return Some(file.error(rule, at, message, "did you mean `owner`?"));
    }
    let hint = "give it to one in `user_roles`; of a user's roles, the first in `roles` counts";
    let place = own("user_roles").or_else(|| own("users"));
    Some(match place {
        Some((file, row)) => file.error(rule, row.at, message, hint),
        None => seeds.manifest_error(rule, &["files"], message, hint),
    })
}

fn users(seeds: &SeedSet) -> Vec<ProfileUser> {
    let template = |row: &SeedRow, column| TextTemplate::parse(row.text(column)?).ok();
    let mut users: Vec<ProfileUser> = seeds
        .rows("users")
        .filter_map(|(file, row)| {
            let base = row.text("id")?.parse().ok()?;
            let roles = roles_of(seeds, file, base);
            Some(ProfileUser {
                base,
                tenant_base: file.tenant,
                email: template(&row, "email")?,
                name: template(&row, "full_name")?,
                role: roles
                    .first()
                    .map(|(name, _)| name.clone())
                    .unwrap_or_default(),
                permissions: roles
                    .into_iter()
                    .flat_map(|(_, permissions)| permissions)
                    .collect(),
            })
        })
        .collect();
    users.sort_by_key(|user| !(user.tenant_base.is_nil() && user.role == OWNER));
    users
}

/// The names and permissions of a user's roles.
fn roles_of(seeds: &SeedSet, file: &SeedFile, user: Uuid) -> Vec<(String, Vec<String>)> {
    let id =
        |row: &SeedRow, column: &str| row.text(column).and_then(|text| text.parse::<Uuid>().ok());
    let links = seeds
        .rows("user_roles")
        .filter(|(_, row)| id(row, "user_id") == Some(user));
    let granted: Vec<Option<Uuid>> = links.map(|(_, row)| id(&row, "role_id")).collect();
    seeds
        .rows("roles")
        .filter(|(other, row)| other.tenant == file.tenant && granted.contains(&id(row, "id")))
        .filter_map(|(_, row)| {
            let permissions = match &row.get("permissions")?.value {
                Value::Json(raw) => serde_json::from_str(raw).unwrap_or_default(),
                _ => Vec::new(),
            };
            Some((row.text("name")?.to_owned(), permissions))
        })
        .collect()
}
