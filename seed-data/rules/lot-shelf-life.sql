-- id: business/lot-shelf-life
-- severity: error
-- title: A lot expires within the shelf life of what lies in it
-- why: Milk that keeps for a year makes the alerts about expiring stock look made up.
-- wrong: milk with "shelf_life_days": 10, produced on day 1 and expiring on day 30
-- right: expiring on day 11 or before, at any hour of that day
-- at: stock_lots.expires_at
-- after: business/lot-thing, business/lot-number

with thing as (
    -- A day printed on a package lasts until its evening.
    select id, name, shelf_life_days * 24 + 24 as hours, shelf_life_days || ' days' as shelf_life,
           place('ingredients.shelf_life_days', _rowid_) as place
    from ingredients
    union all
    select id, name, shelf_life_hours, shelf_life_hours || ' hours', place('products.shelf_life_hours', _rowid_) from products
)
select l.tenant_id, l.id, iif(b.place is null, 'expires_at', 'produced_at') as points_at,
       format('%s keeps for %s, and this lot for %s', t.name, t.shelf_life,
              iif(l.product_id is null, format('%.1f days', minutes_between(l.produced_at, l.expires_at) / 1440),
                  number(round(minutes_between(l.produced_at, l.expires_at) / 60, 1)) || ' hours')) as message,
       coalesce('its batch was finished later: write as "produced_at" its "finished_at", at ' || b.place,
                'which is right? Write an earlier "expires_at" or a later "produced_at" here, or a longer shelf life at ' || t.place) as hint
from stock_lots as l
join thing as t on t.id = coalesce(l.ingredient_id, l.product_id)
-- Of a lot with its batch's number, when it was made is known.
left join (
    select batch_number, product_id, finished_at, place('production_batches.finished_at', _rowid_) as place from production_batches
) as b on b.batch_number = l.lot_number and b.product_id = l.product_id and b.finished_at > l.produced_at
      and minutes_between(b.finished_at, l.expires_at) between 0 and t.hours * 60 + 0.001
where minutes_between(l.produced_at, l.expires_at) > t.hours * 60 + 0.001
