-- id: business/tenant-currency
-- severity: error
-- title: An outlet counts in the currency of its parent
-- why: The chain's dashboard adds up what its outlets sell.
-- wrong: "currency": "USD", of an outlet whose parent has "currency": "EUR"
-- right: "currency": "EUR"
-- at: tenants.currency

select o.tenant_id,
       format('the currency is %s, and that of the parent is %s, by %s', o.currency, p.currency,
              place('tenants.currency', p._rowid_)) as message,
       format('write "%s"', p.currency) as hint
from tenants as o
join tenants as p on p.tenant_id = o.parent_tenant_id
where o.currency <> p.currency
