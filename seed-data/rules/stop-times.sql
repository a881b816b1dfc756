-- id: business/stop-times
-- severity: error
-- title: A van reaches a stop after its route has started, and before it is finished
-- why: The map draws where the van was when, and it cannot have arrived before it left.
-- wrong: "arrived_at": "BASE_TS - 28m", on a route with "started_at": "BASE_TS - 15m"
-- right: "arrived_at": "BASE_TS - 8m", on a route with "started_at": "BASE_TS - 15m"
-- at: delivery_stops.arrived_at
-- after: business/stop-status, business/route-status

with told as (
    select s.tenant_id, s.id, s.sequence, s.route_id, r.route_number, s.arrived_at < r.started_at as is_early,
           iif(s.arrived_at < r.started_at, place('delivery_routes.started_at', r._rowid_),
               place('delivery_routes.finished_at', r._rowid_)) as other,
           abs(minutes_between(s.arrived_at, iif(s.arrived_at < r.started_at, r.started_at, r.finished_at))) as minutes
    from delivery_stops as s
    join delivery_routes as r on r.id = s.route_id
    where s.arrived_at < r.started_at or s.arrived_at > r.finished_at
)
select tenant_id, id,
       format('the van is at stop %d %s minutes %s %s, by %s', sequence, number(round(minutes, 1)),
              iif(is_early, 'before the start of', 'after the end of'), route_number, other) as message,
       iif(is_early, 'which is right? Write a later "arrived_at" here, or an earlier "started_at" at ',
           'which is right? Write an earlier "arrived_at" here, or a later "finished_at" at ') || other as hint,
       route_id || is_early as cause
from told
