-- id: business/lot-number
-- severity: error
-- title: The lot of a batch has the number of the batch
-- why: Who traces a loaf back to its dough goes by the number.
-- wrong: a lot "P-2118", where the batch of its product is "P-2181"
-- right: a lot "P-2118", and a batch "P-2118"
-- at: stock_lots.lot_number
-- after: business/batch-status, business/batch-recipe, business/lot-thing

-- A lot of a product with no batch of its number, and one batch of that product without a lot, which was
-- finished when the lot was produced, of a number that is nearly it.
with lone as (
    select l._rowid_ as number, l.tenant_id, l.id, l.lot_number, l.product_id, l.produced_at
    from stock_lots as l
    where l.product_id in (select product_id from production_batches)
      and not exists (select 1 from production_batches as b where b.batch_number = l.lot_number)
),
likely as (
    select l.*, nearest(l.lot_number, (
               select group_concat(b.batch_number, ' ')
               from production_batches as b
               where b.product_id = l.product_id and b.tenant_id = l.tenant_id and b.status = 'completed'
                 and abs(minutes_between(b.finished_at, l.produced_at)) <= 60
                 and not exists (select 1 from stock_lots as s where s.lot_number = b.batch_number))) as batch_number
    from lone as l
)
select l.tenant_id, l.id, 'lot_number' as points_at,
       format('no batch has the number %s, and %s, of the same product, no lot, by %s', l.lot_number, b.batch_number,
              place('production_batches.batch_number', b._rowid_)) as message,
       format('which is right? Write "%s" here, or "%s" at %s', b.batch_number, l.lot_number, place('production_batches.batch_number', b._rowid_)) as hint,
       'production_batches' as misses
from likely as l
join production_batches as b on b.batch_number = l.batch_number and b.product_id = l.product_id
union all
-- Or a lot of another product than the batch that has its number, and was finished when it was produced.
select l.tenant_id, l.id, 'product_id',
       format('%s is a batch of %s, by %s, and this a lot of %s', l.lot_number, made.name, place('production_batches.product_id', b._rowid_), own.name),
       format('which is right? Write the id of %s here, by %s, or the "lot_number" of a batch of %s', made.name, place('products.id', made._rowid_), own.name),
       'production_batches'
from stock_lots as l
join production_batches as b on b.batch_number = l.lot_number and b.tenant_id = l.tenant_id and b.product_id <> l.product_id
join recipes as r on r.id = b.recipe_id and r.product_id = b.product_id
join products as made on made.id = b.product_id
join products as own on own.id = l.product_id
where b.status = 'completed' and abs(minutes_between(b.finished_at, l.produced_at)) <= 60
  and not exists (select 1 from production_batches as o where o.batch_number = l.lot_number and o.product_id = l.product_id)
