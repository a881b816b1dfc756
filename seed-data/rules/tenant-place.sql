-- id: business/tenant-place
-- severity: error
-- title: Every tenant has a place that is open for business
-- why: Stock, sales and forecasts all lie in a place; a tenant without one has empty
--    screens.
-- wrong: "active": false, in its only row of locations
-- right: "active": true
-- at: tenants.name

select t.tenant_id,
       'this tenant has no active place' as message,
       'give it a row of locations with "active": true' as hint
from tenants as t
where not exists (select 1 from locations as l where l.tenant_id = t.tenant_id and l.active)
