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
    select tenant_id, id, generated_at, forecast_date from demand_forecasts
)
select tenant_id, id,
       iif(generated_at > now(), 'the forecast is made in the future',
           format('the forecast for %s is made on %s in a session', forecast_date, substr(generated_at, 1, 10))) as message,
       iif(generated_at < date(forecast_date, '-60 days'),
           'write an instant before day zero, 2025-01-15T06:00Z, and eight days before forecast_date: a later one is moved back by thirteen weeks',
           'write an instant of a day before forecast_date, and before now') as hint
from told
where generated_at >= forecast_date or generated_at > now()
   or (substr(generated_at, 6, 2) <> substr(forecast_date, 6, 2) and generated_at < date(forecast_date, '-60 days'))
