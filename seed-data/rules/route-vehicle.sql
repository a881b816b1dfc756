-- id: business/route-vehicle
-- severity: error
-- title: A vehicle and a driver are on one route at a time
-- why: Nobody is in two streets at once.
-- wrong: two routes of one van, from eight to ten and from nine to eleven
-- right: from eight to ten and from half past ten to twelve
-- at: delivery_routes.vehicle_id

select a.tenant_id, a.id,
       iif(a.vehicle_id = b.vehicle_id, 'vehicle_id', 'driver_user_id') as points_at,
       format('its %s is on route %s at that time',
              iif(a.vehicle_id = b.vehicle_id, 'vehicle', 'driver'), b.route_number) as message,
       'name another, or plan one after the other' as hint
from delivery_routes as a
join delivery_routes as b
  on b.id <> a.id and (b.vehicle_id = a.vehicle_id or b.driver_user_id = a.driver_user_id)
where a.status <> 'cancelled' and b.status <> 'cancelled'
  and b.planned_start_at <= a.planned_start_at and a.planned_start_at < b.planned_end_at
  and (b.planned_start_at < a.planned_start_at or b.route_number < a.route_number)
