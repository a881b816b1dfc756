-- id: business/recipe-yield
-- severity: error
-- title: A recipe yields what its dough weighs, less what baking takes
-- why: An oven takes a tenth to a quarter of the weight; it adds none.
-- wrong: "yield_quantity": 300, of 250 g each, from 42 kg of dough
-- right: "yield_quantity": 130, of 250 g each, from 42 kg of dough
-- at: recipes.yield_quantity
-- after: business/recipe-position, business/recipe-product, business/bakers-percentage, business/product-weight

-- A litre is counted as a kilogram; recipes with pieces in them, such as eggs, are left out.
select r.tenant_id, r.id,
       format('%s × %d g is %.1f kg, from %.1f kg of dough', number(r.yield_quantity), p.weight_g,
              r.yield_quantity * p.weight_g / 1000.0, sum(l.quantity)) as message,
       -- What is whole again, from the first that is enough.
       format('which is right? Write a "yield_quantity" from %d to %d here, a "weight_g" from %d to %d at %s, or put back an ingredient that is missing among those up to %s',
              600.0 * sum(l.quantity) / p.weight_g + 0.999999, 1000.0 * sum(l.quantity) / p.weight_g,
              600.0 * sum(l.quantity) / r.yield_quantity + 0.999999, 1000.0 * sum(l.quantity) / r.yield_quantity, place('products.weight_g', p._rowid_),
              place('recipe_ingredients.id', max(l._rowid_))) as hint
from recipes as r
join products as p on p.id = r.product_id
join recipe_ingredients as l on l.recipe_id = r.id
where r.yield_unit = 'unit'
group by r.id
having max(l.unit = 'unit') = 0
   and r.yield_quantity * p.weight_g / 1000.0 not between sum(l.quantity) * 0.6 and sum(l.quantity)
