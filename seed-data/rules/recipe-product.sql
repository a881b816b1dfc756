-- id: business/recipe-product
-- severity: error
-- title: A recipe yields in the unit that its product is counted in
-- why: A batch of 130 pieces becomes stock of 130 pieces.
-- wrong: "yield_unit": "kg", of a product with "unit": "unit"
-- right: "yield_unit": "unit"
-- at: recipes.yield_unit

select r.tenant_id, r.id,
       format('%s is counted in %s, not in %s', p.name, p.unit, r.yield_unit) as message,
       format('write "%s"', p.unit) as hint
from recipes as r
join products as p on p.id = r.product_id
where r.yield_unit <> p.unit
