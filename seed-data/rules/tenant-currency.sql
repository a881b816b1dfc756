-- id: business/tenant-currency
-- severity: error
-- title: A tenant counts in the currency of its rows, and an outlet in that of its parent
-- why: The chain's dashboard adds up what its outlets sell.
-- wrong: "currency": "USD", of an outlet whose parent has "currency": "EUR"
-- right: "currency": "EUR"
-- at: tenants.currency

with kept as (
    select tenant_id, currency, count(*) as rows, place('subscriptions.currency', min(_rowid_)) as at from subscriptions group by tenant_id, currency
    union all
    select tenant_id, currency, count(*), place('supplier_prices.currency', min(_rowid_)) from supplier_prices group by tenant_id, currency
    union all
    select tenant_id, currency, count(*), place('purchase_orders.currency', min(_rowid_)) from purchase_orders group by tenant_id, currency
    union all
    select tenant_id, currency, count(*), place('customer_orders.currency', min(_rowid_)) from customer_orders group by tenant_id, currency
    union all
    select parent_tenant_id, currency, count(*), place('tenants.currency', min(_rowid_)) from tenants where parent_tenant_id is not null
    group by parent_tenant_id, currency
),
-- What hardly one of its rows has is what is wrong, rather than each of these.
off as materialized (
    select t.tenant_id, sum(k.rows) as rows
    from tenants as t
    join kept as k on k.tenant_id = t.tenant_id
    group by t.tenant_id
    having sum(k.rows) > 2 and 4 * sum(iif(k.currency = t.currency, k.rows, 0)) < sum(k.rows)
),
likely as (
    select f.*, k.currency, sum(k.rows) as same, min(k.at) as at,
           row_number() over (partition by f.tenant_id order by sum(k.rows) desc) as rank
    from off as f
    join tenants as t on t.tenant_id = f.tenant_id
    join kept as k on k.tenant_id = f.tenant_id and k.currency <> t.currency
    group by f.tenant_id, k.currency
)
select o.tenant_id,
       format('the currency is %s, and that of the parent is %s, by %s', o.currency, p.currency,
              place('tenants.currency', p._rowid_)) as message,
       format('write "%s"', p.currency) as hint
from tenants as o
join tenants as p on p.tenant_id = o.parent_tenant_id
where o.currency <> p.currency and p.tenant_id not in (select tenant_id from off)
union all
select t.tenant_id,
       format('the currency is %s, and %s rows of this tenant that name one are in %s, such as %s', t.currency,
              iif(l.same = l.rows, 'all ' || l.rows, format('%d of the %d', l.same, l.rows)), l.currency, l.at),
       format('which is right? Write "%s" here, or "%s" in all of these', l.currency, t.currency)
from likely as l
join tenants as t on t.tenant_id = l.tenant_id
left join tenants as p on p.tenant_id = t.parent_tenant_id
where l.rank = 1 and (p.currency is null or p.currency = t.currency)
