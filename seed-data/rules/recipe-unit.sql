-- id: business/recipe-unit
-- severity: error
-- title: A recipe measures an ingredient in the unit that it is kept in
-- why: Scaling a recipe takes stock away; it must be of one unit.
-- wrong: "unit": "kg", for milk kept in "l"
-- right: "unit": "l"
-- at: recipe_ingredients.unit
-- after: business/ingredient-used

select l.tenant_id, l.id,
       format('%s is kept in %s, not in %s', i.name, i.unit, l.unit) as message,
       format('write "%s"', i.unit) as hint
from recipe_ingredients as l
join ingredients as i on i.id = l.ingredient_id
where l.unit <> i.unit
