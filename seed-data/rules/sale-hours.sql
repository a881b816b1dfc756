-- id: business/sale-hours
-- severity: warning
-- title: A past sale over the counter is of an hour at which the place is open
-- why: A chart by the hour shows a customer at four in the morning.
-- wrong: "sold_at": "2024-11-03T03:00:00Z", of a place that opens at 08:00
-- right: "sold_at": "2024-11-03T13:00:00Z"
-- at: sales.sold_at
-- after: business/location-hours, business/location-sold, business/sale-days, business/sale-time
-- day: zero

-- Of many that are all too early, or all too late, the hours may be wrong: they are said once.
-- On day zero: what is told from the session's instant on goes with its clock.
with sold as materialized (
    select _rowid_ as number, location_id, local_date(sold_at) as day, local_time(sold_at) as at
    from sales
    where channel = 'counter' and sold_at < today()
),
-- Half an hour for who opens early, and for a till that is closed late.
open as materialized (
    select l.id as location_id, l.name, h.key as weekday, substr(h.value, 1, 5) as opens, substr(h.value, 7, 5) as closes,
           iif(substr(h.value, 1, 5) > '00:30', substr(time(substr(h.value, 1, 5), '-30 minutes'), 1, 5), '00:00') as first,
           iif(substr(h.value, 7, 5) < '23:30', substr(time(substr(h.value, 7, 5), '+30 minutes'), 1, 5), '24:00') as last
    from locations as l
    cross join json_each(l.opening_hours) as h
    where h.value glob '??:??-??:??'
)
select r.tenant_id, r.id,
       format('this is sold on %s at %s, and %s is open from %s to %s', s.day, s.at, o.name, o.opens, o.closes) as message,
       'write an instant within these hours; a "Z" at its end means UTC' as hint,
       iif(count(*) over (partition by s.location_id, s.at < o.first) > 3, s.location_id || (s.at < o.first), null) as cause
from sold as s
join open as o on o.location_id = s.location_id and o.weekday = weekday(s.day)
join sales as r on r._rowid_ = s.number
where s.at < o.first or s.at > o.last
