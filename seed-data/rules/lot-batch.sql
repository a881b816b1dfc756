-- id: business/lot-batch
-- severity: error
-- title: The lot of a batch holds no more than the batch made
-- why: Who traces a lot back to its batch counts both.
-- wrong: "quantity": 710, in the lot "P-2118" of a batch with "produced_quantity": 129
-- right: "quantity": 71
-- at: stock_lots.quantity
-- after: business/lot-unit, business/lot-thing, business/batch-status, business/batch-output

select l.tenant_id, l.id,
       format('the lot %s has %s, and its batch made %s, by %s', l.lot_number, number(l.quantity), number(b.produced_quantity),
              place('production_batches.produced_quantity', b._rowid_)) as message,
       iif(b.waste_quantity >= l.quantity and b.waste_quantity > b.produced_quantity,
           format('are "produced_quantity" and "waste_quantity" of the batch swapped? Write %s and %s there', number(b.waste_quantity), number(b.produced_quantity)),
           format('which is right? Write %s or less here, or mend what the batch made', number(b.produced_quantity))) as hint
from stock_lots as l
join production_batches as b on b.batch_number = l.lot_number and b.product_id = l.product_id
     -- Another tenant's batch may have this number too.
     and (b.tenant_id is l.tenant_id or not exists (
         select 1 from production_batches as o
         where o.batch_number = l.lot_number and o.product_id = l.product_id and o.tenant_id is l.tenant_id))
where l.product_id is not null and l.quantity > b.produced_quantity
