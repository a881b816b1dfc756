-- id: business/lot-number
-- severity: error
-- title: The lot of a batch has the number of the batch
-- why: Who traces a loaf back to its dough goes by the number.
-- wrong: a lot "P-2118", where the batch of its product is "P-2181"
-- right: a lot "P-2118", and a batch "P-2118"
-- at: stock_lots.lot_number
-- after: business/batch-status, business/batch-recipe

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
select l.tenant_id, l.id,
       format('no batch has the number %s, and %s, of the same product, no lot, by %s', l.lot_number, b.batch_number,
              place('production_batches.batch_number', b._rowid_)) as message,
       format('which is right? Write "%s" here, or "%s" at %s', b.batch_number, l.lot_number, place('production_batches.batch_number', b._rowid_)) as hint,
       'production_batches' as misses
from likely as l
join production_batches as b on b.batch_number = l.batch_number and b.product_id = l.product_id
