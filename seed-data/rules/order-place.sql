-- id: business/order-place
-- severity: error
-- title: An order is of the customer at whose door its stop is, and whose prices it has
-- why: The van would bring the bread to one door, and the invoice to another.
-- wrong: "customer_id" of the café, of an order with the prices and the stop of the restaurant
-- right: "customer_id" of the restaurant
-- at: customer_orders.customer_id
-- after: business/customer-discount, business/product-price, business/product-sold

with line as (
    select l.order_id, max(cents(l.unit_price) <> cents(p.price * (100 - own.discount_rate) / 100)) as is_off,
           max(cents(l.unit_price) <> cents(p.price * (100 - here.discount_rate) / 100)) as is_off_here,
           -- When it was ordered, which is when who lives there ordered last, and the other did not.
           here.last_order_date = o.order_date and own.last_order_date is not o.order_date as is_last_here
    from delivery_stops as s
    join customer_orders as o on o.id = s.order_id
    join customer_order_lines as l on l.order_id = o.id
    join products as p on p.id = l.product_id
    join customers as own on own.id = o.customer_id
    join customers as here on here.id = s.customer_id
    where o.customer_id <> s.customer_id
    group by l.order_id
)
select o.tenant_id, o.id,
       format('%s is of %s, and its stop and %s are those of %s, by %s', o.order_number, own.name,
              iif(l.is_off, 'the prices of its lines', 'the instant of the last order'), here.name,
              place('delivery_stops.customer_id', s._rowid_)) as message,
       format('write the id of %s here, by %s', here.name, place('customers.id', here._rowid_)) as hint
from line as l
join customer_orders as o on o.id = l.order_id
join delivery_stops as s on s.order_id = o.id and s.customer_id <> o.customer_id
join customers as own on own.id = o.customer_id
join customers as here on here.id = s.customer_id
where (l.is_off or l.is_last_here) and not l.is_off_here
