-- id: business/role-granted
-- severity: error
-- title: A role was granted after its user was made, and not in the future
-- why: The audit page lists grants by date.
-- wrong: "granted_at": "2023-02-01T09:00:00Z", for a user of 2024
-- right: "granted_at": "2024-02-01T09:00:00Z"
-- at: user_roles.granted_at

select r.tenant_id, r.id,
       format('granted on %s to a user made on %s', substr(r.granted_at, 1, 10), substr(u.created_at, 1, 10)) as message,
       'write an instant from then to now' as hint
from user_roles as r
join users as u on u.id = r.user_id
where r.granted_at < u.created_at or r.granted_at > now()
