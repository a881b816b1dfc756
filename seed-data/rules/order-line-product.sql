-- id: business/order-line-product
-- severity: error
-- title: An order line is of the product whose price and VAT it has
-- why: The baker bakes what the line names, and the customer pays for another thing.
-- wrong: a line of croissants with the price and the VAT of a baguette
-- right: a line of baguettes
-- at: customer_order_lines.product_id
-- after: business/product-price, business/product-sold, business/customer-discount

with off as materialized (
    select l.tenant_id, l.id, l.product_id, l.unit, l.unit_price, l.vat_rate, c.discount_rate, t.name as own,
           cents(t.price * (100 - c.discount_rate) / 100) / 100.0 as due, t.vat_rate as rate,
           c._rowid_ as customer
    from customer_order_lines as l
    -- In this order: a customer has few lines, a product as many as there are.
    cross join customer_orders as o on o.id = l.order_id
    cross join customers as c on c.id = o.customer_id
    cross join products as t on t.id = l.product_id
    where cents(l.unit_price) <> cents(t.price * (100 - c.discount_rate) / 100)
),
-- One other product alone has this price, unit and VAT.
other as (
    select l.*, p.name as other, p.id as other_id, p._rowid_ as place
    from off as l
    cross join products as p on p.active and p.id <> l.product_id and p.vat_rate = l.vat_rate and p.unit = l.unit
         and cents(l.unit_price) = cents(p.price * (100 - l.discount_rate) / 100)
    group by l.id
    having count(*) = 1
)
select tenant_id, id,
       format('the price %.2f and the VAT of %s %% are those of %s, not of %s', unit_price, number(vat_rate), other, own) as message,
       format('which is right? Write the id of %s here, by %s, or "unit_price": %.2f and "vat_rate": %.2f', other,
              place('products.id', place), due, rate) as hint
from other
