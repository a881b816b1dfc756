-- id: business/product-shelf-life
-- severity: warning
-- title: A product keeps about as long as its lots do
-- why: The product's page says four days, and every lot of it is thrown away after one.
-- wrong: "shelf_life_hours": 96, of a loaf whose lots all expire 24 hours after they were made
-- right: "shelf_life_hours": 24
-- at: products.shelf_life_hours
-- after: business/lot-thing, business/lot-number, business/lot-times, business/lot-shelf-life

select p.tenant_id, p.id,
       format('%s keeps for %s hours, and %s for %s at most, by %s', p.name, number(p.shelf_life_hours),
              iif(count(*) = 1, 'its only lot', format('each of its %d lots', count(*))),
              number(round(max(minutes_between(l.produced_at, l.expires_at)) / 60, 1)), place('stock_lots.expires_at', l._rowid_)) as message,
       'which is right? Write the shelf life of the lots here, or a later "expires_at" there' as hint
from products as p
join stock_lots as l on l.product_id = p.id
group by p.id
having max(minutes_between(l.produced_at, l.expires_at)) < p.shelf_life_hours * 60 / 2
