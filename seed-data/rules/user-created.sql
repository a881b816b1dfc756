-- id: business/user-created
-- severity: error
-- title: A user was made after the tenant
-- why: The audit page begins with the account, not with who worked in it before it was there.
-- wrong: "created_at": "2024-01-11T07:30:00Z", in a tenant of "2024-02-01T08:55:00Z"
-- right: "created_at": "2024-03-11T07:30:00Z"
-- at: users.created_at
-- after: business/user-times, business/tenant-created

-- Of a tenant that is younger than several users, or than its only one, tenant-created speaks. Who works in
-- an outlet may have been in the chain before.
select u.tenant_id, u.id,
       format('%s was made on %s, before the tenant, on %s, by %s', u.full_name, substr(u.created_at, 1, 10), substr(t.created_at, 1, 10),
              place('tenants.created_at', t._rowid_)) as message,
       format('which is right? Write a later instant here, or an earlier one at %s', place('tenants.created_at', t._rowid_)) as hint
from users as u
join tenants as t on t.tenant_id = u.tenant_id
where u.created_at < (select min(created_at) from tenants)
  and (select count(*) from users as o where o.tenant_id = t.tenant_id) > 1
  and (select count(*) from users as o where o.tenant_id = t.tenant_id and o.created_at < t.created_at) = 1
