-- id: business/order-on-the-road
-- severity: error
-- title: An order that is out for delivery is on a route in progress
-- why: The customer calls and asks where the van is.
-- wrong: "status": "out_for_delivery", with no stop
-- right: "status": "out_for_delivery", with a stop of a route in progress
-- at: customer_orders.status
-- after: business/route-status, business/stop-order

select o.tenant_id, o.id,
       format('%s is out for delivery, and on no route in progress', o.order_number) as message,
       'give it a stop, or another status' as hint
from customer_orders as o
where o.status = 'out_for_delivery'
  and not exists (
      select 1 from delivery_stops as s
      join delivery_routes as r on r.id = s.route_id
      where s.order_id = o.id and r.status = 'in_progress')
