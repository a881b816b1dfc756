-- id: business/product-margin
-- severity: warning
-- title: A product sells for more than its ingredients cost, and not for fifty times as much
-- why: A dashboard with a negative margin tells another story than the one meant, and so does a
--    croissant of 190 euros.
-- wrong: "price": 0.05, where the ingredients of one piece cost 0.11
-- right: "price": 1.20
-- at: products.price
-- after: business/product-price, business/product-sold, business/product-weight, business/recipe-position, business/recipe-yield

select p.tenant_id, p.id,
       format('the ingredients of one cost %.2f, and it sells for %.2f',
              sum(l.quantity * i.unit_cost) / r.yield_quantity, p.price) as message,
       'look at the price, and at the recipe''s yield' as hint
from products as p
join recipes as r on r.id = p.recipe_id
join recipe_ingredients as l on l.recipe_id = r.id
join ingredients as i on i.id = l.ingredient_id
-- Of an ingredient that its percentage contradicts, bakers-percentage speaks.
where not exists (
    select 1 from recipe_ingredients as s
    where s.recipe_id = r.id and s.unit <> 'unit' and abs(s.bakers_percentage - 100.0 * s.quantity / (
        select sum(n.quantity) from recipe_ingredients as n join ingredients as f on f.id = n.ingredient_id and f.category = 'flour'
        where n.recipe_id = r.id)) > 0.0051)
group by p.id
having sum(l.quantity * i.unit_cost) / r.yield_quantity >= p.price
    or p.price > 50 * sum(l.quantity * i.unit_cost) / r.yield_quantity
