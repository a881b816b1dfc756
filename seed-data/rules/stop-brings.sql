-- id: business/stop-brings
-- severity: error
-- title: A stop names the order that its van brings
-- why: The driver is at the door of a customer whose order is out for delivery, and has nothing to hand over.
-- wrong: no "order_id", at the stop of a customer whose order is "out_for_delivery" and on no other
-- right: "order_id": "00150000-0000-4000-8000-000000000001"
-- at: delivery_stops.order_id

-- A stop without an order may be to fetch crates, where no order waits for one.
with lone as (
    select o._rowid_ as number, o.id, o.order_number, o.status, o.customer_id
    from customer_orders as o
    where o.status = 'out_for_delivery' and not exists (select 1 from delivery_stops as s where s.order_id = o.id)
)
select s.tenant_id, s.id,
       format('stop %d names no order, and %s of its customer is %s and on no route, by %s', s.sequence, o.order_number, o.status,
              place('customer_orders.status', o.number)) as message,
       format('add its "order_id", which is the id of that order, by %s', place('customer_orders.id', o.number)) as hint
from delivery_stops as s
join delivery_routes as r on r.id = s.route_id and r.status = 'in_progress'
join lone as o on o.customer_id = s.customer_id
where s.order_id is null and s.status <> 'failed'
group by s.id
having count(*) = 1
