-- id: business/role-permission
-- severity: error
-- title: A role has permissions, each once, to read or write in a service that exists
-- why: A slip in a permission is a permission that nobody has: the page stays empty.
-- wrong: "permissions": ["order:read"]
-- right: "permissions": ["orders:read"]
-- at: roles.permissions

select r.tenant_id, r.id, cast(p.value as text) as element,
       format('`%s` is not a permission', p.value) as message,
       coalesce('did you mean `' || nearest(cast(p.value as text), (
                    select group_concat(service || ':read ' || service || ':write', ' ')
                    from (select '*' as service union select service from demo_tables))) || '`? ', '') ||
       format('a permission is * or a service, then :read or :write; the services are %s',
              (select group_concat(service, ', ') from (select distinct service from demo_tables order by service))) as hint
from roles as r, json_each(r.permissions) as p
where json_type(r.permissions) = 'array' and not exists (
    select 1 from (select '*' as service union select service from demo_tables) as s
    where p.value in (s.service || ':read', s.service || ':write')
)
union all
select tenant_id, id, null,
       iif(json_type(permissions) = 'array', format('%s may do nothing', title), format('the permissions of %s are no list', title)),
       iif(json_type(permissions) = 'array', 'list at least one permission, such as "orders:read"',
           'write each as a text of a list: ["orders:read", "orders:write"]')
from roles
where json_array_length(permissions) = 0
union all
select r.tenant_id, r.id, p.value, format('`%s` stands here twice', p.value),
       'was ' || coalesce((
           select format('`%s` meant? Write it', o.other)
           from (select iif(p.value like '%:read', replace(p.value, ':read', ':write'), replace(p.value, ':write', ':read')) as other) as o
           where not exists (select 1 from json_each(r.permissions) as q where q.value = o.other)), 'another meant? Write it') || ', or remove one of the two'
from roles as r, json_each(r.permissions) as p
where p.type = 'text' and p.value in (select service || ':read' from demo_tables union select service || ':write' from demo_tables)
group by r.id, p.value
having count(*) > 1
