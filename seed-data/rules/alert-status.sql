-- id: business/alert-status
-- severity: error
-- title: An alerts status fits its instants
-- why: The list of open alerts is the first screen.
-- wrong: "status": "acknowledged", with no "acknowledged_at"
-- right: "status": "acknowledged", "acknowledged_at": "BASE_TS - 50m"
-- at: alerts.status

with told as (
    select a.*, case
        when a.raised_at > now() then 'it is raised in the future'
        when a.acknowledged_at > now() or a.resolved_at > now() then 'it is answered in the future'
        when a.acknowledged_at < a.raised_at or a.resolved_at < a.raised_at then 'it is answered before it is raised'
        when a.raised_at < r.started_at then 'it is raised before its run starts'
        when a.status = 'open' and a.acknowledged_at is not null then 'it is open, and acknowledged'
        when a.status = 'acknowledged' and a.acknowledged_at is null then 'it is acknowledged, and nobody knows when'
        when a.status = 'resolved' and a.resolved_at is null then 'it is resolved, and nobody knows when'
    end as wrong
    from alerts as a
    left join orchestration_runs as r on r.id = a.run_id
)
select tenant_id, id,
       case when wrong like 'it is raised%' then 'raised_at'
            when wrong like 'it is answered%' then iif(resolved_at is null, 'acknowledged_at', 'resolved_at')
            else 'status' end as points_at,
       format('`%s`: %s', title, wrong) as message,
       'make status, raised_at, acknowledged_at and resolved_at agree' as hint
from told
where wrong is not null
