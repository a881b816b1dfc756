-- id: business/ingredient-price
-- severity: warning
-- title: The supplier of an ingredient has a price for it that is preferred
-- why: A proposed purchase order would have no price.
-- wrong: a "supplier_id" without a row of supplier_prices for this ingredient
-- right: the supplier in whose price list it stands
-- at: ingredients.supplier_id
-- after: business/purchase-line-listed

select i.tenant_id, i.id,
       format('%s has no %s for %s', s.name,
              iif(exists (select 1 from supplier_prices as p where p.supplier_id = s.id and p.ingredient_id = i.id),
                  'preferred price', 'price'), i.name) as message,
       coalesce((select format('which is right? Write the id of %s here, whose price stands at %s, or put a row for %s into supplier_prices, with "preferred": true',
                               o.name, place('supplier_prices.supplier_id', p._rowid_), s.name)
                 from supplier_prices as p
                 join suppliers as o on o.id = p.supplier_id
                 where p.ingredient_id = i.id and p.preferred and p.supplier_id <> s.id
                 order by p._rowid_
                 limit 1),
                'was a row of supplier_prices deleted? Put it back, with "preferred": true, or name another supplier') as hint
from ingredients as i
join suppliers as s on s.id = i.supplier_id
where not exists (
    select 1 from supplier_prices as p where p.supplier_id = s.id and p.ingredient_id = i.id and p.preferred
)
