-- id: business/purchase-line-price
-- severity: error
-- title: A purchase order line has the price that its supplier asked on that day
-- why: A purchase at another price than the lists is what an invoice check finds.
-- wrong: "unit_price": 0.58, where the list has "unit_price": 0.52
-- right: "unit_price": 0.52
-- at: purchase_order_lines.unit_price

with paid as (
    select o.supplier_id, l.ingredient_id, min(l.unit_price) as price, max(l.unit_price) as most
    from purchase_order_lines as l
    join purchase_orders as o on o.id = l.purchase_order_id
    group by o.supplier_id, l.ingredient_id
)
select l.tenant_id, l.id,
       format('%s is %s in the price list, by %s, not %s', i.name, number(p.unit_price),
              place('supplier_prices.unit_price', p._rowid_), number(l.unit_price)) as message,
       format('which is right? Write %s here, or %s there', number(p.unit_price), number(l.unit_price)) as hint
from purchase_order_lines as l
join purchase_orders as o on o.id = l.purchase_order_id
join ingredients as i on i.id = l.ingredient_id
join supplier_prices as p on p.supplier_id = o.supplier_id and p.ingredient_id = l.ingredient_id
join paid as a on a.supplier_id = o.supplier_id and a.ingredient_id = l.ingredient_id
where p.valid_from <= local_date(o.ordered_at)
  and (p.valid_until is null or p.valid_until >= local_date(o.ordered_at))
  and p.unit_price <> l.unit_price
  -- Of a price from which all else differs, price-paid speaks.
  and not (a.price = i.unit_cost and a.most = i.unit_cost and i.supplier_id is p.supplier_id and p.preferred
           and p.valid_from <= today() and (p.valid_until is null or p.valid_until >= today()))
