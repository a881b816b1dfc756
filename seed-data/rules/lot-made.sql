-- id: business/lot-made
-- severity: warning
-- title: The lot of a product that is made here has the number of its batch
-- why: Who traces a lot back to its ingredients looks for the batch of its number.
-- wrong: a lot "P-2117" of a product with a recipe, and no batch with this number
-- right: a row of production_batches with "batch_number": "P-2117"
-- at: stock_lots.lot_number
-- after: business/lot-number, business/product-recipe, business/lot-thing

with lot as (
    select l.tenant_id, l.id, l.lot_number, p.name,
           exists (select 1 from production_batches as b where b.batch_number = l.lot_number and b.product_id = l.product_id) as is_made
    from stock_lots as l
    join products as p on p.id = l.product_id and p.recipe_id is not null
    -- What was made before the first batch is told of by none.
    where minutes_between((select min(coalesce(started_at, planned_start_at)) from production_batches), l.produced_at) >= -1440
)
-- A bakery that numbers its lots in another way than its batches has none that are alike.
select tenant_id, id,
       format('no batch has the number %s of this lot of %s', lot_number, name) as message,
       'was its row of production_batches deleted? Put it back, or write the number of another batch of this product' as hint,
       'production_batches' as misses, 'lot-made' as cause
from lot
where not is_made and tenant_id in (select tenant_id from lot where is_made)
  -- Of a batch by the recipe of another product, batch-recipe speaks.
  and not exists (
      select 1 from production_batches as b join recipes as r on r.id = b.recipe_id and r.product_id <> b.product_id
      where b.batch_number = lot.lot_number)
