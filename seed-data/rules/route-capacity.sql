-- id: business/route-capacity
-- severity: error
-- title: A routes load fits its vehicle
-- why: An overloaded van is stopped by the police.
-- wrong: "load_kg": 700.00, in a van with "capacity_kg": 600.00
-- right: "load_kg": 590.00
-- at: delivery_routes.load_kg
-- after: business/route-load

select r.tenant_id, r.id,
       iif(r.load_kg > v.capacity_kg, 'load_kg', 'load_crates') as points_at,
       iif(r.load_kg > v.capacity_kg,
           format('%.2f kg, and %s takes %.2f', r.load_kg, v.name, v.capacity_kg),
           format('%d crates, and %s takes %d', r.load_crates, v.name, v.capacity_crates)) as message,
       'take a stop out, or another vehicle' as hint
from delivery_routes as r
join vehicles as v on v.id = r.vehicle_id
where r.load_kg > v.capacity_kg or r.load_crates > v.capacity_crates
