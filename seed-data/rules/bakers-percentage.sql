-- id: business/bakers-percentage
-- severity: error
-- title: A bakers percentage is of the weight of all flour
-- why: Every baker checks it: flour is 100, water 66, salt 2.
-- wrong: "quantity": 16.5, "bakers_percentage": 60.00, with 25 kg of flour
-- right: "quantity": 16.5, "bakers_percentage": 66.00
-- at: recipe_ingredients.bakers_percentage

with flour as (
    select l.recipe_id, sum(l.quantity) as kg
    from recipe_ingredients as l
    join ingredients as i on i.id = l.ingredient_id and i.category = 'flour'
    group by l.recipe_id
)
select l.tenant_id, l.id,
       format('%s of %s kg of flour is %.2f %%, not %s', number(l.quantity), number(f.kg),
              100.0 * l.quantity / f.kg, coalesce(format('%.2f', l.bakers_percentage), 'left out')) as message,
       format('write %.2f', 100.0 * l.quantity / f.kg) as hint
from recipe_ingredients as l
join flour as f on f.recipe_id = l.recipe_id
where abs(l.bakers_percentage - 100.0 * l.quantity / f.kg) > 0.0051
   or (l.bakers_percentage is null and l.unit <> 'unit')
