-- id: business/alert-status
-- severity: error
-- title: An alert's status fits its instants
-- why: The list of open alerts is the first screen.
-- wrong: "status": "acknowledged", with no "acknowledged_at"
-- right: "status": "acknowledged", "acknowledged_at": "BASE_TS - 50m"
-- at: alerts.status

with told as (
    select a.*, concat_ws('; ',
        iif(a.raised_at > now(), 'it is raised in the future', null),
        iif(a.acknowledged_at > now() or a.resolved_at > now(), 'it is answered in the future', null),
        iif(a.acknowledged_at < a.raised_at or a.resolved_at < a.raised_at, 'it is answered before it is raised', null),
        iif(a.raised_at < r.started_at, 'it is raised before its run starts', null),
        iif(a.status = 'open' and a.acknowledged_at is not null, 'it is open, and has an acknowledged_at', null),
        iif(a.status <> 'resolved' and a.resolved_at is not null, format('it is %s, and has a resolved_at', a.status), null),
        iif(a.status = 'acknowledged' and a.acknowledged_at is null, 'it is acknowledged, and nobody knows when', null),
        iif(a.status = 'resolved' and a.resolved_at is null, 'it is resolved, and nobody knows when', null)) as wrong
    from alerts as a
    left join orchestration_runs as r on r.id = a.run_id
),
first as materialized (
    select *, substr(wrong, 1, coalesce(nullif(instr(wrong, ';'), 0), length(wrong) + 1) - 1) as one from told where wrong <> ''
)
select tenant_id, id,
       case when one like 'it is raised%' then 'raised_at'
            when one like 'it is answered%' then iif(resolved_at is null, 'acknowledged_at', 'resolved_at')
            else 'status' end as points_at,
       format('`%s`: %s', title, wrong) as message,
       case when one like '%in the future' then 'write instants up to `BASE_TS`'
            when one like '%before it is raised' then 'write instants from its "raised_at" on'
            when one like '%before its run starts' then 'write a "raised_at" from the "started_at" of the run on'
            when one like '%has an acknowledged_at' then 'write "status": "acknowledged", or remove "acknowledged_at"'
            when one like '%has a resolved_at' then 'write "status": "resolved", or remove "resolved_at"'
            when status = 'acknowledged' then 'add "acknowledged_at", or write "status": "open"'
            else 'add "resolved_at", or write the status that it has now' end as hint
from first
