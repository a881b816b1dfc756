-- id: business/tenant-time-zone
-- severity: error
-- title: A tenant keeps the time of a zone that exists
-- why: Opening hours and days are told in the tenant's zone; an unknown name has no hours.
-- wrong: "timezone": "Europe/Madird"
-- right: "timezone": "Europe/Madrid"
-- at: tenants.timezone

select t.tenant_id,
       format('`%s` is not a time zone', t.timezone) as message,
       'write an IANA name such as `Europe/Madrid`' as hint
from tenants as t
where not is_time_zone(t.timezone)
