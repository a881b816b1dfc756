-- id: business/sale-price
-- severity: error
-- title: What is sold over the counter costs what the shelf says, and elsewhere no more
-- why: The till knows one price.
-- wrong: "channel": "counter", "unit_price": 1.30, of a product with "price": 1.20
-- right: "unit_price": 1.20
-- at: sales.unit_price
-- after: business/product-price, business/product-sold, business/sale-days

with wrong as (
    select s.tenant_id, s.id, s.product_id, s.channel, s.unit_price, s.vat_rate, s.quantity, p.name, p.price, p.vat_rate as rate,
           -- What customers with an account pay for it.
           (select max(l.unit_price) from customer_order_lines as l where l.product_id = s.product_id and l.unit_price < p.price) as less,
           exists (select 1 from customer_order_lines as l where l.product_id = s.product_id and l.unit_price = s.unit_price) as is_less,
           case when s.vat_rate <> p.vat_rate then 'vat_rate'
                when s.unit_price > p.price or (s.channel = 'counter' and s.unit_price <> p.price) then 'unit_price'
                else 'quantity' end as what
    from sales as s
    join products as p on p.id = s.product_id
    where s.vat_rate <> p.vat_rate
       or s.unit_price > p.price
       or (s.channel = 'counter' and s.unit_price <> p.price)
       or (p.unit = 'unit' and s.quantity <> round(s.quantity))
)
select tenant_id, id, what as points_at,
       case what when 'vat_rate' then format('the VAT rate of %s is %s, not %s', name, number(rate), number(vat_rate))
                 when 'unit_price' then format('%s costs %.2f%s, not %.2f', name, price, iif(channel = 'wholesale' and less > 0, format(', and %.2f in wholesale', less), ''), unit_price)
                 else format('%s is no number of whole pieces', number(quantity)) end as message,
       case what when 'vat_rate' then format('write %.2f, or look at the product''s row', rate)
                 when 'unit_price'
                 then iif(channel = 'counter' and is_less, 'which is right? Write "channel": "wholesale" here, or ', 'write ')
                      || format('"unit_price": %.2f', iif(channel = 'wholesale', coalesce(less, price), price))
                      || ', or look at the product''s row'
                 else 'write a whole number' end as hint,
       product_id || case what when 'vat_rate' then format('%.2f %%', vat_rate)
                               when 'unit_price' then format('%.2f', unit_price) else '' end as cause
from wrong
