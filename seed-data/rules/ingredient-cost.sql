-- id: business/ingredient-cost
-- severity: warning
-- title: An ingredient costs what its supplier asks now
-- why: Recipe costs are computed from the one, purchase orders from the other.
-- wrong: "unit_cost": 0.62, where the preferred price is 0.52
-- right: "unit_cost": 0.52
-- at: ingredients.unit_cost
-- after: business/price-paid

select i.tenant_id, i.id,
       format('%s costs %s, and the preferred price is %s, by %s', i.name, number(i.unit_cost), number(p.unit_price),
              place('supplier_prices.unit_price', p._rowid_)) as message,
       iif(p.package_quantity = i.unit_cost and p.unit_price <> p.package_quantity,
           format('do "package_quantity" and "unit_price" stand the wrong way round there? Swap %s and %s', number(p.package_quantity), number(p.unit_price)),
           format('which is right? Write %s here, or %s there', number(p.unit_price), number(i.unit_cost))) as hint
from ingredients as i
join supplier_prices as p on p.ingredient_id = i.id and p.supplier_id = i.supplier_id
where p.preferred
  and p.valid_from <= today() and (p.valid_until is null or p.valid_until >= today())
  and i.unit_cost <> p.unit_price
