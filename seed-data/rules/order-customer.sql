-- id: business/order-customer
-- severity: error
-- title: An open order is of an active customer, who was there before
-- why: A closed customer does not order for this afternoon.
-- wrong: "status": "confirmed", of a customer with "status": "closed"
-- right: a customer with "status": "active"
-- at: customer_orders.customer_id

select o.tenant_id, o.id,
       iif(o.order_date < c.created_at, 'order_date', 'customer_id') as points_at,
       iif(o.order_date < c.created_at, format('%s ordered before the customer was known', c.name),
           format('%s is %s', c.name, c.status)) as message,
       'order later, or look at the customer''s row' as hint
from customer_orders as o
join customers as c on c.id = o.customer_id
where o.order_date < c.created_at
   or (c.status <> 'active' and o.status not in ('delivered', 'cancelled'))
