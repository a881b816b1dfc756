-- id: business/vehicle-capacity
-- severity: error
-- title: A vehicle takes what its routes carry
-- why: Routes that no van can drive are the first thing that who plans deliveries sees.
-- wrong: "capacity_kg": 90.00, where its routes carry 232.90 and 143.25
-- right: "capacity_kg": 900.00
-- at: vehicles.capacity_kg

with carried as (
    select r.vehicle_id, 'capacity_kg' as what, 'kg' as unit, r.load_kg as load, v.capacity_kg as most,
           place('delivery_routes.load_kg', r._rowid_) as at
    from delivery_routes as r
    join vehicles as v on v.id = r.vehicle_id
    union all
    select r.vehicle_id, 'capacity_crates', 'crates', r.load_crates, v.capacity_crates, place('delivery_routes.load_crates', r._rowid_)
    from delivery_routes as r
    join vehicles as v on v.id = r.vehicle_id
),
told as (
    select vehicle_id, what, unit, most, max(load) as load, at, count(*) as routes, sum(load > most + 0.005) as off
    from carried
    group by vehicle_id, what
    -- One route that is too heavy is wrong by itself: routes/capacity speaks of it.
    having sum(load > most + 0.005) > 1 and sum(load > most + 0.005) > count(*) / 2.0
)
select v.tenant_id, v.id, t.what as points_at,
       format('%s takes %s %s, and %s routes carry more, up to %s, by %s', v.plate, number(t.most), t.unit,
              case when t.off < t.routes then format('%d of its %d', t.off, t.routes) when t.off = 2 then 'both its' else format('all its %d', t.off) end,
              number(t.load), t.at) as message,
       format('which is right? Write %s or more here, or move stops from these routes to others', number(t.load)) as hint
from told as t
join vehicles as v on v.id = t.vehicle_id
