-- id: business/ingredient-twice
-- severity: warning
-- title: A recipe names an ingredient once, or says what each time is for
-- why: Whoever weighs the dough puts in the salt twice.
-- wrong: two rows of one recipe with the salt, without "notes"
-- right: "notes": "Pomada, en el amasado" and "notes": "En placa, para el laminado"
-- at: recipe_ingredients.ingredient_id
-- after: business/recipe-unit

-- A note at one of the two tells them apart, but not where what all other recipes have is lacking, nor salt,
-- which few doughs take in two parts.
with basic as (
    select distinct l.recipe_id, i.category
    from recipe_ingredients as l
    join ingredients as i on i.id = l.ingredient_id
    where i.category in ('flour', 'yeast', 'salt')
),
lost as (
    select r.id as recipe_id, min(c.category) as category
    from recipes as r
    join (select category, count(*) as recipes from basic group by category) as c
    where c.recipes = (select count(*) - 1 from recipes as o where exists (select 1 from recipe_ingredients as l where l.recipe_id = o.id))
      and c.recipes > 0 and not exists (select 1 from basic as b where b.recipe_id = r.id and b.category = c.category)
    group by r.id
)
select l.tenant_id, l.id,
       format('%s has %s twice, here with %s %s and at %s with %s %s%s', r.code, i.name, number(l.quantity), l.unit,
              place('recipe_ingredients.ingredient_id', o._rowid_), number(o.quantity), o.unit,
              coalesce(', and no ' || s.category || ', which all other recipes have', '')) as message,
       'was another ingredient meant? Write its id; or say in the "notes" of both what each is for' as hint
from recipe_ingredients as l
join recipe_ingredients as o on o.recipe_id = l.recipe_id and o.ingredient_id = l.ingredient_id and o.position < l.position
join recipes as r on r.id = l.recipe_id
join ingredients as i on i.id = l.ingredient_id
left join lost as s on s.recipe_id = l.recipe_id
where coalesce(l.notes, '') = '' and coalesce(o.notes, '') = '' or l.notes = o.notes
   or (s.category is not null or i.category = 'salt') and (coalesce(l.notes, '') = '' or coalesce(o.notes, '') = '')
group by l.id
