-- id: business/recipe-baking
-- severity: error
-- title: An approved recipe says how long and how hot it bakes
-- why: The baker sets the oven by it.
-- wrong: "baking_minutes": 25, "baking_temperature_c": 0
-- right: "baking_minutes": 25, "baking_temperature_c": 235
-- at: recipes.baking_temperature_c

select tenant_id, id,
       case when preparation_minutes = 0 then 'preparation_minutes'
            when baking_minutes = 0 then 'baking_minutes' else 'baking_temperature_c' end as points_at,
       case when preparation_minutes = 0 then format('`%s` is made in no time', code)
            when baking_minutes = 0 then format('`%s` bakes at %d °C for no time', code, baking_temperature_c)
            else format('`%s` bakes for %d minutes at %s', code, baking_minutes,
                        coalesce(baking_temperature_c || ' °C', 'no temperature')) end as message,
       'write both minutes and a temperature from 100 °C; of what is not baked, 0 minutes and no temperature' as hint
from recipes
where status = 'approved'
  and (preparation_minutes = 0 or (baking_minutes > 0) <> (coalesce(baking_temperature_c, 0) >= 100))
