-- id: business/stop-window
-- severity: error
-- title: A stop is reached within its window
-- why: A restaurant that opens at eight has nobody to take bread at six.
-- wrong: "window_end_at": "BASE_TS + 15m", "planned_arrival_at": "BASE_TS + 30m"
-- right: "planned_arrival_at": "BASE_TS - 9m"
-- at: delivery_stops.planned_arrival_at

select s.tenant_id, s.id,
       iif(s.planned_arrival_at not between s.window_start_at and s.window_end_at,
           'planned_arrival_at', 'arrived_at') as points_at,
       format('%s takes deliveries from %s to %s', c.name, local_time(s.window_start_at), local_time(s.window_end_at)) as message,
       'arrive within the window, or agree on another' as hint
from delivery_stops as s
join customers as c on c.id = s.customer_id
where s.planned_arrival_at not between s.window_start_at and s.window_end_at
   or s.arrived_at not between s.window_start_at and s.window_end_at
