-- id: business/subscription-period
-- severity: error
-- title: A subscription that runs has begun and is not over
-- why: A prospect who sees a subscription that ended asks who pays for the demo.
-- wrong: "status": "active", "renews_at": "2025-01-01T09:00:00Z"
-- right: "status": "active", "renews_at": "2025-02-01T09:00:00Z"
-- at: subscriptions.started_at

select tenant_id, id,
       case when started_at > now() then 'started_at' else 'renews_at' end as points_at,
       case when started_at > now() then 'the subscription begins in the future'
            else format('the subscription is %s, and its time is over', status) end as message,
       'day zero, the demo''s now, is 2025-01-15T06:00Z' as hint
from subscriptions
where started_at > now() or (status in ('trial', 'active') and renews_at <= now())
