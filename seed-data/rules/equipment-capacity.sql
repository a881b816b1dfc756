-- id: business/equipment-capacity
-- severity: error
-- title: A machine takes the batches that are made on it
-- why: One slip in what an oven takes makes each of its batches impossible.
-- wrong: "batch_capacity": 14, of an oven on which 24 to 130 are baked
-- right: "batch_capacity": 140
-- at: equipment.batch_capacity
-- after: business/batch-yield

select e.tenant_id, e.id,
       format('%s takes %s, and %d of its %d batches are of more, up to %s, by %s', e.code, number(e.batch_capacity),
              sum(b.planned_quantity > e.batch_capacity), count(*), number(max(b.planned_quantity)),
              place('production_batches.planned_quantity', b._rowid_)) as message,
       format('which is right? Write %s or more here, or plan less in each of these', number(max(b.planned_quantity))) as hint
from equipment as e
join production_batches as b on b.equipment_id = e.id
group by e.id
-- One batch that is too large is wrong by itself.
having sum(b.planned_quantity > e.batch_capacity) > 1
   and sum(b.planned_quantity > e.batch_capacity) > count(*) / 2.0
