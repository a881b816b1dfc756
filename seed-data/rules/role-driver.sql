-- id: business/role-driver
-- severity: warning
-- title: The role of all drivers may write in the service that holds their routes
-- why: A driver who is at the door cannot say that the goods are delivered.
-- wrong: "permissions": ["orders:read", "tenant:read"], of all who drive
-- right: "permissions": ["orders:read", "orders:write", "tenant:read"]
-- at: roles.permissions
-- after: business/role-permission, business/route-driver

with driver as materialized (
    select distinct driver_user_id as id from delivery_routes where status in ('planned', 'in_progress') and driver_user_id is not null
),
-- Roles of all of them, where none of the drivers may by any role. Of one driver alone, driver-role speaks.
held as (
    select g.role_id, count(distinct g.user_id) as drivers
    from user_roles as g
    join driver as d on d.id = g.user_id
    where (select count(*) from driver) > 1
      and not exists (
          select 1 from user_roles as a
          join roles as o on o.id = a.role_id
          join json_each(o.permissions) as p
          join demo_tables as t on t.name = 'delivery_routes'
          where a.user_id in (select id from driver) and p.value in ('*:write', t.service || ':write'))
    group by g.role_id
    having count(distinct g.user_id) = (select count(*) from driver)
)
select r.tenant_id, r.id,
       format('%s drivers of routes have the role `%s`, which may not write in `%s`', iif(h.drivers = 2, 'both', 'all ' || h.drivers), r.name,
              t.service) as message,
       format('add "%s:write"', t.service) as hint
from held as h
join roles as r on r.id = h.role_id
join demo_tables as t on t.name = 'delivery_routes'
