-- id: business/product-allergen
-- severity: error
-- title: An allergen of a product is one of the fourteen that European law lists
-- why: A label with "eggs" on it declares nothing to who looks for "egg".
-- wrong: "allergens": ["gluten", "eggs", "milk"]
-- right: "allergens": ["gluten", "egg", "milk"]
-- at: products.allergens

select p.tenant_id, p.id, iif(json_type(p.allergens) = 'array', cast(a.value as text), null) as element,
       iif(json_type(p.allergens) <> 'array', 'the allergens are no list', format('`%s` is not an allergen', a.value)) as message,
       coalesce('did you mean `' || nearest(cast(a.value as text),
                    'gluten crustaceans egg fish peanut soy milk nuts celery mustard sesame sulphites lupin molluscs') || '`? If not, ', '') ||
       'write a list of gluten crustaceans egg fish peanut soy milk nuts celery mustard sesame sulphites lupin molluscs, each quoted' as hint
from products as p, json_each(p.allergens) as a
where json_type(p.allergens) <> 'array'
   or a.value not in ('gluten', 'crustaceans', 'egg', 'fish', 'peanut', 'soy', 'milk', 'nuts', 'celery', 'mustard', 'sesame',
                      'sulphites', 'lupin', 'molluscs')
