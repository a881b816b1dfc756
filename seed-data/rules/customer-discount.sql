-- id: business/customer-discount
-- severity: error
-- title: A customer's discount is that of its order lines, where these agree on one
-- why: A rate of 12 % written as a share of one changes what every later order costs.
-- wrong: "discount_rate": 0.12, where all its lines are at 12 % less
-- right: "discount_rate": 12.00
-- at: customers.discount_rate
-- after: business/product-price, business/product-sold

with line as (
    select o.customer_id, l.product_id, cents(l.unit_price) <> cents(p.price * (100 - c.discount_rate) / 100) as is_off,
           -- What half a cent makes of a rate.
           100 - 100 * (l.unit_price + 0.005) / p.price as least,
           100 - 100 * (l.unit_price - 0.005) / p.price as most
    from customer_order_lines as l
    -- In this order: a customer has few lines, a product as many as there are.
    cross join customer_orders as o on o.id = l.order_id
    cross join customers as c on c.id = o.customer_id
    cross join products as p on p.id = l.product_id
),
-- Of one product alone, its price may be what is wrong, unless somebody else pays by it.
off as (
    select customer_id, count(*) as lines, max(0, max(least)) as least, min(most) as most
    from line as l
    group by customer_id
    having count(*) > 1 and min(is_off) and max(0, max(least)) < min(most)
       and (count(distinct product_id) > 1
            or exists (select 1 from line as s where s.product_id = l.product_id and not s.is_off))
),
-- The roundest rate that all lines allow.
told as (
    select c.*, o.lines,
           case when round((least + most) / 2) between least and most then round((least + most) / 2)
                when round((least + most) / 2, 1) between least and most then round((least + most) / 2, 1)
                else round((least + most) / 2, 2) end as rate
    from off as o
    join customers as c on c.id = o.customer_id
)
select tenant_id, id,
       format('%s has %s %% less, and the %d lines of its orders are at %s %% less', name, number(discount_rate), lines,
              number(rate)) as message,
       format('which is right? Write %.2f here, or mend the prices of all these lines', rate) as hint
from told
