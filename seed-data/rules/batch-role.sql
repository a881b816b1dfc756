-- id: business/batch-role
-- severity: warning
-- title: Who bakes a batch may write in the service that holds it
-- why: A baker writes what came of the batch; without the permission, the board of the bakery is for looking only.
-- wrong: "assigned_user_id" of the shop manager, who has no "production:write"
-- right: of a user with a role that has "production:write"
-- at: production_batches.assigned_user_id
-- after: business/role-permission, business/user-role, business/role-held

-- Of who has no role at all, user-role speaks; and who may write nowhere is only told what to bake.
with writer as (
    select distinct g.user_id
    from demo_tables as t
    join roles as o
    join json_each(o.permissions) as p on p.value in ('*:write', t.service || ':write')
    join user_roles as g on g.role_id = o.id
    where t.name = 'production_batches'
),
other as (
    select b.tenant_id, u.full_name, min(u._rowid_) as number
    from production_batches as b
    join users as u on u.id = b.assigned_user_id and u.active
    where b.assigned_user_id in (select user_id from writer)
    group by b.tenant_id
)
select b.tenant_id, b.id,
       format('%s bakes %s, and may not write in `%s`', u.full_name, b.batch_number, t.service) as message,
       format('which is right? Write the id of another here, such as %s, by %s, or grant %s a role with `%s:write`', w.full_name,
              place('users.id', w.number), u.full_name, t.service) as hint,
       u.id as cause
from production_batches as b
join users as u on u.id = b.assigned_user_id
join demo_tables as t on t.name = 'production_batches'
join other as w on w.tenant_id = b.tenant_id
where b.status in ('planned', 'in_progress')
  and exists (
      select 1 from user_roles as g join roles as o on o.id = g.role_id join json_each(o.permissions) as p
      where g.user_id = u.id and p.value like '%:write')
  and u.id not in (select user_id from writer)
