-- id: business/location-sold
-- severity: error
-- title: A place is open on the weekdays, and at the hours, at which it sells over the counter
-- why: Thirteen Sundays of sales in a shop that is closed on Sundays make one of the two a lie.
-- wrong: no "sunday" in the "opening_hours" of a place with sales on thirteen Sundays
-- right: "sunday": "08:00-14:00"
-- at: locations.opening_hours
-- after: business/location-hours
-- day: zero

-- Of the past, on day zero: what is told from the session's instant on goes with its clock.
with sold as materialized (
    select location_id, local_date(sold_at) as day, local_time(sold_at) as at
    from sales
    where channel = 'counter' and sold_at < today()
),
weekday as (
    select location_id, weekday(day) as weekday, count(distinct day) as days, count(*) as sales, min(at) as first, max(at) as last
    from sold
    group by location_id, weekday
    having count(distinct day) >= 4
),
told as (
    select l.tenant_id, l.id, l.name, w.*, json_extract(l.opening_hours, '$.' || w.weekday) as hours
    from weekday as w
    join locations as l on l.id = w.location_id
)
select tenant_id, id,
       iif(hours is null, format('%s has no hours on %s', name, weekday), format('%s is open on %s at %s', name, weekday, hours)) ||
       format(', and has %d sales over the counter on %d such days, from %s to %s', sales, days, first, last) as message,
       format('which is right? Write "%s" with hours around these, or mend the sales by `demo-session generate history --profile %s`',
              weekday, profile()) as hint
from told
where hours is null or (hours glob '??:??-??:??' and (first > substr(time(substr(hours, 7, 5), '+30 minutes'), 1, 5) and substr(hours, 7, 5) < '23:30'
           or last < time(substr(hours, 1, 5), '-30 minutes') and substr(hours, 1, 5) > '00:30'))
