-- id: business/role-held
-- severity: warning
-- title: A role is held by somebody
-- why: A role is shown by logging in as somebody who has it.
-- wrong: a role "shop_manager" that no row of user_roles names
-- right: a row of user_roles for it
-- at: roles.name
-- after: business/user-role

-- A grant of a role that others hold too may be of the wrong role.
with held as (
    select role_id, count(*) as grants, max(_rowid_) as number from user_roles group by role_id having count(*) > 1
)
select r.tenant_id, r.id, format('nobody has the role `%s`', r.name) as message,
       format('grant it to somebody in user_roles, or remove it%s', coalesce('; was another meant at ' || (
           select group_concat(place('user_roles.role_id', h.number), ' or ')
           from held as h
           join roles as o on o.id = h.role_id and o.tenant_id = r.tenant_id) || '?', '')) as hint,
       'user_roles' as misses
from roles as r
where not exists (select 1 from user_roles as g where g.role_id = r.id)
  -- Of who has no role, user-role speaks.
  and not exists (
      select 1 from users as u
      where u.tenant_id = r.tenant_id and not exists (select 1 from user_roles as g where g.user_id = u.id))
