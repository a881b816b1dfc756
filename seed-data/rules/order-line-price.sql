-- id: business/order-line-price
-- severity: error
-- title: An order line has the products price, less the customers discount
-- why: A sales manager checks a discount before anything else.
-- wrong: "unit_price": 3.75, for a customer with "discount_rate": 12.00
-- right: "unit_price": 3.30
-- at: customer_order_lines.unit_price
-- after: business/product-price, business/product-sold

select l.tenant_id, l.id,
       format('%s costs %.2f, which is %.2f less %s %%, not %.2f', p.name, p.price,
              cents(p.price * (100 - c.discount_rate) / 100) / 100.0, number(c.discount_rate), l.unit_price) as message,
       format('write %.2f', cents(p.price * (100 - c.discount_rate) / 100) / 100.0) as hint
from customer_order_lines as l
join customer_orders as o on o.id = l.order_id
join customers as c on c.id = o.customer_id
join products as p on p.id = l.product_id
where cents(l.unit_price) <> cents(p.price * (100 - c.discount_rate) / 100)
