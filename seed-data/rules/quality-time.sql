-- id: business/quality-time
-- severity: error
-- title: A batch is checked after it began, and not in the future
-- why: A score for bread that nobody has baked yet is worth nothing.
-- wrong: "checked_at": "BASE_TS - 9h", of a batch with "started_at": "BASE_TS - 6h"
-- right: "checked_at": "BASE_TS - 4h22m"
-- at: quality_checks.checked_at
-- after: business/batch-status

select q.tenant_id, q.id,
       case when q.checked_at > now() then 'the check is in the future'
            when b.started_at is null then format('batch %s has not begun', b.batch_number)
            else format('batch %s began later', b.batch_number) end as message,
       iif(q.checked_at > now() or n.place is null, 'write an instant from started_at to now',
           format('which is right? Write an instant from its started_at to now here, or as "batch_id" the id of %s, by %s',
                  n.batch_number, n.place)) as hint
from quality_checks as q
join production_batches as b on b.id = q.batch_id
-- The last that had begun by then.
left join (
    select c.id, o.batch_number, max(o.started_at), place('production_batches.id', o._rowid_) as place
    from quality_checks as c
    join production_batches as o on o.started_at <= c.checked_at and o.tenant_id is c.tenant_id
    group by c.id
) as n on n.id = q.id
where q.checked_at > now() or b.started_at is null or q.checked_at < b.started_at
