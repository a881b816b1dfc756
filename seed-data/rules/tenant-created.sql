-- id: business/tenant-created
-- severity: error
-- title: A tenant was made in the past, and before its users
-- why: The account page shows the date.
-- wrong: "created_at": "2026-02-01T09:00:00Z"
-- right: "created_at": "2024-02-01T09:00:00Z"
-- at: tenants.created_at

-- Of one user who is older, while others are not, user-created speaks. Who works in an outlet may have been
-- in the chain before.
with older as (
    select t.tenant_id, count(*) as users, min(u.created_at) as created_at, u._rowid_ as number,
           (select count(*) from users as a where a.tenant_id = t.tenant_id) as all_users
    from tenants as t
    join users as u on u.tenant_id = t.tenant_id
    where u.created_at < t.created_at and (t.parent_tenant_id is null or u.created_at < (select min(created_at) from tenants))
    group by t.tenant_id
)
select t.tenant_id,
       iif(t.created_at > now(), format('the account was made on %s', substr(t.created_at, 1, 10)),
           format('the account was made on %s, and %s before that, from %s on, by %s', replace(t.created_at, '.000000', ''),
                  iif(o.users = 1, 'its user', iif(o.users < o.all_users, format('%d of its %d users', o.users, o.all_users), 'all its users')),
                  replace(o.created_at, '.000000', ''), place('users.created_at', o.number))) as message,
       iif(t.created_at > now(), 'write an instant before now',
           format('which is right? Write an instant up to %s here, or mend the users', replace(o.created_at, '.000000', ''))) as hint
from tenants as t
left join older as o on o.tenant_id = t.tenant_id
where t.created_at > now() or o.users > 1 or o.users = o.all_users
