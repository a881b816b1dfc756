-- id: business/price-validity
-- severity: error
-- title: A preferred price is valid today, and is the only one
-- why: Purchase orders are proposed at the preferred price; with none or two of them there
--    is no answer.
-- wrong: "preferred": true, "valid_until": "2025-01-10"
-- right: "preferred": true, "valid_until": "2025-12-31"
-- at: supplier_prices.valid_until

select p.tenant_id, p.id,
       case when p.valid_from > today() then 'valid_from'
            when p.valid_until < today() then 'valid_until'
            else 'preferred' end as points_at,
       case when p.valid_from > today() then format('the preferred price begins on %s', p.valid_from)
            when p.valid_until < today() then format('the preferred price ended on %s', p.valid_until)
            else 'another price of this ingredient is preferred too' end as message,
       'make one price preferred that is valid now' as hint
from supplier_prices as p
where p.preferred
  and (p.valid_from > today() or p.valid_until < today()
       or exists (
           select 1 from supplier_prices as o
           where o.ingredient_id = p.ingredient_id and o.preferred and o.id <> p.id
             and o.valid_from <= today() and (o.valid_until is null or o.valid_until >= today())
             -- Of two of one supplier at a time, price-overlap speaks.
             and not (o.supplier_id = p.supplier_id and o.valid_from <> p.valid_from
                      and (o.valid_until is null or o.valid_until >= p.valid_from) and (p.valid_until is null or p.valid_until >= o.valid_from))))
