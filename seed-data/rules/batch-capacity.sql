-- id: business/batch-capacity
-- severity: error
-- title: A batch fits its machine, and the machine works
-- why: A plan that no oven can bake is the first thing that a baker sees.
-- wrong: "planned_quantity": 260, on an oven with "batch_capacity": 140
-- right: "planned_quantity": 130, on an oven with "batch_capacity": 140
-- at: production_batches.planned_quantity
-- after: business/batch-yield

select b.tenant_id, b.id,
       case when b.planned_quantity > e.batch_capacity then 'planned_quantity' else 'equipment_id' end as points_at,
       case when b.planned_quantity > e.batch_capacity
            then format('%s in one batch, and %s takes %s', number(b.planned_quantity), e.code, number(e.batch_capacity))
            else format('%s is out of order', e.code) end as message,
       'plan less, or name a machine that takes it' as hint
from production_batches as b
join equipment as e on e.id = b.equipment_id
where b.planned_quantity > e.batch_capacity
   or (e.status = 'out_of_order' and b.status in ('planned', 'in_progress'))
