-- id: business/quality-time
-- severity: error
-- title: A batch is checked after it began, and not in the future
-- why: A score for bread that nobody has baked yet is worth nothing.
-- wrong: "checked_at": "BASE_TS - 9h", of a batch with "started_at": "BASE_TS - 6h"
-- right: "checked_at": "BASE_TS - 4h22m"
-- at: quality_checks.checked_at
-- after: business/batch-status

with wrong as materialized (
    select q.tenant_id, q.id, q.checked_at, b.batch_number, b.started_at
    from quality_checks as q
    join production_batches as b on b.id = q.batch_id
    where q.checked_at > now() or b.started_at is null or q.checked_at < b.started_at
),
-- The last that had begun by then.
told as (
    select w.*, (
        select o._rowid_ from production_batches as o
        where o.started_at <= w.checked_at and o.tenant_id = w.tenant_id
        order by o.started_at desc limit 1) as last
    from wrong as w
)
select q.tenant_id, q.id,
       case when q.checked_at > now() then 'the check is in the future'
            when q.started_at is null then format('batch %s has not begun', q.batch_number)
            else format('batch %s began later', q.batch_number) end as message,
       iif(q.checked_at > now() or q.last is null, 'write an instant from started_at to now',
           format('which is right? Write an instant from its started_at to now here, or as "batch_id" the id of %s, by %s',
                  n.batch_number, place('production_batches.id', n._rowid_))) as hint
from told as q
left join production_batches as n on n._rowid_ = q.last
