-- id: business/user-times
-- severity: error
-- title: A user was made before the last log-in, and neither is in the future
-- why: The list of users shows when each was last here.
-- wrong: "last_login_at": "BASE_TS + 12m"
-- right: "last_login_at": "BASE_TS - 12m"
-- at: users.last_login_at

select tenant_id, id,
       case when created_at > now() then 'created_at' else 'last_login_at' end as points_at,
       case when created_at > now() then format('%s was made in the future', full_name)
            when last_login_at > now() then format('%s logs in in the future', full_name)
            else format('%s logged in before the account was made', full_name) end as message,
       'write an instant before now, with a sign such as in BASE_TS - 12m' as hint
from users
where created_at > now() or last_login_at > now() or last_login_at < created_at
