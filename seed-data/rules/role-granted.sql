-- id: business/role-granted
-- severity: error
-- title: A role was granted after its user was made, and not in the future
-- why: The audit page lists grants by date.
-- wrong: "granted_at": "2023-02-01T09:00:00Z", for a user of 2024
-- right: "granted_at": "2024-02-01T09:00:00Z"
-- at: user_roles.granted_at

-- Of two grants of one user, one from before he was made may be that of the one user who has none.
with swapped as (
    select r.id, l.full_name, l._rowid_ as number
    from user_roles as r
    join users as u on u.id = r.user_id and r.granted_at < u.created_at
    join users as l on l.tenant_id = u.tenant_id and l.active and l.created_at <= r.granted_at
    where not exists (select 1 from user_roles as g where g.user_id = l.id)
      and exists (select 1 from user_roles as g where g.user_id = u.id and g.id <> r.id and g.granted_at >= u.created_at)
    group by r.id
    having count(*) = 1
)
select r.tenant_id, r.id, iif(w.id is null, 'granted_at', 'user_id') as points_at,
       iif(w.id is not null, format('%s has two roles, this one from before the account was made, and %s none', u.full_name, w.full_name),
       format('granted on %s to a user made on %s', substr(r.granted_at, 1, 10), substr(u.created_at, 1, 10))) as message,
       iif(w.id is null, 'write an instant from then to now',
           format('is this the role of %s? Write that id here, by %s', w.full_name, place('users.id', w.number))) as hint
from user_roles as r
join users as u on u.id = r.user_id
left join swapped as w on w.id = r.id
where r.granted_at < u.created_at or r.granted_at > now()
