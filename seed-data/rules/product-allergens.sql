-- id: business/product-allergens
-- severity: error
-- title: A product declares the allergens of its ingredients, and no others
-- why: Undeclared milk is the one mistake that a bakery never forgives a demo.
-- wrong: "allergens": ["gluten"], with butter in the recipe
-- right: "allergens": ["gluten", "milk"]
-- at: products.allergens
-- after: business/product-allergen, business/product-recipe, business/recipe-position, business/recipe-yield

select distinct p.tenant_id, p.id,
       format('`%s` is in %s, which is in the recipe', a.value, i.name) as message,
       format('add "%s"', a.value) as hint
from products as p
join recipe_ingredients as l on l.recipe_id = p.recipe_id
join ingredients as i on i.id = l.ingredient_id
join json_each(i.allergens) as a
where not exists (select 1 from json_each(p.allergens) as d where d.value = a.value)
union
select p.tenant_id, p.id,
       format('`%s` is in none of the ingredients of its recipe', d.value) as message,
       format('take "%s" out, or look at what the ingredients declare', d.value) as hint
from products as p
join json_each(p.allergens) as d
where exists (select 1 from recipe_ingredients as l where l.recipe_id = p.recipe_id)
  and not exists (
      select 1 from recipe_ingredients as l
      join ingredients as i on i.id = l.ingredient_id
      join json_each(i.allergens) as a
      where l.recipe_id = p.recipe_id and a.value = d.value)
