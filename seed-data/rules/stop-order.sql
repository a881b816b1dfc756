-- id: business/stop-order
-- severity: error
-- title: A stop and its order agree on whether it was delivered
-- why: The customer's page shows the one, and the route's the other.
-- wrong: "status": "delivered", of an order with "status": "out_for_delivery"
-- right: an order with "status": "delivered"
-- at: delivery_stops.order_id
-- after: business/stop-status, business/order-delivered, business/order-place

-- Of an order of another customer, or that two stops bring, the rules of routes speak.
select s.tenant_id, s.id, 'status' as points_at, format('the stop is %s, and %s is %s', s.status, o.order_number, o.status) as message,
       iif(s.status = 'delivered', 'write "status": "delivered" at the order too, or the status that the stop has',
           'write "status": "delivered" here too, or the status that the order has') as hint
from delivery_stops as s
join customer_orders as o on o.id = s.order_id
where o.customer_id = s.customer_id and (s.status = 'delivered') <> (o.status = 'delivered')
