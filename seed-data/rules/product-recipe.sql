-- id: business/product-recipe
-- severity: error
-- title: A product and its recipe name each other
-- why: The recipe that a product opens must be its own.
-- wrong: a croissant whose "recipe_id" is that of the bread
-- right: the recipe whose "product_id" is this product
-- at: products.recipe_id
-- after: business/recipe-product

select p.tenant_id, p.id,
       iif(p.recipe_id is null, format('the recipe `%s` is of this product, which names none', r.code),
           format('the recipe `%s` is of another product', r.code)) as message,
       coalesce((select format('write the id of `%s`, by %s, which is of this product', o.code, place('recipes.id', o._rowid_))
                 from recipes as o where o.product_id = p.id order by o.status <> 'approved' limit 1),
                'name the recipe whose product_id is this product') as hint
from products as p
join recipes as r on iif(p.recipe_id is null, r.product_id = p.id and r.status = 'approved', r.id = p.recipe_id)
where p.recipe_id is null or r.product_id <> p.id
