-- id: business/delivery-status
-- severity: error
-- title: A deliverys status fits the clock, and what was received has a receiver
-- why: A delivery that is late and not called so has no alert.
-- wrong: "status": "in_transit", "expected_at": "BASE_TS - 4h"
-- right: "status": "late", "expected_at": "BASE_TS - 4h"
-- at: deliveries.status

with told as (
    select *, case
        when status = 'late' and expected_at >= now() then 'it is late, and expected later'
        when status in ('scheduled', 'in_transit') and expected_at < now() then 'it is expected in the past, and not late'
        when arrived_at > now() then 'it arrives in the future'
        when status = 'received' and received_by_user_id is null then 'it is received, and by nobody'
    end as wrong
    from deliveries
)
select tenant_id, id,
       case when wrong like '%in the future' then 'arrived_at' when wrong like '%expected later' then 'expected_at'
            else 'status' end as points_at,
       format('%s: %s', delivery_number, wrong) as message,
       'make status, expected_at, arrived_at and received_by_user_id agree' as hint
from told
where wrong is not null
