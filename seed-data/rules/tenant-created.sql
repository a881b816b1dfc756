-- id: business/tenant-created
-- severity: error
-- title: A tenant was made in the past, after its company was founded
-- why: The account page shows both dates.
-- wrong: "created_at": "2026-02-01T09:00:00Z"
-- right: "created_at": "2024-02-01T09:00:00Z"
-- at: tenants.created_at

select tenant_id,
       format('the account was made on %s', substr(created_at, 1, 10)) as message,
       format('write an instant from %s to now', coalesce(founded_on, 'the founding')) as hint
from tenants
where created_at > now() or substr(created_at, 1, 10) < founded_on
