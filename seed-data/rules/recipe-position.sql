-- id: business/recipe-position
-- severity: error
-- title: The ingredients of a recipe are numbered from 1 without a gap
-- why: The baker weighs them in this order, and looks for the one that is missing.
-- wrong: "position": 1 and "position": 3
-- right: "position": 1 and "position": 2
-- at: recipes.code
-- after: business/recipe-yield, business/bakers-percentage

select r.tenant_id, r.id,
       format('%s has %d ingredients, and the last has the position %d', r.code, count(*), max(l.position)) as message,
       format('number the rows of recipe_ingredients from 1 to %d', count(*)) as hint
from recipes as r
join recipe_ingredients as l on l.recipe_id = r.id
group by r.id
having max(l.position) <> count(*)
