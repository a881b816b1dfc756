-- id: business/subscription-currency
-- severity: error
-- title: A subscription is in the currency of its tenant
-- why: Totals over rows of two currencies mean nothing, and the dashboard adds them up.
-- wrong: "currency": "USD", where the tenant has "currency": "EUR"
-- right: "currency": "EUR"
-- at: subscriptions.currency

select r.tenant_id, r.id,
       format('the currency is %s, and the tenant''s is %s', r.currency, t.currency) as message,
       format('write "%s"', t.currency) as hint, r.tenant_id || r.currency as cause
from subscriptions as r
join tenants as t on t.tenant_id = r.tenant_id
where r.currency <> t.currency
  -- Of a tenant with which hardly a row agrees, tenant-currency speaks.
  and t.tenant_id not in (
      select k.tenant_id
      from (select tenant_id, currency from subscriptions union all select tenant_id, currency from supplier_prices
            union all select tenant_id, currency from purchase_orders union all select tenant_id, currency from customer_orders
            union all select parent_tenant_id, currency from tenants where parent_tenant_id is not null) as k
      join tenants as h on h.tenant_id = k.tenant_id
      group by k.tenant_id
      having count(*) > 2 and 4 * sum(k.currency = h.currency) < count(*))
