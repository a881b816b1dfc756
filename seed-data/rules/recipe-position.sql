-- id: business/recipe-position
-- severity: error
-- title: The ingredients of a recipe are numbered from 1 without a gap
-- why: The baker weighs them in this order, and looks for the one that is missing.
-- wrong: "position": 1 and "position": 3
-- right: "position": 1 and "position": 2
-- at: recipes.code

with numbered as (
    select recipe_id, position, _rowid_ as number, row_number() over (partition by recipe_id order by position) as due,
           count(*) over (partition by recipe_id) as rows
    from recipe_ingredients
    where recipe_id in (select recipe_id from recipe_ingredients group by recipe_id having max(position) <> count(*))
),
-- What stands where a number is missing is the next.
gap as (
    select recipe_id, position as next, number, min(due) as missing, rows from numbered where position <> due group by recipe_id
)
select r.tenant_id, r.id,
       format('%s has no ingredient with the position %d, and the next, with %d, is at %s', r.code, g.missing, g.next,
              place('recipe_ingredients.position', g.number)) as message,
       'was a row deleted? Put it back, or number its rows of recipe_ingredients ' || iif(g.rows = 1, '1', 'from 1 to ' || g.rows) as hint
from gap as g
join recipes as r on r.id = g.recipe_id
