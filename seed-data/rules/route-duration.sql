-- id: business/route-duration
-- severity: error
-- title: A route takes the minutes from its planned start to its planned end, within the
--    shift
-- why: Hours of work are paid, and limited by law.
-- wrong: "duration_minutes": 60, planned from "BASE_TS - 16m" to "BASE_TS + 27m"
-- right: "duration_minutes": 43
-- at: delivery_routes.duration_minutes

with route as (
    select r.*, v.name, v.shift_start, v.shift_end,
           minutes_between(r.planned_start_at, r.planned_end_at) as minutes,
           (julianday(v.shift_end) - julianday(v.shift_start)) * 1440 as shift_minutes
    from delivery_routes as r
    join vehicles as v on v.id = r.vehicle_id
)
select tenant_id, id,
       iif(abs(duration_minutes - minutes) > 1, 'duration_minutes', 'planned_end_at') as points_at,
       iif(abs(duration_minutes - minutes) > 1,
           format('%d minutes, and %.0f from the planned start to the planned end', duration_minutes, minutes),
           format('%.0f minutes, and the shift of %s is from %s to %s', minutes, name, shift_start, shift_end)) as message,
       iif(abs(duration_minutes - minutes) > 1, format('write %.0f', minutes), 'take a stop out') as hint
from route
where abs(duration_minutes - minutes) > 1 or minutes > shift_minutes
