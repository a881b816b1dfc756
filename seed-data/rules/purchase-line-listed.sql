-- id: business/purchase-line-listed
-- severity: error
-- title: A supplier is asked for what it sells, in whole packages
-- why: Butter is not ordered from the mill.
-- wrong: "quantity": 30, of a package of 25 kg
-- right: "quantity": 50, of a package of 25 kg
-- at: purchase_order_lines.ingredient_id
-- after: business/purchase-supplier

select l.tenant_id, l.id,
       iif(p.id is null, 'ingredient_id', 'quantity') as points_at,
       iif(p.id is null, format('%s has no price for %s', s.name, i.name),
           format('%s %s are no whole packages of %s, by %s', number(l.quantity), l.unit, number(p.package_quantity),
                  place('supplier_prices.package_quantity', p._rowid_))) as message,
       iif(p.id is null, 'was its row of supplier_prices deleted? Put it back, or order from a supplier that has one',
           -- What the line's total was made from is the better guess.
           iif(l.line_total > 0 and l.line_total / l.unit_price >= p.package_quantity
                   and abs(l.line_total / l.unit_price / p.package_quantity - round(l.line_total / l.unit_price / p.package_quantity)) < 0.001,
               format('its total of %.2f is of %s: write that', l.line_total,
                      number(round(l.line_total / l.unit_price / p.package_quantity) * p.package_quantity)),
               format('which is right? Write %s here, or the package at %s, of which this is a whole number',
                      number(p.package_quantity * max(1, cast(round(l.quantity / p.package_quantity) as integer))),
                      place('supplier_prices.package_quantity', p._rowid_)))) as hint
from purchase_order_lines as l
join purchase_orders as o on o.id = l.purchase_order_id
join suppliers as s on s.id = o.supplier_id
join ingredients as i on i.id = l.ingredient_id
left join supplier_prices as p on p.supplier_id = o.supplier_id and p.ingredient_id = l.ingredient_id
where p.id is null
   or abs(l.quantity / p.package_quantity - round(1.0 * l.quantity / p.package_quantity)) > 0.0001
