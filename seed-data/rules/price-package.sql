-- id: business/price-package
-- severity: warning
-- title: A package is not many times what is ordered of its ingredient
-- why: Yeast that is ordered by five kilos does not come in packages of half a tonne.
-- wrong: "package_quantity": 500, of yeast with "reorder_quantity": 5
-- right: "package_quantity": 0.5
-- at: supplier_prices.package_quantity
-- after: business/price-unit, business/ingredient-used, business/purchase-line-listed

select p.tenant_id, p.id,
       format('a package of %s has %s %s, and it is ordered anew by %s, by %s', i.name, number(p.package_quantity), p.unit,
              number(i.reorder_quantity), place('ingredients.reorder_quantity', i._rowid_)) as message,
       'which is right? Write a smaller package here, or more to order there' as hint
from supplier_prices as p
join ingredients as i on i.id = p.ingredient_id and i.unit = p.unit
where p.package_quantity > 20 * (i.reorder_quantity + i.reorder_point)
