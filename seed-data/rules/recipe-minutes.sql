-- id: business/recipe-minutes
-- severity: error
-- title: A recipe takes as long as its batches are planned for
-- why: Where no batch fits its recipe, it is the recipe that a slip has hit.
-- wrong: "baking_minutes": 220, with two batches of 127 minutes
-- right: "baking_minutes": 22
-- at: recipes.baking_minutes

-- As in batch-duration, which speaks of one batch among others.
with planned as (
    select r.id, max(minutes_between(b.planned_start_at, b.planned_end_at)) as most, count(*) as batches,
           min(b._rowid_) as number
    from recipes as r
    join production_batches as b on b.recipe_id = r.id and b.product_id = r.product_id
    group by r.id
    having count(*) > 1
       and max(minutes_between(b.planned_start_at, b.planned_end_at))
           < r.preparation_minutes + r.fermentation_minutes + r.baking_minutes
),
-- Of the three the longest that alone can be it.
part as (
    select r.id, p.most, p.batches, p.number, r.code, r.preparation_minutes + r.fermentation_minutes + r.baking_minutes as takes,
           max(r.preparation_minutes, r.fermentation_minutes, r.baking_minutes) as longest,
           r.preparation_minutes, r.fermentation_minutes
    from planned as p
    join recipes as r on r.id = p.id
)
select r.tenant_id, r.id,
       case p.longest when p.preparation_minutes then 'preparation_minutes' when p.fermentation_minutes then 'fermentation_minutes'
            else 'baking_minutes' end as points_at,
       format('`%s` takes %d minutes, and all its %d batches are planned for %s or less', p.code, p.takes, p.batches, number(p.most))
           as message,
       iif(p.longest > p.takes - p.most,
           format('which is right? Write %d or less here, or plan its batches for longer, from %s on', p.longest - (p.takes - p.most),
                  place('production_batches.planned_end_at', p.number)),
           format('mend its minutes, or plan its batches for longer, from %s on', place('production_batches.planned_end_at', p.number)))
           as hint
from part as p
join recipes as r on r.id = p.id
