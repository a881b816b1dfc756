-- id: business/quality-value
-- severity: error
-- title: What is checked within limits has a value, in a unit that its kind is measured in
-- why: A temperature of 252 grams is what the auditor asks about first.
-- wrong: "kind": "temperature", "measured_value": 252.00, "unit": "g"
-- right: "kind": "weight", "measured_value": 252.00, "unit": "g"
-- at: quality_checks.kind

with told as (
    select tenant_id, id, kind, measured_value, lower_limit, upper_limit, unit, passed,
           case when lower(unit) in ('g', 'gr', 'kg', 'mg', 'lb', 'oz') then 'weight'
                when lower(replace(replace(replace(unit, '°', ''), 'º', ''), ' ', '')) in ('c', 'f') then 'temperature'
                when lower(unit) = 'ph' then 'ph' end as measures
    from quality_checks
)
select tenant_id, id, iif(measures <> kind, 'kind', 'measured_value') as points_at,
       iif(measures <> kind, format('a check of `%s` is measured in %s', kind, unit),
           format('%s, and nothing was measured, between %s and %s', iif(passed, 'passed', 'not passed'),
                  coalesce(number(lower_limit), 'no limit'), coalesce(number(upper_limit), 'no limit'))) as message,
       iif(measures <> kind, format('which is right? Write "%s" here, or the unit of a check of `%s`', measures, kind),
           'write the "measured_value", or remove its limits') as hint
from told
where measures <> kind
   or (passed and measured_value is null and (lower_limit is not null or upper_limit is not null))
