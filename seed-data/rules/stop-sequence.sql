-- id: business/stop-sequence
-- severity: error
-- title: Stops are numbered from one without gaps, and reached in that order within their
--    route
-- why: The driver goes by the list.
-- wrong: stops 1 and 3, or stop 2 planned before stop 1
-- right: stops 1 and 2, each planned after the one before
-- at: delivery_stops.sequence
-- after: business/stop-window

with stop as (
    select s.*, r.route_number, r.planned_start_at, r.planned_end_at,
           row_number() over one as number,
           lag(s.planned_arrival_at) over one as before,
           lag(s.service_minutes) over one as before_minutes
    from delivery_stops as s
    join delivery_routes as r on r.id = s.route_id
    window one as (partition by s.route_id order by s.sequence)
)
select tenant_id, id,
       iif(sequence <> number, 'sequence', 'planned_arrival_at') as points_at,
       case when sequence <> number then format('stop %d of %s is number %d', sequence, route_number, number)
            when minutes_between(before, planned_arrival_at) < before_minutes
            then format('stop %d of %s is reached before stop %d is served', sequence, route_number, sequence - 1)
            else format('stop %d is planned outside of %s', sequence, route_number) end as message,
       'number the stops in the order of their planned arrivals' as hint
from stop
where sequence <> number
   or minutes_between(before, planned_arrival_at) < before_minutes
   or planned_arrival_at < planned_start_at
   or minutes_between(planned_arrival_at, planned_end_at) < service_minutes
