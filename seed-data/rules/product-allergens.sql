-- id: business/product-allergens
-- severity: error
-- title: A product declares the allergens of its ingredients
-- why: Undeclared milk is the one mistake that a bakery never forgives a demo.
-- wrong: "allergens": ["gluten"], with butter in the recipe
-- right: "allergens": ["gluten", "milk"]
-- at: products.allergens

select distinct p.tenant_id, p.id,
       format('`%s` is in %s, which is in the recipe', a.value, i.name) as message,
       format('add "%s"', a.value) as hint
from products as p
join recipe_ingredients as l on l.recipe_id = p.recipe_id
join ingredients as i on i.id = l.ingredient_id
join json_each(i.allergens) as a
where not exists (select 1 from json_each(p.allergens) as d where d.value = a.value)
