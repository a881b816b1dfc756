-- id: business/user-role
-- severity: error
-- title: Every active user has a role
-- why: A user without one logs in and sees nothing.
-- wrong: a row of users whose id is in no row of user_roles
-- right: a row of user_roles with "user_id" and "role_id"
-- at: users.email

-- Where one role alone has lost whom it was for, that was his.
with unheld as (
    select r.tenant_id, min(r._rowid_) as number, group_concat('`' || r.name || '`', ' and ') as names, count(*) as roles
    from roles as r
    where not exists (select 1 from user_roles as g where g.role_id = r.id)
    group by r.tenant_id
),
-- Of those who have two, one role may be that of who has none.
twice as (
    select h.tenant_id, group_concat(format('of the two roles of %s, by %s and %s', h.full_name, h.first, h.second), ', or ') as places
    from (select o.tenant_id, o.full_name, place('user_roles.user_id', min(g._rowid_)) as first, place('user_roles.user_id', max(g._rowid_)) as second
          from users as o
          join user_roles as g on g.user_id = o.id
          group by o.id
          having count(*) = 2) as h
    group by h.tenant_id
    having count(*) <= 2
)
select u.tenant_id, u.id,
       format('%s has no role%s', u.full_name, coalesce(', and nobody has the role ' || n.names, '')) as message,
       iif(n.roles = 1, format('was a row of user_roles deleted%s? Put it back, with the id of this user and that of the role at %s',
           coalesce((select ' behind ' || place('user_roles.id', max(g._rowid_)) from user_roles as g
                     where g.tenant_id is u.tenant_id having count(*) > 0), ''), place('roles.id', n.number)),
           coalesce('give one in user_roles; or is one ' || t.places || ', meant for this user?', 'give one in user_roles')) as hint
from users as u
left join unheld as n on n.tenant_id is u.tenant_id
left join twice as t on t.tenant_id is u.tenant_id
where u.active and not exists (select 1 from user_roles as r where r.user_id = u.id)
  -- Of a role from before its user was made, that may be this user's, role-granted speaks.
  and not exists (
      select 1 from user_roles as r
      join users as o on o.id = r.user_id and o.tenant_id = u.tenant_id and r.granted_at < o.created_at and u.created_at <= r.granted_at
      where exists (select 1 from user_roles as g where g.user_id = o.id and g.id <> r.id and g.granted_at >= o.created_at))
