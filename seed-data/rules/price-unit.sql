-- id: business/price-unit
-- severity: error
-- title: A supplier sells an ingredient in the unit that it is kept in, at its VAT rate
-- why: A price for a litre of what is weighed cannot be compared.
-- wrong: "unit": "l", for an ingredient with "unit": "kg"
-- right: "unit": "kg"
-- at: supplier_prices.unit
-- after: business/ingredient-used

select p.tenant_id, p.id,
       case when p.unit <> i.unit then 'unit' else 'vat_rate' end as points_at,
       case when p.unit <> i.unit then format('%s is kept in %s, not in %s', i.name, i.unit, p.unit)
            else format('the VAT rate of %s is %s, not %s', i.name, number(i.vat_rate), number(p.vat_rate)) end as message,
       format('write %s', case when p.unit <> i.unit then '"' || i.unit || '"' else number(i.vat_rate) end) as hint
from supplier_prices as p
join ingredients as i on i.id = p.ingredient_id
where p.unit <> i.unit or p.vat_rate <> i.vat_rate
