-- id: business/stop-order
-- severity: error
-- title: A stop brings an order that no other stop brings, and their statuses agree
-- why: One order in two vans is one order too many.
-- wrong: "status": "delivered", of an order with "status": "out_for_delivery"
-- right: an order with "status": "delivered"
-- at: delivery_stops.order_id
-- after: business/stop-status, business/order-delivered, business/order-place

-- Of an order of another customer, routes/place speaks.
select s.tenant_id, s.id,
       case when (s.status = 'delivered') <> (o.status = 'delivered') then 'status' else 'order_id' end as points_at,
       case when (s.status = 'delivered') <> (o.status = 'delivered')
            then format('the stop is %s, and %s is %s', s.status, o.order_number, o.status)
            else format('another stop brings %s too', o.order_number) end as message,
       case when s.status = 'delivered' and o.status <> 'delivered'
            then 'write "status": "delivered" at the order too, or the status that the stop has'
            when o.status = 'delivered' and s.status <> 'delivered'
            then 'write "status": "delivered" here too, or the status that the order has'
            else 'write the order that this stop brings, or remove one of the two stops' end as hint
from delivery_stops as s
join customer_orders as o on o.id = s.order_id
where o.customer_id = s.customer_id
  and ((s.status = 'delivered') <> (o.status = 'delivered')
       or exists (
           select 1 from delivery_stops as t
           where t.order_id = s.order_id and t.customer_id = s.customer_id and t.id < s.id and t.status <> 'failed' and s.status <> 'failed'))
