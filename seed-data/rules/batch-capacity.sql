-- id: business/batch-capacity
-- severity: error
-- title: A batch fits its machine, and the machine works
-- why: A plan that no oven can bake is the first thing that a baker sees.
-- wrong: "planned_quantity": 260, on an oven with "batch_capacity": 140
-- right: "planned_quantity": 130, on an oven with "batch_capacity": 140
-- at: production_batches.planned_quantity
-- after: business/batch-yield, business/equipment-capacity

select b.tenant_id, b.id,
       case when b.planned_quantity > e.batch_capacity then 'planned_quantity' else 'equipment_id' end as points_at,
       case when b.planned_quantity > e.batch_capacity
            then format('%s in one batch, and %s takes %s', number(b.planned_quantity), e.code, number(e.batch_capacity))
            else format('%s is out of order', e.code) end as message,
       case when b.planned_quantity > e.batch_capacity
            then format('which is right? Plan less here, name another machine at %s%s, or mend what %s takes, at %s',
                        place('production_batches.equipment_id', b._rowid_),
                        coalesce((select ' (' || group_concat(o.code || ' takes ' || number(o.batch_capacity), ', ') || ')'
                                  from equipment as o where o.location_id = e.location_id and o.batch_capacity >= b.planned_quantity), ''),
                        e.code, place('equipment.batch_capacity', e._rowid_))
            else format('name another machine here, or mend its status, at %s', place('equipment.status', e._rowid_)) end as hint,
       iif(b.planned_quantity > e.batch_capacity, null, e.id) as cause
from production_batches as b
join equipment as e on e.id = b.equipment_id
where b.planned_quantity > e.batch_capacity
   or (e.status = 'out_of_order' and b.status in ('planned', 'in_progress'))
