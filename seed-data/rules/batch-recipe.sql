-- id: business/batch-recipe
-- severity: error
-- title: A batch makes the product of its recipe, by a recipe that is approved
-- why: Otherwise the croissants of the plan come out as bread.
-- wrong: a batch of bread with the "recipe_id" of the croissant
-- right: the recipe of its product
-- at: production_batches.recipe_id
-- after: business/recipe-ingredients, business/recipe-product

select b.tenant_id, b.id,
       case when r.product_id <> b.product_id then format('the recipe `%s` is of another product', r.code)
            else format('the recipe `%s` is %s', r.code, r.status) end as message,
       coalesce((select format('write the id of `%s`, the product''s own, by %s', min(o.code), place('recipes.id', min(o._rowid_)))
                 from recipes as o
                 where o.product_id = b.product_id and o.status = 'approved'
                 having count(*) = 1), 'name an approved recipe of the batch''s product') || iif(r.product_id = b.product_id,
           format(', or write "status": "approved"%s at %s', iif(r.approved_at is null, ' and an "approved_at"', ''), place('recipes.status', r._rowid_)),
           format(', or as "product_id" that of this recipe, by %s', place('recipes.product_id', r._rowid_))) as hint
from production_batches as b
join recipes as r on r.id = b.recipe_id
where r.product_id <> b.product_id
   or (r.status <> 'approved' and b.status in ('planned', 'in_progress'))
