-- id: business/route-status
-- severity: error
-- title: A routes status fits its instants and its stops
-- why: The map draws a van where the status says that it is.
-- wrong: "status": "in_progress", with no "started_at"
-- right: "status": "in_progress", "started_at": "BASE_TS - 15m"
-- at: delivery_routes.status
-- after: business/stop-status

with stop as (
    select route_id, max(status <> 'pending') as any_reached, max(status = 'pending') as any_pending
    from delivery_stops
    group by route_id
),
told as (
    select r.*, case
        when r.status = 'planned' and r.started_at is not null then 'a planned route has not started'
        when r.status = 'planned' and s.any_reached then 'a planned route has reached no stop'
        when r.status = 'in_progress' and r.started_at is null then 'a route in progress has started'
        when r.status = 'in_progress' and r.driver_user_id is null then 'a route in progress has a driver'
        when r.status = 'in_progress' and r.finished_at is not null then 'a route in progress has not finished'
        when r.status = 'completed' and r.finished_at is null then 'a completed route has finished'
        when r.status = 'completed' and s.any_pending then 'a completed route has no pending stop'
        when r.started_at > now() then 'no route has started in the future'
        when r.finished_at > now() then 'no route has finished in the future'
    end as wrong
    from delivery_routes as r
    left join stop as s on s.route_id = r.id
)
select tenant_id, id,
       case when wrong like '%not started' or wrong like '%started in the future' then 'started_at'
            when wrong like '%not finished' or wrong like '%finished in the future' then 'finished_at'
            else 'status' end as points_at,
       format('%s: %s', route_number, wrong) as message,
       'make status, started_at, finished_at and the stops agree' as hint
from told
where wrong is not null
