-- id: business/subscription-features
-- severity: error
-- title: A subscription lists its features, each once
-- why: The account page shows them as a list.
-- wrong: "features": "all"
-- right: "features": ["forecasting", "procurement"]
-- at: subscriptions.features

with known(names) as (
    values ('central_production deliveries forecasting multi_location orchestration procurement production_planning quality route_planning')
),
-- A name that is not listed may be a new one; one that nearly is, is not.
slip as (
    select s.tenant_id, s.id, f.value as name, nearest(f.value, k.names) as meant
    from subscriptions as s
    join known as k
    join json_each(s.features) as f
    where f.type = 'text' and instr(' ' || k.names || ' ', ' ' || f.value || ' ') = 0
)
select tenant_id, id,
       iif(json_type(features) = 'array', 'there are no features', 'the features are no list') as message,
       'write an array of their names' as hint, null as element
from subscriptions
where json_type(features) <> 'array' or json_array_length(features) = 0
union all
select tenant_id, id, format('`%s` is nearly the name of a feature', name), format('did you mean `%s`?', meant), name
from slip
where abs(length(name) - length(meant)) <= 1 and instr(name, meant) = 0 and instr(meant, name) = 0
union all
select s.tenant_id, s.id, format('`%s` stands here twice', f.value), 'remove one of the two, or write the feature that was meant', f.value
from subscriptions as s, json_each(s.features) as f
where f.type = 'text'
group by s.id, f.value
having count(*) > 1
