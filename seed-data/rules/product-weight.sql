-- id: business/product-weight
-- severity: error
-- title: A product weighs what its recipe's dough gives for each
-- why: Vans are loaded by this weight, and the label repeats it.
-- wrong: "weight_g": 2500, of a recipe that yields 130 from 42 kg of dough
-- right: "weight_g": 250
-- at: products.weight_g
-- after: business/recipe-position, business/bakers-percentage, business/recipe-product

with dough as (
    select recipe_id, sum(quantity) as kg, min(_rowid_) as number
    from recipe_ingredients
    group by recipe_id
    having max(unit = 'unit') = 0
)
-- By more than a row of its recipe weighs, while batches of whole doughs bear out its yield. Of the
-- rest, recipe-yield speaks.
select p.tenant_id, p.id,
       format('%s × %d g is %.1f kg, from %.1f kg of dough in %s', number(r.yield_quantity), p.weight_g,
              r.yield_quantity * p.weight_g / 1000.0, d.kg, r.code) as message,
       -- What is whole again, from the first that is enough.
       format('which is right? Write a "weight_g" from %d to %d here, a "yield_quantity" from %d to %d at %s, or mend the ingredients from %s on',
              600.0 * d.kg / r.yield_quantity + 0.999999, 1000.0 * d.kg / r.yield_quantity,
              600.0 * d.kg / p.weight_g + 0.999999, 1000.0 * d.kg / p.weight_g,
              place('recipes.yield_quantity', r._rowid_), place('recipe_ingredients.quantity', d.number)) as hint
from recipes as r
join products as p on p.id = r.product_id
join dough as d on d.recipe_id = r.id
where r.yield_unit = 'unit' and r.yield_quantity * p.weight_g / 1000.0 not between 0.3 * d.kg and 2 * d.kg
  and exists (select 1 from production_batches as b where b.recipe_id = r.id)
  and not exists (
      select 1 from production_batches as b
      where b.recipe_id = r.id and abs(b.planned_quantity / r.yield_quantity - round(1.0 * b.planned_quantity / r.yield_quantity)) > 0.0001)
  -- Of an ingredient that its percentage contradicts, bakers-percentage speaks.
  and not exists (
      select 1 from recipe_ingredients as s
      where s.recipe_id = r.id and s.unit <> 'unit' and abs(s.bakers_percentage - 100.0 * s.quantity / (
          select sum(n.quantity) from recipe_ingredients as n join ingredients as f on f.id = n.ingredient_id and f.category = 'flour'
          where n.recipe_id = r.id)) > 0.0051)
