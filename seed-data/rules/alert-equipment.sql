-- id: business/alert-equipment
-- severity: warning
-- title: An alert is about a machine that is out of order or soon to be serviced
-- why: An alert about a machine that runs, with nothing ahead, is noise.
-- wrong: "kind": "equipment", about a machine with "next_maintenance_at": "BASE_TS + 11d6h"
-- right: about a machine with "next_maintenance_at": "BASE_TS + 1d6h"
-- at: alerts.subject_id
-- after: business/alert-subject, business/alert-kind, business/equipment-maintenance

-- As for lots that expire, a few days are soon: a week. Maintenance may have been yesterday.
select a.tenant_id, a.id,
       format('%s is %s, and its next maintenance is on %s, by %s', e.code, e.status, local_date(e.next_maintenance_at),
              place('equipment.next_maintenance_at', e._rowid_)) as message,
       format('which is right? Write an instant within a week at %s, another "status" at %s, or the id of another machine here',
              place('equipment.next_maintenance_at', e._rowid_), place('equipment.status', e._rowid_)) as hint
from alerts as a
join equipment as e on e.id = a.subject_id
where a.kind = 'equipment' and a.status <> 'resolved' and e.status = 'operational'
  and minutes_between(now(), e.next_maintenance_at) > 7 * 1440
  and coalesce(minutes_between(e.last_maintenance_at, now()) > 7 * 1440, 1)
