-- id: business/product-used
-- severity: error
-- title: A product is counted in the unit of all rows that name it
-- why: Lots, recipe, batches and orders are all wrong at once when the product is what is wrong.
-- wrong: "unit": "kg", where its lots, recipe and order lines are in "unit"
-- right: "unit": "unit"
-- at: products.unit

with used as (
    select product_id, unit, count(*) as rows, place('stock_lots.unit', min(_rowid_)) as at
    from stock_lots
    where product_id is not null
    group by product_id, unit
    union all
    select product_id, yield_unit, count(*), place('recipes.yield_unit', min(_rowid_)) from recipes group by product_id, yield_unit
    union all
    select product_id, unit, count(*), place('production_batches.unit', min(_rowid_)) from production_batches group by product_id, unit
    union all
    select product_id, unit, count(*), place('customer_order_lines.unit', min(_rowid_)) from customer_order_lines group by product_id, unit
)
-- One row alone may be what is off.
select p.tenant_id, p.id,
       format('%s is counted in %s, and %s rows that name it are in %s, such as %s', p.name, p.unit,
              iif(sum(u.rows) = 2, 'both', 'all ' || sum(u.rows)), u.unit, min(u.at)) as message,
       format('which is right? Write "%s" here, or "%s" in all of these', u.unit, p.unit) as hint
from products as p
join used as u on u.product_id = p.id
group by p.id
having sum(u.rows) > 1 and min(u.unit) = max(u.unit) and u.unit <> p.unit
