-- id: business/stop-status
-- severity: error
-- title: A stop's status fits the instant of arrival
-- why: Arrived without an hour is not proof of delivery.
-- wrong: "status": "delivered", with no "arrived_at"
-- right: "status": "delivered", "arrived_at": "BASE_TS - 8m"
-- at: delivery_stops.status

select tenant_id, id,
       case when arrived_at is not null then 'arrived_at' else 'status' end as points_at,
       case when arrived_at > now() then format('stop %d is reached in the future', sequence)
            when arrived_at is null then format('stop %d is %s, and was never reached', sequence, status)
            else format('stop %d is pending, and was reached', sequence) end as message,
       case when arrived_at > now() then 'write an "arrived_at" up to `BASE_TS`'
            when arrived_at is null then 'add "arrived_at", or write "status": "pending"'
            else 'remove "arrived_at", or write the status that it has now: "arrived", "delivered" or "failed"' end as hint
from delivery_stops
where arrived_at > now() or (status = 'pending') <> (arrived_at is null)
