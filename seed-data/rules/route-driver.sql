-- id: business/route-driver
-- severity: error
-- title: The driver of a route that is planned or on the road is an active user
-- why: Who was deactivated cannot log in, and the route has nobody who ticks off its stops.
-- wrong: "driver_user_id" of a user with "active": false
-- right: of a user with "active": true
-- at: delivery_routes.driver_user_id

select r.tenant_id, r.id,
       format('%s drives %s, which is %s, and is not active, by %s', u.full_name, r.route_number, r.status,
              place('users.active', u._rowid_)) as message,
       format('which is right? Write another driver here, or "active": true at %s', place('users.active', u._rowid_)) as hint,
       u.id as cause
from delivery_routes as r
join users as u on u.id = r.driver_user_id
where r.status in ('planned', 'in_progress') and not u.active
