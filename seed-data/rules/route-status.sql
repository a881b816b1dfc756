-- id: business/route-status
-- severity: error
-- title: A route's status fits its instants and its stops
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
    select r.*, concat_ws('; ',
        iif(r.status = 'planned' and r.started_at is not null, 'a planned route has not started', null),
        iif(r.status = 'planned' and s.any_reached, 'a planned route has reached no stop', null),
        iif(r.status = 'in_progress' and r.started_at is null, 'a route in progress has a started_at', null),
        iif(r.status = 'in_progress' and r.driver_user_id is null, 'a route in progress has a driver', null),
        iif(r.status = 'in_progress' and r.finished_at is not null, 'a route in progress has not finished', null),
        iif(r.status = 'completed' and r.finished_at is null, 'a completed route has a finished_at', null),
        iif(r.status = 'completed' and s.any_pending, 'a completed route has no pending stop', null),
        iif(r.started_at > now(), 'no route has started in the future', null),
        iif(r.finished_at > now(), 'no route has finished in the future', null)) as wrong
    from delivery_routes as r
    left join stop as s on s.route_id = r.id
),
first as materialized (
    select *, substr(wrong, 1, coalesce(nullif(instr(wrong, ';'), 0), length(wrong) + 1) - 1) as one from told where wrong <> ''
)
select tenant_id, id,
       case when one like '%not started' or one like '%started in the future' then 'started_at'
            when one like '%not finished' or one like '%finished in the future' then 'finished_at'
            else 'status' end as points_at,
       format('%s is %s: %s', route_number, status, wrong) as message,
       case when one like '%in the future' then 'write an instant up to `BASE_TS`'
            when one like '%planned route has not started' then 'write "status": "in_progress", or remove "started_at"'
            when one like '%reached no stop' then 'write "status": "in_progress", or stops with "status": "pending"'
            when one like '%has a started_at' then 'add "started_at", or write "status": "planned"'
            when one like '%has a driver' then 'add "driver_user_id"'
            when one like '%has not finished' then 'write "status": "completed", or remove "finished_at"'
            when one like '%has a finished_at' then 'add "finished_at", or write "status": "in_progress"'
            else 'write "status": "in_progress", or what became of each pending stop' end as hint
from first
