-- id: business/alert-raised
-- severity: warning
-- title: An alert is raised when what it tells of has come about
-- why: What is overdue was due before; and of a delivery that is late, a carrier knows some hours ahead.
-- wrong: "raised_at": "BASE_TS - 3h45m", of a batch that should begin at "BASE_TS - 2h"
-- right: "raised_at": "BASE_TS - 1h45m"
-- at: alerts.raised_at
-- after: business/alert-subject, business/alert-kind, business/alert-true, business/delivery-status

with due as (
    select a.tenant_id, a.id, a.raised_at, coalesce(d.expected_at, b.planned_start_at) as due_at, coalesce(d.delivery_number, b.batch_number) as what,
           iif(d.id is null, 0, 720) as ahead,
           coalesce(place('deliveries.expected_at', d._rowid_), place('production_batches.planned_start_at', b._rowid_)) as at
    from alerts as a
    left join deliveries as d on d.id = a.subject_id and a.kind = 'late_delivery'
    left join production_batches as b on b.id = a.subject_id and a.kind = 'overdue_batch'
    where a.status <> 'resolved'
)
select tenant_id, id,
       format('%s was due %s minutes after this, by %s', what, number(round(minutes_between(raised_at, due_at), 1)), at) as message,
       format('which is right? Write a later instant here, or an earlier one at %s', at) as hint
from due
where minutes_between(raised_at, due_at) > ahead
