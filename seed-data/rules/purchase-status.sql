-- id: business/purchase-status
-- severity: error
-- title: A purchase order that was sent is approved, and what has come of it fits its status
-- why: The buyers list of open orders is made from these.
-- wrong: "status": "received", with "received_quantity": 0
-- right: "status": "received", with "received_quantity" as ordered
-- at: purchase_orders.status

with line as (
    select purchase_order_id as order_id, sum(received_quantity) as received,
           min(received_quantity >= quantity) as complete, max(received_quantity > quantity) as too_much
    from purchase_order_lines
    group by purchase_order_id
),
told as (
    select o.tenant_id, o.id, o.order_number, case
        when o.status not in ('draft', 'cancelled') and o.approved_by_user_id is null then 'it was sent and nobody approved it'
        when o.status = 'draft' and o.approved_by_user_id is not null then 'it is a draft and approved'
        when l.too_much then 'more was received than ordered'
        when o.status = 'received' and not l.complete then 'it is received, and not all of it has come'
        when o.status in ('draft', 'sent', 'confirmed') and l.received > 0 then format('it is %s, and some of it has come', o.status)
        when o.ordered_at > now() then 'it is ordered in the future'
    end as wrong
    from purchase_orders as o
    left join line as l on l.order_id = o.id
)
select tenant_id, id,
       case when wrong like '%future' then 'ordered_at' when wrong like '%and approved' then 'approved_by_user_id'
            else 'status' end as points_at,
       format('%s: %s', order_number, wrong) as message,
       'make status, approval and received quantities agree' as hint
from told
where wrong is not null
