-- id: business/customer-last-order
-- severity: error
-- title: A customer's last order is the last of the orders
-- why: The list of customers is sorted by it.
-- wrong: "last_order_date": "BASE_TS - 15h", with an order of "BASE_TS - 9h"
-- right: "last_order_date": "BASE_TS - 9h"
-- at: customers.last_order_date
-- after: business/order-delivered, business/order-customer, business/order-place

select c.tenant_id, c.id,
       format('the last order of %s is %s, of another instant', c.name, o.order_number) as message,
       'write its order_date' as hint
from customers as c
join customer_orders as o on o.customer_id = c.id
where o.status not in ('draft', 'cancelled')
group by c.id
having max(o.order_date) is not c.last_order_date
