-- id: business/ingredient-supplier
-- severity: warning
-- title: An ingredient with a preferred price has the supplier of it
-- why: A proposed purchase order goes to the ingredient's supplier, and without one to nobody.
-- wrong: "supplier_id": null, of an ingredient with a row of supplier_prices and "preferred": true
-- right: the supplier of that price
-- at: ingredients.supplier_id

select i.tenant_id, i.id,
       format('%s has no supplier, and a preferred price of %s, by %s', i.name, s.name, place('supplier_prices.preferred', p._rowid_)) as message,
       format('which is right? Write the id of that supplier here, by %s, or "preferred": false there', place('suppliers.id', s._rowid_)) as hint
from ingredients as i
join supplier_prices as p on p.ingredient_id = i.id and p.preferred and p.valid_from <= today()
     and (p.valid_until is null or p.valid_until >= today())
join suppliers as s on s.id = p.supplier_id
where i.supplier_id is null
group by i.id
