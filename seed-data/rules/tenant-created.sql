-- id: business/tenant-created
-- severity: error
-- title: A tenant was made in the past
-- why: The account page shows the date.
-- wrong: "created_at": "2026-02-01T09:00:00Z"
-- right: "created_at": "2024-02-01T09:00:00Z"
-- at: tenants.created_at

select tenant_id,
       format('the account was made on %s', substr(created_at, 1, 10)) as message,
       'write an instant before now' as hint
from tenants
where created_at > now()
