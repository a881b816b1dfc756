-- id: business/supplier-active
-- severity: error
-- title: A supplier of whom something is bought is active
-- why: The next purchase order is proposed to the supplier of the ingredient.
-- wrong: "active": false, of the supplier of the flour
-- right: "active": true
-- at: suppliers.active

select s.tenant_id, s.id,
       format('%s is not active, and supplies %s', s.name, i.name) as message,
       'write true, or give its ingredients another supplier' as hint
from suppliers as s
join ingredients as i on i.supplier_id = s.id
where not s.active
group by s.id
