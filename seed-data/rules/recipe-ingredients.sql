-- id: business/recipe-ingredients
-- severity: error
-- title: An approved recipe has ingredients, and an instant at which it was approved
-- why: A recipe without ingredients cannot be scaled, costed or baked.
-- wrong: "status": "approved", with no row of recipe_ingredients
-- right: "status": "approved", "approved_at": "2024-11-12T11:00:00Z", with its ingredients
-- at: recipes.status

select r.tenant_id, r.id,
       case when r.approved_at > now() then 'approved_at' else 'status' end as points_at,
       case when (r.status = 'draft') = (r.approved_at is not null)
            then format('the recipe is %s, and %s', r.status,
                        case when r.approved_at is null then 'was never approved' else 'was approved' end)
            when r.approved_at > now() then 'the recipe is approved in the future'
            else 'the recipe has no ingredients' end as message,
       case when r.status = 'draft' and r.approved_at is not null then 'remove "approved_at", or write "status": "approved"'
            when r.status <> 'draft' and r.approved_at is null then 'add "approved_at", or write "status": "draft"'
            when r.approved_at > now() then 'write an "approved_at" up to now, or "status": "draft" without one'
            else 'list its ingredients in recipe_ingredients, or write "status": "draft" without "approved_at"' end as hint
from recipes as r
where (r.status = 'draft') = (r.approved_at is not null)
   or r.approved_at > now()
   or (r.status = 'approved' and not exists (select 1 from recipe_ingredients as l where l.recipe_id = r.id))
