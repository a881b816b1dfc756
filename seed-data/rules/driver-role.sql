-- id: business/driver-role
-- severity: warning
-- title: Who drives a route may write in the service that holds it
-- why: A driver ticks off the stops; without the permission, the app on the road shows nothing.
-- wrong: "driver_user_id" of the purchasing manager, who has no "orders:write"
-- right: of a user with a role that has "orders:write"
-- at: delivery_routes.driver_user_id
-- after: business/route-driver, business/role-permission, business/user-role

with driver as materialized (
    select u.id, u._rowid_ as number, exists (
               select 1 from user_roles as g
               join roles as o on o.id = g.role_id
               join json_each(o.permissions) as p
               where g.user_id = u.id and p.value in ('*:write', t.service || ':write')) as may
    from users as u
    join demo_tables as t on t.name = 'delivery_routes'
    where u.id in (select driver_user_id from delivery_routes where status in ('planned', 'in_progress'))
)
-- Of who has no role at all, user-role speaks.
select r.tenant_id, r.id,
       format('%s drives %s, and may not write in `%s`', u.full_name, r.route_number, t.service) as message,
       coalesce('which is right? Write the id of another driver here, such as ' || (
                    select format('%s, by %s', d.full_name, place('users.id', d._rowid_))
                    from delivery_routes as o
                    join users as d on d.id = o.driver_user_id
                    where o.driver_user_id <> u.id and d.active and d.id in (select id from driver where may)
                    order by o._rowid_ limit 1) || ', or grant', 'grant') ||
       format(' %s a role with `%s:write`', u.full_name, t.service) as hint,
       u.id as cause
from delivery_routes as r
join users as u on u.id = r.driver_user_id
join demo_tables as t on t.name = 'delivery_routes'
where r.status in ('planned', 'in_progress')
  and exists (select 1 from user_roles as g where g.user_id = u.id)
  and u.id not in (select id from driver where may)
  -- Of a role that all drivers have, role-driver speaks.
  and not exists (
      select 1 from user_roles as g
      where g.user_id in (select id from driver) and (select count(*) > 1 and not max(may) from driver)
      group by g.role_id
      having count(distinct g.user_id) = (select count(*) from driver))
