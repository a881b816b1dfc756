-- id: business/sale-hours
-- severity: warning
-- title: A past sale over the counter is of an hour at which the place is open
-- why: A chart by the hour shows a customer at four in the morning.
-- wrong: "sold_at": "2024-11-03T03:00:00Z", of a place that opens at 08:00
-- right: "sold_at": "2024-11-03T13:00:00Z"
-- at: sales.sold_at
-- after: business/location-hours, business/location-sold, business/sale-days, business/sale-time
-- day: zero

-- On day zero: what is told from the session's instant on goes with its clock.
with sold as materialized (
    select tenant_id, id, location_id, local_date(sold_at) as day, local_time(sold_at) as at
    from sales
    where channel = 'counter' and sold_at < today()
),
told as (
    select s.*, l.name,
           json_extract(l.opening_hours, '$.' || weekday(s.day)) as hours
    from sold as s
    join locations as l on l.id = s.location_id
)
-- Half an hour for who opens early, and for a till that is closed late.
select tenant_id, id,
       format('this is sold on %s at %s, and %s is open from %s to %s', day, at, name, substr(hours, 1, 5), substr(hours, 7, 5)) as message,
       'write an instant within these hours; a "Z" at its end means UTC' as hint
from told
where hours glob '??:??-??:??'
  and (at < time(substr(hours, 1, 5), '-30 minutes') and substr(hours, 1, 5) > '00:30'
       or at > substr(time(substr(hours, 7, 5), '+30 minutes'), 1, 5) and substr(hours, 7, 5) < '23:30')
