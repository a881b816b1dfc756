-- id: business/sale-price
-- severity: error
-- title: What is sold over the counter costs what the shelf says, and elsewhere no more
-- why: The till knows one price.
-- wrong: "channel": "counter", "unit_price": 1.30, of a product with "price": 1.20
-- right: "unit_price": 1.20
-- at: sales.unit_price
-- after: business/product-price

select s.tenant_id, s.id,
       case when s.vat_rate <> p.vat_rate then 'vat_rate'
            when s.unit_price > p.price or (s.channel = 'counter' and s.unit_price <> p.price) then 'unit_price'
            else 'quantity' end as points_at,
       case when s.vat_rate <> p.vat_rate then format('the VAT rate of %s is %s, not %s', p.name, number(p.vat_rate), number(s.vat_rate))
            when s.unit_price > p.price or (s.channel = 'counter' and s.unit_price <> p.price)
            then format('%s costs %.2f, not %.2f', p.name, p.price, s.unit_price)
            else format('%s is no number of whole pieces', number(s.quantity)) end as message,
       'write the product''s own' as hint
from sales as s
join products as p on p.id = s.product_id
where s.vat_rate <> p.vat_rate
   or s.unit_price > p.price
   or (s.channel = 'counter' and s.unit_price <> p.price)
   or (p.unit = 'unit' and s.quantity <> round(s.quantity))
