-- id: business/user-role
-- severity: error
-- title: Every active user has a role
-- why: A user without one logs in and sees nothing.
-- wrong: a row of users whose id is in no row of user_roles
-- right: a row of user_roles with "user_id" and "role_id"
-- at: users.email

select u.tenant_id, u.id,
       format('%s has no role', u.full_name) as message,
       'give one in user_roles' as hint
from users as u
where u.active and not exists (select 1 from user_roles as r where r.user_id = u.id)
