-- id: business/lot-quantity
-- severity: warning
-- title: A lot is no more than ten times what is kept of its ingredient
-- why: Nine tonnes of flour in the store of a corner bakery are a slip of a key, and the value of the
--    stock is on the first screen.
-- wrong: "quantity": 9000, of flour with "reorder_point": 200 and "reorder_quantity": 500
-- right: "quantity": 325
-- at: stock_lots.quantity
-- after: business/lot-unit, business/lot-thing

select l.tenant_id, l.id,
       format('%s %s of %s; it is ordered anew at %s, and then %s', number(l.quantity), l.unit, i.name,
              number(i.reorder_point), number(i.reorder_quantity)) as message,
       'write less, or look at the ingredient''s reorder_point and reorder_quantity' as hint
from stock_lots as l
join ingredients as i on i.id = l.ingredient_id
where l.quantity > 10 * (i.reorder_point + i.reorder_quantity)
