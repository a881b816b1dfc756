-- id: business/price-overlap
-- severity: error
-- title: A supplier has one price at a time for an ingredient
-- why: Of two prices for one day, neither can be checked on an invoice.
-- wrong: a price from January to June, and another from May on
-- right: a price from January to April, and another from May on
-- at: supplier_prices.valid_from

select a.tenant_id, a.id,
       format('until %s another price of this supplier is valid, by %s', coalesce(b.valid_until, 'further notice'),
              place('supplier_prices.valid_until', b._rowid_)) as message,
       format('end that one before this begins: write "valid_until": "%s" there, or a later day here', date(a.valid_from, '-1 day')) as hint
from supplier_prices as a
join supplier_prices as b
  on b.supplier_id = a.supplier_id and b.ingredient_id = a.ingredient_id and b.valid_from < a.valid_from
where b.valid_until is null or b.valid_until >= a.valid_from
