-- id: business/role-write
-- severity: warning
-- title: Who may write in a service may read in it
-- why: The form to write is opened from a page that the role may not see.
-- wrong: "permissions": ["sales:write"]
-- right: "permissions": ["sales:read", "sales:write"]
-- at: roles.permissions
-- after: business/role-permission

select r.tenant_id, r.id, p.value as element,
       format('%s may write in `%s`, and not read in it', r.title, replace(p.value, ':write', '')) as message,
       format('add "%s"', replace(p.value, ':write', ':read')) as hint
from roles as r, json_each(r.permissions) as p
where p.type = 'text' and p.value like '%_:write' and p.value <> '*:write'
  and not exists (select 1 from json_each(r.permissions) as q where q.value in ('*:read', replace(p.value, ':write', ':read')))
