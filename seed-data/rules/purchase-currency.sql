-- id: business/purchase-currency
-- severity: error
-- title: A purchase order is in the currency of its tenant
-- why: Totals over rows of two currencies mean nothing, and the dashboard adds them up.
-- wrong: "currency": "USD", where the tenant has "currency": "EUR"
-- right: "currency": "EUR"
-- at: purchase_orders.currency

select r.tenant_id, r.id,
       format('the currency is %s, and the tenant''s is %s', r.currency, t.currency) as message,
       format('write "%s"', t.currency) as hint
from purchase_orders as r
join tenants as t on t.tenant_id = r.tenant_id
where r.currency <> t.currency
