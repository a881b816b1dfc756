//! What a session's answer says of its profile: its tenants, and who may log in.
//!
//! These few names of tables and columns are the only ones that the engine knows.

use uuid::Uuid;

use super::{TextTemplate, build::manifest_error};
use crate::{
    Finding,
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
            })
        })
        .collect();
    tenants.sort_by_key(|tenant| !tenant.base.is_nil());
    if tenants.iter().filter(|tenant| tenant.base.is_nil()).count() != 1 {
        let message = "the profile needs exactly one row of `tenants` for the session's own tenant"
            .to_owned();
        findings.push(manifest_error(message, "write it in 00-tenant.json"));
    }
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
    if users.first().is_none_or(|user| user.role != OWNER) {
        let message = "no user of the session's own tenant has the role `owner`".to_owned();
        findings.push(manifest_error(message, "give one in user_roles"));
    }
    (tenants, users)
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
