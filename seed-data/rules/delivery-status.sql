-- id: business/delivery-status
-- severity: error
-- title: A delivery's status fits the clock, and what was received has a receiver
-- why: A delivery that is late and not called so has no alert.
-- wrong: "status": "in_transit", "expected_at": "BASE_TS - 4h"
-- right: "status": "late", "expected_at": "BASE_TS - 4h"
-- at: deliveries.status

with told as (
    select *, concat_ws('; ',
        iif(status = 'late' and expected_at >= now(), 'it is late, and expected later', null),
        iif(status in ('scheduled', 'in_transit') and expected_at < now(), 'it is expected in the past, and not late', null),
        iif(arrived_at > now(), 'it arrives in the future', null),
        iif(status in ('received', 'rejected') and arrived_at is null, format('it is %s, and has no arrived_at', status), null),
        iif(status not in ('received', 'rejected') and arrived_at is not null, format('it is %s, and has an arrived_at', status), null),
        iif(status = 'received' and received_by_user_id is null, 'it is received, and has no received_by_user_id', null)) as wrong
    from deliveries
),
first as (
    select *, substr(wrong, 1, coalesce(nullif(instr(wrong, ';'), 0), length(wrong) + 1) - 1) as one from told where wrong <> ''
)
-- Rules that come after this one are silent of the row, so their part of it is said here.
select d.tenant_id, d.id,
       case when one like '%in the future' or one like '%has an arrived_at' then 'arrived_at'
            when one like '%expected later' then 'expected_at' else 'status' end as points_at,
       format('%s: %s', delivery_number, wrong) as message,
       case when one like '%expected later' then 'write an "expected_at" before `BASE_TS`, or "status": "in_transit"'
            when one like '%not late' then 'write "status": "late", or an "expected_at" from `BASE_TS` on'
            when one like '%in the future' then 'write an "arrived_at" up to `BASE_TS`'
            when one like '%has no arrived_at'
            then 'which is right? Write "status": "' || iif(expected_at < now(), 'late', 'in_transit') || '", or add "arrived_at"' ||
                iif(wrong like '%no received_by_user_id', ', "received_by_user_id"', '') ||
                iif(d.temperature_c is null and exists (
                    select 1 from purchase_order_lines as l
                    join ingredients as i on i.id = l.ingredient_id and i.storage in ('chilled', 'frozen')
                    where l.purchase_order_id = d.purchase_order_id), ', "temperature_c"', '')
            when one like '%has an arrived_at' then 'write "status": "received", or remove "arrived_at"'
            else 'add "received_by_user_id"' end ||
       coalesce(', and mend with it ' || nullif(concat_ws(', ',
           (select format('%s, which is %s', o.order_number, o.status) from purchase_orders as o
            where o.id = d.purchase_order_id and d.status = 'received' and o.status not in ('received', 'partially_received')),
           (select format('the alert `%s`', a.title) from alerts as a
            where a.subject_id = d.id and a.kind = 'late_delivery' and a.status <> 'resolved' and d.status <> 'late')), ''), '') as hint
from first as d
