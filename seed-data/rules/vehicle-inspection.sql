-- id: business/vehicle-inspection
-- severity: warning
-- title: A vehicle's next inspection is to come
-- why: A van without a valid inspection may not drive.
-- wrong: "next_inspection_on": "2024-12-24"
-- right: "next_inspection_on": "2025-04-24"
-- at: vehicles.next_inspection_on

select tenant_id, id,
       format('the inspection of %s was due on %s', name, next_inspection_on) as message,
       'write a date to come' as hint
from vehicles
where next_inspection_on < today()
