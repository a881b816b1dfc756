-- id: business/role-permission
-- severity: error
-- title: A permission is `read` or `write` of a service that exists
-- why: A slip in a permission is a permission that nobody has: the page stays empty.
-- wrong: "permissions": ["order:read"]
-- right: "permissions": ["orders:read"]
-- at: roles.permissions

select r.tenant_id, r.id,
       format('`%s` is not a permission', p.value) as message,
       'write a service''s name, or *, then :read or :write' as hint
from roles as r, json_each(r.permissions) as p
where not exists (
    select 1 from (select '*' as service union select service from demo_tables) as s
    where p.value in (s.service || ':read', s.service || ':write')
)
