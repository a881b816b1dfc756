-- id: business/forecast-quantity
-- severity: warning
-- title: A day's forecast is about what the same weekday of other weeks has
-- why: One day of a tenth of the others makes the plan of that day look broken.
-- wrong: "predicted_quantity": 17.58, of what has 160 to 180 on all other Mondays
-- right: "predicted_quantity": 175.8
-- at: demand_forecasts.predicted_quantity
-- after: business/forecast-days, business/forecast-time, business/forecast-bounds
-- day: zero

-- On other days than day zero the same rows stand side by side.
with series as materialized (
    select product_id, location_id
    from demand_forecasts
    group by product_id, location_id
    having count(*) >= 28
),
-- Weekdays whose most and least are far apart: of the others, no row is ranked.
apart as materialized (
    select s.product_id, s.location_id, strftime('%w', s.forecast_date) as weekday
    from demand_forecasts as s
    join series as t on t.product_id = s.product_id and t.location_id = s.location_id
    group by s.product_id, s.location_id, weekday
    having max(s.predicted_quantity) > 5 * min(s.predicted_quantity) + 10
),
ranked as (
    select s.tenant_id, s.id, s.product_id, s.location_id, s.predicted_quantity as quantity, s.forecast_date as day,
           s.predicted_quantity between s.lower_bound and s.upper_bound as within, count(*) over alike as days,
           row_number() over (alike order by s.predicted_quantity desc) as rank, lead(s.predicted_quantity) over (alike order by s.predicted_quantity desc) as less,
           lag(s.predicted_quantity) over (alike order by s.predicted_quantity desc) as more,
           max(s.predicted_quantity) over alike as most, min(s.predicted_quantity) over alike as least
    from demand_forecasts as s
    join apart as a on a.product_id = s.product_id and a.location_id = s.location_id
    where strftime('%w', s.forecast_date) = a.weekday
    window alike as (partition by s.product_id, s.location_id, a.weekday)
),
-- Five times the next, as for sales, where the others are alike. Of one outside of its bounds, the
-- table's check speaks.
-- On a day of feast the place sells more than one product so.
extreme as (
    select r.*, count(*) over (partition by r.location_id, r.day) as alike
    from ranked as r
    where r.days >= 4 and r.within and ((r.rank = 1 and r.quantity > 5 * r.less + 10 and r.less < 1.5 * r.least)
                                     or (r.rank = r.days and r.more > 5 * r.quantity + 10 and r.most < 1.5 * r.more))
)
select r.tenant_id, r.id,
       -- The oldest may be written as days to come.
       format('%s of %s are forecast for %s at %s, and on the other %d such weekdays %s to %s', number(r.quantity), p.name, iif(r.day > date(today(), '-78 days'), r.day, 'this ' || weekday(r.day)), l.name,
              r.days - 1, number(iif(r.rank = 1, r.least, r.more)), number(iif(r.rank = 1, r.less, r.most))) as message,
       'is it a digit too many or too few? Write a quantity like the others, with its bounds' as hint
from extreme as r
join products as p on p.id = r.product_id
join locations as l on l.id = r.location_id
where r.alike = 1
