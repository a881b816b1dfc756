-- id: business/batch-duration
-- severity: error
-- title: A batch is planned for as long as its recipe takes, and not for twice as long
-- why: Dough does not rise faster because the plan says so.
-- wrong: "planned_start_at": "BASE_TS + 1h", "planned_end_at": "BASE_TS + 1h30m", of a recipe of 127 minutes
-- right: "planned_end_at": "BASE_TS + 3h7m"
-- at: production_batches.planned_end_at
-- after: business/batch-recipe, business/recipe-minutes

select b.tenant_id, b.id,
       format('%d minutes are planned, and `%s` takes %d',
              minutes_between(b.planned_start_at, b.planned_end_at), r.code,
              r.preparation_minutes + r.fermentation_minutes + r.baking_minutes) as message,
       format('which is right? End it when the recipe is done, or mend the recipe''s minutes, at %s', place('recipes.baking_minutes', r._rowid_)) as hint
from production_batches as b
join recipes as r on r.id = b.recipe_id
where minutes_between(b.planned_start_at, b.planned_end_at)
      not between r.preparation_minutes + r.fermentation_minutes + r.baking_minutes
          and 2 * (r.preparation_minutes + r.fermentation_minutes + r.baking_minutes)
