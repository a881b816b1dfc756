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
           cast(h.value as text) glob '[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]' as is_written,
           -- With the nought that an hour of one digit lacks.
           replace(iif(h.value glob '[0-9]:*', '0', '') || h.value, '-', iif(h.value glob '*-[0-9]:*', '-0', '-')) as padded,
           h.key in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday') as is_one
    from locations as l, json_each(l.opening_hours) as h
    where h.value is not null
)
select tenant_id, id,
       iif(name is null, format('`%s` is no object', hours), format('`%s: %s` is not a weekday with hours', name, hours)) ||
       case when is_one and not is_written and padded glob '[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]' then ': an hour has two digits'
            when is_one and is_written and substr(hours, 7, 5) > '24:00' then format(': no day has the hour %s', substr(hours, 7, 5))
            when is_one and is_written then format(': it closes %s', iif(substr(hours, 7, 5) < substr(hours, 1, 5), 'before it opens', 'when it opens'))
            else '' end as message,
       case when is_one and not is_written and padded glob '[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]' then iif(
                 substr(padded, 1, 5) < substr(padded, 7, 5), format('write "%s"', padded),
                 format('write each hour with two digits, and a later one at the end than "%s"', padded))
            when is_one and is_written and substr(hours, 7, 5) > '24:00' then 'write hours up to 24:00'
            when is_one and is_written and substr(hours, 1, 5) > substr(hours, 7, 5) then format('write %sthe two the other way round, "%s-%s", or a closing hour up to 24:00',
                 coalesce((select format('"%s", as on most days, ', o.hours)
                           from day as o
                           where o.id = day.id and o.name <> day.name and o.is_one and o.is_written and substr(o.hours, 1, 5) < substr(o.hours, 7, 5)
                           group by o.hours
                           having count(*) > 1
                           order by count(*) desc, o.hours
                           limit 1), ''), substr(hours, 7, 5), substr(hours, 1, 5))
            when name is null then 'write { "monday": "07:00-20:30", … }, each weekday that is open'
            else 'write monday to sunday, and hours such as 07:00-20:30' end as hint,
       iif(is_one, hours, name) as element
from day
where not is_one or not is_written
   or substr(hours, 1, 5) >= substr(hours, 7, 5) or substr(hours, 7, 5) > '24:00'
union all
select l.tenant_id, l.id, format('%s opens on no day', l.name), 'write the hours of at least one weekday', null
from locations as l
where l.active and not exists (select 1 from json_each(l.opening_hours) as h where h.value is not null)
