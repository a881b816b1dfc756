-- id: business/order-line-unit
-- severity: error
-- title: An order's line is in the unit and at the VAT rate of what is sold
-- why: VAT is added up by rate, and stock by unit.
-- wrong: "vat_rate": 10.00, of what has "vat_rate": 4.00
-- right: "vat_rate": 4.00
-- at: customer_order_lines.unit
-- after: business/product-sold, business/order-line-product, business/product-used

select l.tenant_id, l.id,
       case when l.unit <> t.unit then 'unit' when l.vat_rate <> t.vat_rate then 'vat_rate'
            else 'quantity' end as points_at,
       case when l.unit <> t.unit then format('%s is counted in %s, not in %s', t.name, t.unit, l.unit)
            when l.vat_rate <> t.vat_rate
            then format('the VAT rate of %s is %s, not %s', t.name, number(t.vat_rate), number(l.vat_rate))
            else format('%s is no number of whole pieces', number(l.quantity)) end as message,
       case when l.unit <> t.unit then format('write "%s"', t.unit)
            when l.vat_rate <> t.vat_rate then format('write %.2f', t.vat_rate)
            else 'round it' end as hint
from customer_order_lines as l
join products as t on t.id = l.product_id
where l.unit <> t.unit or l.vat_rate <> t.vat_rate
   or (t.unit = 'unit' and l.quantity <> round(l.quantity))
