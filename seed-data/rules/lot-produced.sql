-- id: business/lot-produced
-- severity: error
-- title: The lot of a batch is made when its batch has begun
-- why: Bread that is older than its dough is traced back to nothing.
-- wrong: "produced_at": "BASE_TS - 14h30m", of the batch "P-2118" with "started_at": "BASE_TS - 6h38m"
-- right: "produced_at": "BASE_TS - 4h30m"
-- at: stock_lots.produced_at
-- after: business/lot-number, business/lot-shelf-life, business/batch-status, business/batch-duration, business/batch-stage, business/lot-times

select l.tenant_id, l.id,
       format('the lot %s is made %s hours before its batch begins, by %s', l.lot_number,
              number(round(minutes_between(l.produced_at, coalesce(b.started_at, b.planned_start_at)) / 60, 1)),
              place(iif(b.started_at is null, 'production_batches.planned_start_at', 'production_batches.started_at'), b._rowid_)) as message,
       iif(b.finished_at is null, 'which is right? Write a later "produced_at" here, or what has become of the batch there',
           format('write its "finished_at" here, by %s', place('production_batches.finished_at', b._rowid_))) as hint
from stock_lots as l
join production_batches as b on b.batch_number = l.lot_number and b.product_id = l.product_id
     -- Another tenant's batch may have this number too.
     and (b.tenant_id is l.tenant_id or not exists (
         select 1 from production_batches as o
         where o.batch_number = l.lot_number and o.product_id = l.product_id and o.tenant_id is l.tenant_id))
where b.status <> 'cancelled' and l.produced_at < coalesce(b.started_at, b.planned_start_at)
  -- A day is written as its midnight.
  and not (local_time(l.produced_at) = '00:00' and local_date(l.produced_at) = local_date(coalesce(b.started_at, b.planned_start_at)))
