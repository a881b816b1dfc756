-- id: business/vehicle-status
-- severity: error
-- title: A vehicle is on the road when one of its routes is
-- why: The fleet page shows it parked, the map driving.
-- wrong: "status": "available", with a route in progress
-- right: "status": "on_route"
-- at: vehicles.status
-- after: business/route-status

select v.tenant_id, v.id,
       format('%s is %s, and %s', v.name, v.status,
              iif(v.status = 'on_route', 'none of its routes is in progress', 'one of its routes is in progress')) as message,
       'make the vehicle and its routes agree' as hint
from vehicles as v
where (v.status = 'on_route')
      <> exists (select 1 from delivery_routes as r where r.vehicle_id = v.id and r.status = 'in_progress')
