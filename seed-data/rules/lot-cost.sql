-- id: business/lot-cost
-- severity: warning
-- title: A lot cost about what its ingredient costs, and a product less than it sells for
-- why: The value of the stock is on the first screen.
-- wrong: "unit_cost": 5.20, of flour with "unit_cost": 0.52
-- right: "unit_cost": 0.52
-- at: stock_lots.unit_cost
-- after: business/ingredient-cost, business/product-price, business/product-sold, business/lot-thing, business/lot-number

-- What another ingredient costs, of which there is no lot, may be a lot of that one.
select l.tenant_id, l.id, iif(o.id is null, 'unit_cost', 'ingredient_id') as points_at,
       format('a unit of this lot cost %s; %s%s', number(l.unit_cost),
              coalesce(i.name || ' costs ' || number(i.unit_cost) || ', by ' || place('ingredients.unit_cost', i._rowid_),
                       p.name || ' sells for ' || number(p.price)),
              coalesce(', and ' || o.name || ', of which there is no lot, ' || number(o.unit_cost), '')) as message,
       coalesce('is it a lot of ' || o.name || '? If not, ', '') || 'write what it cost before VAT, for one unit' as hint
from stock_lots as l
left join ingredients as i on i.id = l.ingredient_id
left join products as p on p.id = l.product_id
left join ingredients as o on o.unit_cost = l.unit_cost and l.ingredient_id is not null
    and o.id not in (select ingredient_id from stock_lots where ingredient_id is not null)
where l.unit_cost not between i.unit_cost * 0.75 and i.unit_cost * 1.25
   or l.unit_cost >= p.price or (l.unit_cost = 0 and p.id is not null)
group by l.id
