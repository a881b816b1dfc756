-- id: business/order-line-price
-- severity: error
-- title: An order line has the product's price, less the customer's discount
-- why: A sales manager checks a discount before anything else.
-- wrong: "unit_price": 3.75, for a customer with "discount_rate": 12.00
-- right: "unit_price": 3.30
-- at: customer_order_lines.unit_price
-- after: business/product-price, business/product-sold, business/order-place, business/order-line-product

with line as (
    select l.tenant_id, l.id, l.product_id, l.unit_price, p.name as product, p.price, c.id as customer_id, c.name as customer,
           c.discount_rate, cents(p.price * (100 - c.discount_rate) / 100) / 100.0 as due,
           cents(l.unit_price) <> cents(p.price * (100 - c.discount_rate) / 100) as is_off,
           100 - 100 * (l.unit_price + 0.005) / p.price as least,
           100 - 100 * (l.unit_price - 0.005) / p.price as most
    from customer_order_lines as l
    -- In this order: a customer has few lines, a product as many as there are.
    cross join customer_orders as o on o.id = l.order_id
    cross join customers as c on c.id = o.customer_id
    cross join products as p on p.id = l.product_id
),
-- As in customer-discount, which speaks of these.
off as (
    select customer_id
    from line as l
    group by customer_id
    having count(*) > 1 and min(is_off) and max(0, max(least)) < min(most)
       and (count(distinct product_id) > 1
            or exists (select 1 from line as s where s.product_id = l.product_id and not s.is_off))
)
select tenant_id, id,
       format('%s costs %.2f; less %s %% that is %.2f, not %.2f', product, price, number(discount_rate), due,
              unit_price) as message,
       -- Another line that goes by the discount speaks for it.
       iif(exists (select 1 from line as s where s.customer_id = l.customer_id and not s.is_off), format('write %.2f', due),
           format('which is right? Write %.2f here, or another "discount_rate" at %s', due, customer)) as hint
from line as l
where is_off and customer_id not in (select customer_id from off)
