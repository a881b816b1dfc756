-- id: business/tenant-subscription
-- severity: error
-- title: A tenant has one subscription; an outlet has its parent's
-- why: The account page shows what is paid for; with two it shows either.
-- wrong: no row of subscriptions
-- right: one row of subscriptions
-- at: tenants.name
-- after: business/tenant-kind

select t.tenant_id,
       format('this tenant has %d subscriptions', count(s.id)) as message,
       'give it one row of subscriptions' as hint
from tenants as t
left join subscriptions as s on s.tenant_id = t.tenant_id
where t.kind <> 'outlet'
group by t.tenant_id
having count(s.id) <> 1
