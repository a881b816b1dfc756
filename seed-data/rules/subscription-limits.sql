-- id: business/subscription-limits
-- severity: error
-- title: A subscription allows the places and users that there are
-- why: With more than it allows, the first click on "invite a colleague" fails.
-- wrong: "max_users": 3, with four active users
-- right: "max_users": 10
-- at: subscriptions.max_users

with used as (
    select (select count(*) from users where active) as users,
           (select count(*) from locations where active) as places
)
select s.tenant_id, s.id,
       case when used.users > s.max_users then 'max_users' else 'max_locations' end as points_at,
       case when used.users > s.max_users
            then format('%d active users, and the subscription allows %d', used.users, s.max_users)
            else format('%d active places, and the subscription allows %d', used.places, s.max_locations)
       end as message,
       'allow more, or deactivate some' as hint
from subscriptions as s, used
where used.users > s.max_users or used.places > s.max_locations
