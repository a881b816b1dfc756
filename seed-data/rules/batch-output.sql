-- id: business/batch-output
-- severity: error
-- title: What a batch made and what it wasted are what was planned
-- why: The waste report adds these up.
-- wrong: "planned_quantity": 130, "produced_quantity": 129, "waste_quantity": 11
-- right: "planned_quantity": 130, "produced_quantity": 129, "waste_quantity": 1
-- at: production_batches.produced_quantity
-- after: business/batch-yield, business/batch-capacity

select tenant_id, id,
       format('%s made and %s wasted are not the %s planned', number(produced_quantity), number(waste_quantity), number(planned_quantity)) as message,
       format('which is right? Write %s here%s', number(planned_quantity - waste_quantity),
              iif(planned_quantity >= produced_quantity, format(', or "waste_quantity": %s at %s', number(planned_quantity - produced_quantity),
                  place('production_batches.waste_quantity', _rowid_)), '')) as hint
from production_batches
where status = 'completed' and produced_quantity + waste_quantity <> planned_quantity
