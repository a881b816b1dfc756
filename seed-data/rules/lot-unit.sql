-- id: business/lot-unit
-- severity: error
-- title: A lot is counted as what lies in it is, and pieces are whole
-- why: Stock is added up over lots; kilograms and litres do not add up.
-- wrong: "unit": "l", of an ingredient with "unit": "kg"
-- right: "unit": "kg"
-- at: stock_lots.unit
-- after: business/ingredient-used, business/product-used, business/lot-thing

with thing as (
    select id, name, unit from ingredients union all select id, name, unit from products
)
select l.tenant_id, l.id,
       case when l.unit <> t.unit then 'unit' else 'quantity' end as points_at,
       case when l.unit <> t.unit then format('%s is counted in %s, not in %s', t.name, t.unit, l.unit)
            else format('%s is no number of whole pieces', number(l.quantity)) end as message,
       case when l.unit <> t.unit then format('write "%s"', t.unit) else 'round it' end as hint
from stock_lots as l
join thing as t on t.id = coalesce(l.ingredient_id, l.product_id)
where l.unit <> t.unit or (t.unit = 'unit' and l.quantity <> round(l.quantity))
