-- id: business/tenant-created
-- severity: error
-- title: A tenant was made in the past, and before its users
-- why: The account page shows the date.
-- wrong: "created_at": "2026-02-01T09:00:00Z"
-- right: "created_at": "2024-02-01T09:00:00Z"
-- at: tenants.created_at

-- Where only some users are older, user-created speaks of them.
with first as (
    select tenant_id, min(created_at) as created_at, max(created_at) as last, _rowid_ as number from users group by tenant_id
)
select t.tenant_id,
       iif(t.created_at > now(), format('the account was made on %s', substr(t.created_at, 1, 10)),
           format('the account was made on %s, and all its users before that, from %s on, by %s', substr(t.created_at, 1, 10),
                  substr(f.created_at, 1, 10), place('users.created_at', f.number))) as message,
       iif(t.created_at > now(), 'write an instant before now',
           format('which is right? Write an instant up to %s here, or mend the users', substr(f.created_at, 1, 10))) as hint
from tenants as t
left join first as f on f.tenant_id = t.tenant_id
where t.created_at > now() or f.last < t.created_at
