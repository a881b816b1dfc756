-- id: business/forecast-days
-- severity: error
-- title: Forecasts by the day leave no open day out, up to a week ahead, for each product and place
-- why: Tomorrow's plan starts from its forecast, and a session moves the days: made on another
--    weekday, a hole may be tomorrow.
-- wrong: a row of the 15th and one of the 17th, and none of the 16th
-- right: a row of the 15th, one of the 16th, and one of the 17th
-- at: demand_forecasts.forecast_date
-- after: business/forecast-time
-- day: zero

-- On other days than day zero the same rows stand in the same circle of days.
with forecast as materialized (
    -- More than a week ahead the circle begins again.
    select tenant_id, id, _rowid_ as number, product_id, location_id,
           iif(forecast_date between date(today(), '+8 days') and date(today(), '+28 days'), date(forecast_date, '-91 days'),
               forecast_date) as day
    from demand_forecasts
),
past as materialized (
    select product_id, location_id, day, min(number) as number, count(*) as rows
    from forecast
    where day between date(today(), '-83 days') and date(today(), '+7 days')
    group by product_id, location_id, day
),
-- Where only some days are forecast, by hand, none is missing. A series may begin late.
series as materialized (
    select product_id, location_id
    from past
    group by product_id, location_id
    having count(*) >= 28 and count(*) >= 0.7 * (julianday(max(day)) - julianday(min(day)) + 1)
),
day as materialized (
    select s.product_id, s.location_id, s.day, s.number, lag(s.day) over way as before, lead(s.day) over way as next,
           lead(s.number) over way as next_number
    from past as s
    join series as t on t.product_id = s.product_id and t.location_id = s.location_id
    window way as (partition by s.product_id, s.location_id order by s.day)
),
-- A weekday without hours is closed, as may be Christmas and New Year where nothing is forecast for them.
calendar as (
    select date(today(), '-83 days') as day
    union all
    select date(day, '+1 day') from calendar where day < date(today(), '+7 days')
),
open as materialized (
    select s.location_id, t.day
    from (select distinct location_id from day) as s
    join locations as l on l.id = s.location_id
    cross join calendar as t
    where json_extract(l.opening_hours, '$.' || weekday(t.day)) glob '*[0-9]*'
      and (strftime('%m-%d', t.day) not in ('12-25', '01-01')
           or (s.location_id, t.day) in (select location_id, day from day))
),
hole as (
    select product_id, location_id, date(day, '+1 day') as first, date(next, '-1 day') as last, number, next_number
    from day
    where next > date(day, '+1 day')
    union all
    select d.product_id, d.location_id, date(d.day, '+1 day'), date(today(), '+7 days'), d.number, null
    from day as d
    join products as p on p.id = d.product_id and p.active
    join locations as l on l.id = d.location_id and l.active
    where d.next is null and d.day < date(today(), '+7 days')
    union all
    select product_id, location_id, date(today(), '-83 days'), date(day, '-1 day'), null, number
    from day
    where before is null and day > date(today(), '-83 days')
),
gap as materialized (
    select h.product_id, h.location_id, min(o.day) as first, max(o.day) as last, h.number, h.next_number
    from hole as h
    join open as o on o.location_id = h.location_id and o.day between h.first and h.last
    -- What is never made on a weekday rests on it.
    where exists (
        select 1 from past as w
        where w.product_id = h.product_id and w.location_id = h.location_id and strftime('%w', w.day) = strftime('%w', o.day))
    group by h.product_id, h.location_id, h.first
    -- A series may begin late. A row or two were deleted, or up to a week that other products of the place
    -- have.
    having case when h.number is null
                then count(*) <= 2 or count(*) <= 7 and exists (
                    select 1 from day as d where d.location_id = h.location_id and d.day between h.first and h.last)
                -- A history of fewer days, by the command that writes it, has the six oldest and goes on
                -- later, all of it.
                when h.next_number is not null and h.first <= date(today(), '-77 days')
                     and min(o.day) >= date(today(), '-77 days')
                then exists (select 1 from day as d where d.location_id = h.location_id and d.day between h.first and h.last)
                else 1 end
),
-- A row in its place that is of another day, which another row has, or of none of all these, is found
-- where it is.
moved as (
    select g.product_id, g.location_id, g.first
    from gap as g
    join forecast as s on s.product_id = g.product_id and s.location_id = g.location_id
    left join past as d on d.product_id = s.product_id and d.location_id = s.location_id and d.day = s.day
    where g.first = g.last and coalesce(d.rows, 2) > 1
      and s.number > coalesce(g.number, -1)
      and s.number < iif(g.next_number > coalesce(g.number, -1), g.next_number, 1000000000)
)
select s.tenant_id, s.id,
       format('%s has no forecast %s at %s%s', p.name, iif(g.first = g.last, 'for ' || g.first, format('from %s to %s', g.first, g.last)),
              -- By hand the oldest are written as days to come.
              l.name || iif(g.first <= date(today(), '-78 days'), format(' (by hand %s)', date(g.first, '+91 days')), ''),
              case when g.next_number is null then ', behind this row' when g.number is null then ', before this row'
                   else ', between this row and ' || place('demand_forecasts.forecast_date', g.next_number) end) as message,
       format('was a row deleted? Put it back, or let `demo-session generate history --profile %s` write all days anew', profile()) as hint,
       g.location_id || g.first || g.last as cause, 'demand_forecasts' as misses
from gap as g
join forecast as s on s.number = coalesce(g.number, g.next_number)
join products as p on p.id = s.product_id
join locations as l on l.id = s.location_id
where (g.product_id, g.location_id, g.first) not in (select product_id, location_id, first from moved)
