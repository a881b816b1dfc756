-- id: business/customer-last-order
-- severity: error
-- title: A customer's last order is the last of the orders
-- why: The list of customers is sorted by it.
-- wrong: "last_order_date": "BASE_TS - 15h", with an order of "BASE_TS - 9h"
-- right: "last_order_date": "BASE_TS - 9h"
-- at: customers.last_order_date
-- after: business/order-delivered, business/order-customer, business/order-place

with told as (
    select c.tenant_id, c.id, c.name, c.last_order_date as said, o.order_number, max(o.order_date) as last, o._rowid_ as number
    from customers as c
    join customer_orders as o on o.customer_id = c.id
    where o.status not in ('draft', 'cancelled')
      -- Of an order that its stop brings to another, routes/place or order-place speaks.
      and c.id not in (
          select iif(w.is_here, s.customer_id, m.customer_id)
          from delivery_stops as s
          join customer_orders as m on m.id = s.order_id and m.customer_id <> s.customer_id
          join (select 1 as is_here union all select 0) as w)
    group by c.id
    having max(o.order_date) is not c.last_order_date
),
-- An order of a later number that is older may be the one that is off.
numbered as (
    select t.*, (select o._rowid_ from customer_orders as o
                 where o.customer_id = t.id and o.status not in ('draft', 'cancelled') and o.order_date < t.last
                   and o.order_number > t.order_number and length(o.order_number) = length(t.order_number)
                 order by o.order_number desc limit 1) as moved
    from told as t
)
select n.tenant_id, n.id,
       format('the last order of %s is %s, of another instant, by %s', n.name, n.order_number,
              place('customer_orders.order_date', n.number)) as message,
       iif(n.moved is not null and n.said > n.last,
           format('which is right? %s has a later number and an earlier instant, at %s: write the instant of this row there, or that of %s here',
                  (select order_number from customer_orders where _rowid_ = n.moved), place('customer_orders.order_date', n.moved), n.order_number),
           format('which is right? Write its instant here%s', iif(n.said > n.last, ', or this one there', ''))) as hint
from numbered as n
