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

-- On other days than day zero the same rows stand in the same circle of days. Numbers are compared faster
-- than ids.
with made as materialized (
    select row_number() over (order by product_id, location_id) as series, product_id, location_id
    from demand_forecasts
    group by product_id, location_id
    having count(*) >= 28
),
forecast as materialized (
    -- More than a week ahead the circle begins again.
    select m.series, s._rowid_ as number,
           iif(s.forecast_date between date(today(), '+8 days') and date(today(), '+28 days'), date(s.forecast_date, '-91 days'),
               s.forecast_date) as day
    from demand_forecasts as s
    cross join made as m on m.product_id = s.product_id and m.location_id = s.location_id
),
past as materialized (
    select series, day, min(number) as number, count(*) as rows
    from forecast
    where day between date(today(), '-83 days') and date(today(), '+7 days')
    group by series, day
),
-- A weekday without hours is closed, as may be Christmas and New Year where nothing is forecast for them.
calendar as (
    select date(today(), '-83 days') as day
    union all
    select date(day, '+1 day') from calendar where day < date(today(), '+7 days')
),
open as materialized (
    select s.location_id, t.day
    from (select distinct location_id from made) as s
    join locations as l on l.id = s.location_id
    cross join calendar as t
    where json_extract(l.opening_hours, '$.' || weekday(t.day)) glob '*[0-9]*'
      and (strftime('%m-%d', t.day) not in ('12-25', '01-01')
           or exists (select 1 from past as p join made as m on m.series = p.series where m.location_id = s.location_id and p.day = t.day))
),
-- Where only some days are forecast, by hand, none is missing. A series may begin late. Of one that has
-- each open day there is no more to say.
series as materialized (
    select p.series
    from past as p
    join made as m on m.series = p.series
    left join open as o on o.location_id = m.location_id and o.day = p.day
    group by p.series
    having count(*) >= 28 and count(*) >= 0.7 * (julianday(max(p.day)) - julianday(min(p.day)) + 1)
       and count(o.day) < (select count(*) from open as a where a.location_id = m.location_id)
),
day as materialized (
    select s.series, s.day, s.number, lag(s.day) over way as before, lead(s.day) over way as next,
           lead(s.number) over way as next_number
    from past as s
    where s.series in (select series from series)
    window way as (partition by s.series order by s.day)
),
-- What is made no more has none at its end.
hole as (
    select d.series, date(d.day, '+1 day') as first, date(coalesce(d.next, date(today(), '+8 days')), '-1 day') as last,
           d.number, d.next_number
    from day as d
    join made as m on m.series = d.series
    join products as p on p.id = m.product_id
    join locations as l on l.id = m.location_id
    where coalesce(d.next, date(today(), '+8 days')) > date(d.day, '+1 day') and (d.next is not null or p.active and l.active)
    union all
    select series, date(today(), '-83 days'), date(day, '-1 day'), null, number
    from day
    where before is null and day > date(today(), '-83 days')
),
gap as materialized (
    select h.series, m.product_id, m.location_id, min(o.day) as first, max(o.day) as last, h.number, h.next_number
    from hole as h
    join made as m on m.series = h.series
    join open as o on o.location_id = m.location_id and o.day between h.first and h.last
    -- What is never made on a weekday rests on it.
    where exists (select 1 from past as w where w.series = h.series and strftime('%w', w.day) = strftime('%w', o.day))
    group by h.series, h.first
    -- A series may begin late. A row or two were deleted, or up to a week that other products of the place
    -- have. A history of fewer days, by the command that writes it, has the six oldest and goes on later,
    -- all of it.
    having case when h.number is null and count(*) <= 2 then 1
                when h.number is null and count(*) > 7 then 0
                when h.number is null or h.next_number is not null and h.first <= date(today(), '-77 days')
                     and min(o.day) >= date(today(), '-77 days')
                then exists (
                    select 1 from past as d join made as c on c.series = d.series
                    where c.location_id = m.location_id and d.day between h.first and h.last)
                else 1 end
),
-- A row in its place that is of another day, which another row has, or of none of all these, is found
-- where it is.
moved as (
    select g.series, g.first
    from gap as g
    join forecast as s on s.series = g.series
    left join past as d on d.series = s.series and d.day = s.day
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
join demand_forecasts as s on s._rowid_ = coalesce(g.number, g.next_number)
join products as p on p.id = g.product_id
join locations as l on l.id = g.location_id
where (g.series, g.first) not in (select series, first from moved)
