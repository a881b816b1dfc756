-- id: business/purchase-role
-- severity: warning
-- title: Who makes or approves a purchase order may write in the service that holds it
-- why: The button to approve is for who may write; the shop manager never saw it.
-- wrong: "approved_by_user_id" of the driver, who has no "procurement:write"
-- right: of the owner
-- at: purchase_orders.approved_by_user_id
-- after: business/role-permission, business/user-role, business/role-held, business/purchase-status

-- Of who has no role at all, user-role speaks; and of what is settled, who had which role is long ago.
with named as (
    select id, tenant_id, order_number, 'created_by_user_id' as what, created_by_user_id as user_id
    from purchase_orders
    where status in ('draft', 'sent', 'confirmed')
    union all
    select id, tenant_id, order_number, 'approved_by_user_id', approved_by_user_id
    from purchase_orders
    where status in ('sent', 'confirmed')
),
writer as (
    select distinct g.user_id
    from demo_tables as t
    join roles as o
    join json_each(o.permissions) as p on p.value in ('*:write', t.service || ':write')
    join user_roles as g on g.role_id = o.id
    where t.name = 'purchase_orders'
)
select n.tenant_id, n.id, n.what as points_at,
       format('%s %s %s, and may not write in `%s`', u.full_name, iif(n.what = 'created_by_user_id', 'made', 'approved'), n.order_number, t.service) as message,
       format('which is right? Write the id of another here, or grant %s a role with `%s:write`', u.full_name, t.service) as hint,
       u.id || n.what as cause
from named as n
join users as u on u.id = n.user_id
join demo_tables as t on t.name = 'purchase_orders'
where exists (select 1 from user_roles as g where g.user_id = u.id)
  and u.id not in (select user_id from writer)
  and exists (select 1 from named as o where o.what = n.what and o.user_id in (select user_id from writer))
