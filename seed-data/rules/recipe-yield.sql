-- id: business/recipe-yield
-- severity: error
-- title: A recipe yields what its dough weighs, less what baking takes
-- why: An oven takes a tenth to a quarter of the weight; it adds none.
-- wrong: "yield_quantity": 300, of 250 g each, from 42 kg of dough
-- right: "yield_quantity": 130, of 250 g each, from 42 kg of dough
-- at: recipes.yield_quantity
-- after: business/bakers-percentage

-- A litre is counted as a kilogram; recipes with pieces in them, such as eggs, are left out.
select r.tenant_id, r.id,
       format('%s × %d g is %.1f kg, from %.1f kg of dough', number(r.yield_quantity), p.weight_g,
              r.yield_quantity * p.weight_g / 1000.0, sum(l.quantity)) as message,
       'write a yield of 60 to 100 % of the dough''s weight' as hint
from recipes as r
join products as p on p.id = r.product_id
join recipe_ingredients as l on l.recipe_id = r.id
where r.yield_unit = 'unit'
group by r.id
having max(l.unit = 'unit') = 0
   and r.yield_quantity * p.weight_g / 1000.0 not between sum(l.quantity) * 0.6 and sum(l.quantity)
