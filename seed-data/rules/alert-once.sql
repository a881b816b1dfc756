-- id: business/alert-once
-- severity: error
-- title: Of one row there is one open alert of a kind
-- why: The same warning twice is the first thing that people switch off.
-- wrong: two open alerts "late_delivery" about one delivery
-- right: one of them
-- at: alerts.subject_id
-- after: business/alert-subject, business/alert-kind

select a.tenant_id, a.id,
       format('another alert `%s` is about the same row, and not resolved either', a.kind) as message,
       'remove one, or resolve it' as hint
from alerts as a
where a.status <> 'resolved' and exists (
    select 1 from alerts as b
    where b.subject_id = a.subject_id and b.kind = a.kind and b.id < a.id and b.status <> 'resolved')
