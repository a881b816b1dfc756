-- id: business/recipe-product
-- severity: error
-- title: A recipe is of the product that names it, and yields in the unit that this is counted in
-- why: A batch of 130 pieces becomes stock of 130 pieces.
-- wrong: "yield_unit": "kg", of a product with "unit": "unit"
-- right: "yield_unit": "unit"
-- at: recipes.yield_unit
-- after: business/product-used

-- Another product names it, and batches make that by it.
with other as materialized (
    select r.id, p.name, place('products.recipe_id', p._rowid_) as place
    from recipes as r
    join products as p on p.recipe_id = r.id and p.id <> r.product_id
    where exists (select 1 from production_batches as b where b.recipe_id = r.id)
      and not exists (select 1 from production_batches as b where b.recipe_id = r.id and b.product_id <> p.id)
    group by r.id
    having count(*) = 1
)
select r.tenant_id, r.id, iif(o.id is null, 'yield_unit', 'product_id') as points_at,
       iif(o.id is null, format('%s is counted in %s, not in %s', p.name, p.unit, r.yield_unit),
           format('`%s` is of %s, and %s names it, as do all its batches', r.code, p.name, o.name)) as message,
       iif(o.id is null, format('write "%s"', p.unit), format('write the id of %s, by %s', o.name, o.place)) as hint
from recipes as r
join products as p on p.id = r.product_id
left join other as o on o.id = r.id and p.recipe_id is not r.id
where r.yield_unit <> p.unit or o.id is not null
