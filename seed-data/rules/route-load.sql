-- id: business/route-load
-- severity: error
-- title: A route carries what its stops are brought
-- why: A driver who loads 38 crates for stops with 36 drives back.
-- wrong: "load_kg": 35.00, for stops of 13.00 and 17.10
-- right: "load_kg": 30.10
-- at: delivery_routes.load_kg
-- after: business/stop-load

with stops as (
    select route_id, sum(load_kg) as kg, sum(load_crates) as crates from delivery_stops group by route_id
)
select r.tenant_id, r.id,
       iif(cents(r.load_kg) <> cents(s.kg), 'load_kg', 'load_crates') as points_at,
       iif(cents(r.load_kg) <> cents(s.kg),
           format('%.2f kg are loaded, and the stops are brought %.2f', r.load_kg, s.kg),
           format('%d crates are loaded, and the stops are brought %d', r.load_crates, s.crates)) as message,
       iif(cents(r.load_kg) <> cents(s.kg), format('write %.2f', s.kg), format('write %d', s.crates)) as hint
from delivery_routes as r
join stops as s on s.route_id = r.id
where cents(r.load_kg) <> cents(s.kg) or r.load_crates <> s.crates
