-- id: business/ingredient-used
-- severity: error
-- title: An ingredient is kept in the unit, and taxed at the rate, of all rows that name it
-- why: Lots, prices, recipes and orders are all wrong at once when the ingredient is what is wrong.
-- wrong: "unit": "l", where its lots, prices, recipes and order lines are in "kg"
-- right: "unit": "kg"
-- at: ingredients.unit

with used as (
    select ingredient_id, 'unit' as what, unit as value, place('stock_lots.unit', _rowid_) as at from stock_lots
    union all
    select ingredient_id, 'unit', unit, place('supplier_prices.unit', _rowid_) from supplier_prices
    union all
    select ingredient_id, 'unit', unit, place('recipe_ingredients.unit', _rowid_) from recipe_ingredients
    union all
    select ingredient_id, 'unit', unit, place('purchase_order_lines.unit', _rowid_) from purchase_order_lines
    union all
    select ingredient_id, 'vat_rate', vat_rate, place('supplier_prices.vat_rate', _rowid_) from supplier_prices
    union all
    select ingredient_id, 'vat_rate', vat_rate, place('purchase_order_lines.vat_rate', _rowid_) from purchase_order_lines
),
-- One row alone may be what is off, and of several one with it.
told as (
    select i.tenant_id, i.id, i.name, u.what, iif(u.what = 'unit', i.unit, number(i.vat_rate)) as here,
           max(iif(u.value = iif(u.what = 'unit', i.unit, i.vat_rate), null, iif(u.what = 'unit', u.value, number(u.value)))) as there,
           count(*) as rows, sum(u.value = iif(u.what = 'unit', i.unit, i.vat_rate)) as same,
           group_concat(iif(u.value = iif(u.what = 'unit', i.unit, i.vat_rate), null, u.at), ', ') as places,
           group_concat(iif(u.value = iif(u.what = 'unit', i.unit, i.vat_rate), u.at, null), ', ') as same_places
    from ingredients as i
    join used as u on u.ingredient_id = i.id
    group by i.id, u.what
    having count(*) > 1 and 3 * sum(u.value = iif(u.what = 'unit', i.unit, i.vat_rate)) <= sum(u.value <> iif(u.what = 'unit', i.unit, i.vat_rate))
       and count(distinct iif(u.value = iif(u.what = 'unit', i.unit, i.vat_rate), null, u.value)) = 1
)
select tenant_id, id, what as points_at,
       format(iif(what = 'unit', '%s is kept in %s, and %s rows that name it are in %s',
                  'the VAT rate of %s is %s, and %s rows that name it have %s'), name, here, 
              case when same > 0 then format('%d of the %d', rows - same, rows) when rows = 2 then 'both' else 'all ' || rows end, there) as message,
       format('which is right? Write %s here%s, or %s at %s', iif(what = 'unit', '"' || there || '"', there), coalesce(' and at ' || same_places, ''),
              iif(what = 'unit', '"' || here || '"', here), places) as hint
from told
