-- id: business/forecast-bounds
-- severity: error
-- title: A forecast says more than that anything is possible
-- why: From nothing to twice as much is no forecast, and draws a band over the whole chart.
-- wrong: "lower_bound": 0, "predicted_quantity": 93, "upper_bound": 186
-- right: "lower_bound": 82.8, "predicted_quantity": 93, "upper_bound": 103.2
-- at: demand_forecasts.upper_bound

select tenant_id, id,
       iif(upper_bound - predicted_quantity > predicted_quantity - lower_bound, 'upper_bound', 'lower_bound') as points_at,
       format('from %s to %s is further than the %s that are predicted',
              number(lower_bound), number(upper_bound), number(predicted_quantity)) as message,
       'write bounds nearer to predicted_quantity' as hint
from demand_forecasts
where upper_bound - lower_bound > predicted_quantity and predicted_quantity >= 5
