-- id: business/lot-cost
-- severity: warning
-- title: A lot cost about what its ingredient costs, and a product less than it sells for
-- why: The value of the stock is on the first screen.
-- wrong: "unit_cost": 5.20, of flour with "unit_cost": 0.52
-- right: "unit_cost": 0.52
-- at: stock_lots.unit_cost
-- after: business/ingredient-cost, business/product-price, business/product-sold, business/lot-thing, business/lot-number

select l.tenant_id, l.id,
       format('a unit of the lot cost %s; %s', number(l.unit_cost),
              coalesce('the ingredient costs ' || number(i.unit_cost), 'the product sells for ' || number(p.price))) as message,
       'write what it cost before VAT, for one unit' as hint
from stock_lots as l
left join ingredients as i on i.id = l.ingredient_id
left join products as p on p.id = l.product_id
where l.unit_cost not between i.unit_cost * 0.75 and i.unit_cost * 1.25
   or l.unit_cost >= p.price or (l.unit_cost = 0 and p.id is not null)
