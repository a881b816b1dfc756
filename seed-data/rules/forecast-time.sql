-- id: business/forecast-time
-- severity: error
-- title: A forecast is made before its day, and not in the future
-- why: A forecast made afterwards is always right, and convinces nobody.
-- wrong: "forecast_date": "2025-01-22", "generated_at": "2025-01-22T20:30:00Z"
-- right: "forecast_date": "2025-01-22", "generated_at": "2025-01-14T20:30:00Z"
-- at: demand_forecasts.generated_at

-- An instant in the future is moved back by whole weeks of a session's history, thirteen of them.
-- Materialized, so that each date is moved to another day once.
with told as materialized (
    select _rowid_ as number, generated_at, forecast_date from demand_forecasts
),
ahead as (
    select *, julianday(forecast_date) - julianday(substr(generated_at, 1, 10)) as ahead from told
),
off as materialized (
    select *, generated_at < date(forecast_date, '-60 days') as is_apart
    from ahead
    where generated_at >= forecast_date or generated_at > now()
       or (substr(generated_at, 6, 2) <> substr(forecast_date, 6, 2) and generated_at < date(forecast_date, '-60 days'))
),
-- Rows that only the windows of the two columns keep apart are made as long before their day as the
-- others are. Which they are depends on the day; all days speak of the first row of all.
windows as (
    select o.ahead - 91 as ahead, count(*) as rows,
           (select min(t.number) from ahead as t where t.ahead in (o.ahead, o.ahead - 91)) as number
    from off as o
    where o.is_apart
    group by o.ahead
    having count(*) > 1 and (select count(*) from ahead as t where t.ahead = o.ahead - 91) >= 28
)
select d.tenant_id, d.id,
       case when w.rows is not null
            then format('like this one, all forecasts are made %d days before their day, and %d of them thirteen weeks earlier in a session', w.ahead, w.rows)
            when o.generated_at > now() then 'the forecast is made in the future'
            else format('the forecast for %s is made on %s in a session', o.forecast_date, substr(o.generated_at, 1, 10)) end as message,
       case when w.rows is not null
            then format('the two `window_ends` of demand_forecasts, in service.toml of %s, must lie %d days apart: mend them, or the days between generated_at and forecast_date in all rows',
                        (select service from demo_tables where name = 'demand_forecasts'), w.ahead)
            when o.is_apart
            then 'write an instant before day zero, 2025-01-15T06:00Z, and eight days before forecast_date: a later one is moved back by thirteen weeks'
            else 'write an instant of a day before forecast_date, and before now' end as hint
from (select *, null as cause from off
      where not is_apart or ahead not in (select ahead + 91 from windows)
      union all
      select t.*, 1, w.ahead from windows as w join ahead as t on t.number = w.number) as o
join demand_forecasts as d on d._rowid_ = o.number
left join windows as w on w.ahead = o.cause
