//! Who may log in: the tables of the auth service.

use uuid::Uuid;

use crate::{
    database::{Outcome, Param, required},
    error::Error,
    service::ServiceStore,
};

/// A user with what decides about log-in.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginUser {
    /// The tenant.
    pub tenant_id: Uuid,
    /// The user.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The name.
    pub full_name: String,
    /// Of the password; of no use for logging in.
    pub password_digest: String,
    /// Whether log-in is open.
    pub active: bool,
    /// The roles' names, sorted.
    pub roles: Vec<String>,
    /// All roles' permissions, sorted, each once.
    pub permissions: Vec<String>,
}

impl std::fmt::Debug for LoginUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginUser")
            .field("tenant_id", &self.tenant_id)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Users of demo tenants alone; a row a role.
const USERS: &str = "select u.tenant_id, u.id, u.email, u.full_name, u.password_digest, u.active, r.name, r.permissions \
    from users u \
    left join user_roles l on l.tenant_id = u.tenant_id and l.user_id = u.id \
    left join roles r on r.tenant_id = l.tenant_id and r.id = l.role_id \
    where exists (select 1 from demo_tenants d where d.tenant_id = u.tenant_id and d.state = 'live')";

impl ServiceStore {
    /// The users with an address, in whichever tenants. The auth service's store alone.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn users_by_email(&self, email: &str) -> Result<Vec<LoginUser>, Error> {
        self.users("u.email = $1", vec![email.into()]).await
    }

    /// A user of a tenant.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn user(&self, tenant: Uuid, id: Uuid) -> Result<Option<LoginUser>, Error> {
        Ok(self
            .users(
                "u.tenant_id = $1 and u.id = $2",
                vec![tenant.into(), id.into()],
            )
            .await?
            .pop())
    }

    /// The users of a tenant, by address.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn users_of(&self, tenant: Uuid) -> Result<Vec<LoginUser>, Error> {
        self.users("u.tenant_id = $1", vec![tenant.into()]).await
    }

    async fn users(&self, condition: &str, params: Vec<Param>) -> Result<Vec<LoginUser>, Error> {
        let sql = format!("{USERS} and {condition} order by u.email, u.tenant_id, u.id, r.name");
        collect(&self.database.one(sql, params).await?)
    }
}

fn collect(outcome: &Outcome) -> Result<Vec<LoginUser>, Error> {
    let mut users: Vec<LoginUser> = Vec::new();
    for row in &outcome.rows {
        let (tenant_id, id) = (required(row.uuid(0)?)?, required(row.uuid(1)?)?);
        if users
            .last()
            .is_none_or(|user| (user.tenant_id, user.id) != (tenant_id, id))
        {
            users.push(LoginUser {
                tenant_id,
                id,
                email: required(row.text(2)?)?,
                full_name: required(row.text(3)?)?,
                password_digest: required(row.text(4)?)?,
                active: required(row.boolean(5)?)?,
                roles: Vec::new(),
                permissions: Vec::new(),
            });
        }
        if let (Some(user), Some(role)) = (users.last_mut(), row.text(6)?) {
            user.roles.push(role);
            let permissions: Vec<String> =
                serde_json::from_str(&required(row.text(7)?)?).map_err(|error| {
                    Error::Other(format!(
                        "a role's permissions are no list of texts: {error}"
                    ))
                })?;
            user.permissions.extend(permissions);
            user.permissions.sort();
            user.permissions.dedup();
        }
    }
    Ok(users)
}
