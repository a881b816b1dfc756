-- id: business/lot-ingredient
-- severity: warning
-- title: A lot that costs what a like ingredient without a lot costs is of that one
-- why: One digit of an id puts the flour of one sack into another, and both stocks are wrong.
-- wrong: "unit_cost": 0.52, of flour at 0.68, where the flour at 0.52 has no lot
-- right: a lot at 0.52, of the flour at 0.52
-- at: stock_lots.ingredient_id
-- after: business/lot-cost, business/lot-unit, business/lot-thing

select l.tenant_id, l.id,
       format('%s costs %s, and %s %s; %s costs %s, by %s, and has no lot', l.lot_number, number(l.unit_cost), i.name, number(i.unit_cost), o.name,
              number(o.unit_cost), place('ingredients.unit_cost', o._rowid_)) as message,
       format('is it a lot of %s? Write the id of that here, by %s, or mend "unit_cost"', o.name, place('ingredients.id', o._rowid_)) as hint
from stock_lots as l
join ingredients as i on i.id = l.ingredient_id
join ingredients as o on o.tenant_id = i.tenant_id and o.category = i.category and o.unit = i.unit and o.unit_cost = l.unit_cost
where l.unit_cost <> i.unit_cost
  and not exists (select 1 from stock_lots as s where s.ingredient_id = o.id)
  and exists (select 1 from stock_lots as s where s.ingredient_id = i.id and s.id <> l.id)
  and not exists (select 1 from supplier_prices as p where p.ingredient_id = i.id and p.unit_price = l.unit_cost)
