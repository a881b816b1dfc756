-- id: business/recipe-batches
-- severity: error
-- title: A recipe yields what all its batches are multiples of
-- why: Two digits swapped in a recipe make every batch of it look wrong.
-- wrong: "yield_quantity": 205, where its batches plan 750, 250 and 250
-- right: "yield_quantity": 250
-- at: recipes.yield_quantity
-- after: business/batch-recipe, business/product-weight, business/recipe-product, business/recipe-yield

-- One batch alone may be what is off, and what the least of them plans is the likeliest yield.
with planned as (
    select recipe_id, count(*) as batches, min(planned_quantity) as least, group_concat(place('production_batches.planned_quantity', _rowid_), ', ') as places
    from production_batches
    group by recipe_id
    having count(*) > 1
)
select r.tenant_id, r.id,
       format('%s yields %s, and %s batches of it are multiples of %s', r.code, number(r.yield_quantity),
              iif(p.batches = 2, 'both', 'all ' || p.batches), number(p.least)) as message,
       format('which is right? Write %s here, or mend what the batches plan, at %s', number(p.least), p.places) as hint
from planned as p
join recipes as r on r.id = p.recipe_id
where not exists (
    select 1 from production_batches as b
    where b.recipe_id = r.id
      and (b.unit <> r.yield_unit or abs(b.planned_quantity / p.least - round(b.planned_quantity / p.least)) > 0.0001
           or b.planned_quantity >= r.yield_quantity
              and abs(b.planned_quantity / r.yield_quantity - round(1.0 * b.planned_quantity / r.yield_quantity)) < 0.0001))
