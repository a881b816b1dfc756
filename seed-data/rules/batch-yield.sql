-- id: business/batch-yield
-- severity: error
-- title: A batch is planned as whole doughs of its recipe
-- why: A mixer makes one dough or two, not one and a third.
-- wrong: "planned_quantity": 140, of a recipe that yields 130
-- right: "planned_quantity": 130, or 260
-- at: production_batches.planned_quantity
-- after: business/batch-recipe, business/recipe-yield, business/recipe-product, business/recipe-batches

select b.tenant_id, b.id,
       case when b.unit <> r.yield_unit then 'unit' else 'planned_quantity' end as points_at,
       case when b.unit <> r.yield_unit
            then format('the batch is counted in %s, its recipe in %s', b.unit, r.yield_unit)
            else format('%s is no multiple of the %s that `%s` yields', number(b.planned_quantity), number(r.yield_quantity), r.code)
       end as message,
       case when b.unit <> r.yield_unit then format('write "%s"', r.yield_unit)
            else format('write %s', number(r.yield_quantity * max(1, cast(round(b.planned_quantity / r.yield_quantity) as integer))))
       end as hint
from production_batches as b
join recipes as r on r.id = b.recipe_id
where b.unit <> r.yield_unit
   or abs(b.planned_quantity / r.yield_quantity - round(1.0 * b.planned_quantity / r.yield_quantity)) > 0.0001
   or b.planned_quantity < r.yield_quantity
