-- id: business/forecast-time
-- severity: error
-- title: A forecast is made before its day, and not in the future
-- why: A forecast made afterwards is always right, and convinces nobody.
-- wrong: "forecast_date": "2025-01-22", "generated_at": "2025-01-22T20:30:00Z"
-- right: "forecast_date": "2025-01-22", "generated_at": "2025-01-14T20:30:00Z"
-- at: demand_forecasts.generated_at

-- An instant in the future is moved back by whole weeks of a session's history, thirteen of them.
select tenant_id, id,
       iif(generated_at > now(), 'the forecast is made in the future',
           format('the forecast for %s is made on %s in a session', forecast_date, substr(generated_at, 1, 10))) as message,
       iif(generated_at < date(forecast_date, '-60 days'),
           'write an instant before day zero, 2025-01-15T06:00Z, and eight days before forecast_date: a later one is moved back by thirteen weeks',
           'write an instant of a day before forecast_date, and before now') as hint
from demand_forecasts
where generated_at >= forecast_date or generated_at > now() or generated_at < date(forecast_date, '-60 days')
