-- id: business/stop-load
-- severity: error
-- title: A stop is brought what its order weighs
-- why: The load of the van is computed from the stops.
-- wrong: "load_kg": 3.00, for an order of 10 loaves of 800 g and 20 of 250 g
-- right: "load_kg": 13.00, or up to 2 kg more for each crate
-- at: delivery_stops.load_kg
-- after: business/order-line-total

with goods as (
    select l.order_id, sum(l.quantity * iif(l.unit = 'kg', 1, p.weight_g / 1000.0)) as kg
    from customer_order_lines as l
    join products as p on p.id = l.product_id
    group by l.order_id
)
select s.tenant_id, s.id,
       format('%.2f kg, and the order''s goods weigh %.2f', s.load_kg, g.kg) as message,
       format('write %.2f, and up to 2 kg more for each of %d crates', g.kg, s.load_crates) as hint
from delivery_stops as s
join goods as g on g.order_id = s.order_id
where s.load_kg < g.kg - 0.01 or s.load_kg > g.kg + 2 * s.load_crates + 0.01
