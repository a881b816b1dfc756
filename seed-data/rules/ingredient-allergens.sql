-- id: business/ingredient-allergens
-- severity: error
-- title: An allergen is one of the fourteen that European law lists
-- why: A label with "glutenn" on it declares nothing.
-- wrong: "allergens": ["wheat flour"]
-- right: "allergens": ["gluten"]
-- at: ingredients.allergens

select i.tenant_id, i.id,
       iif(json_type(i.allergens) <> 'array', 'the allergens are no list', format('`%s` is not an allergen', a.value)) as message,
       coalesce('did you mean `' || nearest(a.value, 'gluten crustaceans egg fish peanut soy milk nuts celery mustard sesame sulphites lupin molluscs') || '`? ', '') ||
       'write a list of gluten crustaceans egg fish peanut soy milk nuts celery mustard sesame sulphites lupin molluscs, each quoted' as hint
from ingredients as i, json_each(i.allergens) as a
where json_type(i.allergens) <> 'array'
   or a.value not in ('gluten', 'crustaceans', 'egg', 'fish', 'peanut', 'soy', 'milk', 'nuts', 'celery', 'mustard', 'sesame',
                      'sulphites', 'lupin', 'molluscs')
