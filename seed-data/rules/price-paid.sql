-- id: business/price-paid
-- severity: error
-- title: A price that is asked now is the one that is paid
-- why: A slip in a price list spreads, as costs and purchase orders are written after it.
-- wrong: "unit_price": 0.86, where the ingredient and its purchase orders have 0.68
-- right: "unit_price": 0.68
-- at: supplier_prices.unit_price
-- after: business/price-validity, business/price-overlap

with paid as (
    select o.supplier_id, l.ingredient_id, count(*) as lines, min(l._rowid_) as number, min(l.unit_price) as price, max(l.unit_price) as most
    from purchase_order_lines as l
    join purchase_orders as o on o.id = l.purchase_order_id
    group by o.supplier_id, l.ingredient_id
)
-- All that is paid by it agrees on another. Where some of that agrees with it, the rest is off.
select p.tenant_id, p.id,
       format('%s asks %s for %s, and the cost of that is %s, by %s, as is all that is ordered, from %s on', s.name, number(p.unit_price),
              i.name, number(i.unit_cost), place('ingredients.unit_cost', i._rowid_),
              place('purchase_order_lines.unit_price', a.number)) as message,
       format('which is right? Write %s here, or %s at all of these', number(i.unit_cost), number(p.unit_price)) as hint
from supplier_prices as p
join ingredients as i on i.id = p.ingredient_id and i.supplier_id = p.supplier_id
join suppliers as s on s.id = p.supplier_id
join paid as a on a.supplier_id = p.supplier_id and a.ingredient_id = p.ingredient_id
where p.preferred and p.valid_from <= today() and (p.valid_until is null or p.valid_until >= today())
  and p.unit_price <> i.unit_cost and a.price = i.unit_cost and a.most = i.unit_cost
