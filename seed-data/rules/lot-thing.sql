-- id: business/lot-thing
-- severity: error
-- title: A lot is of an ingredient or of a product, and not of both
-- why: The list of stock names what lies in a lot, and what it is worth goes by that.
-- wrong: "ingredient_id" and "product_id" in one row
-- right: "product_id" alone
-- at: stock_lots.ingredient_id

select l.tenant_id, l.id,
       iif(i.id is not null and p.id is not null and (i.unit = l.unit) > (p.unit = l.unit), 'product_id', 'ingredient_id') as points_at,
       iif(l.ingredient_id is null, format('the lot %s is of no ingredient and of no product', l.lot_number),
           format('the lot %s is of %s and of %s', l.lot_number, coalesce(i.name, 'an ingredient'), coalesce(p.name, 'a product'))) as message,
       iif(l.ingredient_id is null, 'add an "ingredient_id" or a "product_id"',
           'a lot is of an ingredient or of a product: remove one of the two ids') as hint
from stock_lots as l
left join ingredients as i on i.id = l.ingredient_id
left join products as p on p.id = l.product_id
where (l.ingredient_id is null) = (l.product_id is null)
