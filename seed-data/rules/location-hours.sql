-- id: business/location-hours
-- severity: error
-- title: A place that is active opens, on weekdays that exist, and closes later
-- why: Sales of the history end at closing time, and the forecast of a day needs to know
--    whether it is one.
-- wrong: "opening_hours": {"monday": "20:30-07:00"}
-- right: "opening_hours": {"monday": "07:00-20:30"}
-- at: locations.opening_hours

with day as (
    select l.tenant_id, l.id, h.key as name, cast(h.value as text) as hours,
           h.key in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday') as is_one
    from locations as l, json_each(l.opening_hours) as h
    where h.value is not null
)
select tenant_id, id,
       format('`%s: %s` is not a weekday with hours', name, hours) as message,
       'write monday to sunday, and hours such as 07:00-20:30' as hint,
       iif(is_one, hours, name) as element
from day
where not is_one or hours not glob '[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]'
   or substr(hours, 1, 5) >= substr(hours, 7, 5) or substr(hours, 7, 5) > '24:00'
union all
select l.tenant_id, l.id, format('%s opens on no day', l.name), 'write the hours of at least one weekday', null
from locations as l
where l.active and not exists (select 1 from json_each(l.opening_hours) as h where h.value is not null)
