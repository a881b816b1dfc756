-- id: business/location-opened
-- severity: error
-- title: A place opened after its company was founded, and not in the future
-- why: A place that opens next year has no sales of last week.
-- wrong: "opened_on": "2026-05-14"
-- right: "opened_on": "2016-05-14"
-- at: locations.opened_on

select l.tenant_id, l.id,
       format('the place opened on %s, and the company was founded on %s', l.opened_on, t.founded_on) as message,
       'write a date from the founding to today' as hint
from locations as l
join tenants as t on t.tenant_id = l.tenant_id
where (l.opened_on < t.founded_on and t.founded_on <= today()) or l.opened_on > today()
