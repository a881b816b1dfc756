-- id: business/purchase-status
-- severity: error
-- title: A purchase order that was sent is approved, and what has come of it fits its status
-- why: The buyer's list of open orders is made from these.
-- wrong: "status": "received", with "received_quantity": 0
-- right: "status": "received", with "received_quantity" as ordered
-- at: purchase_orders.status
-- after: business/purchase-line-listed, business/purchase-line-total

with line as (
    select l.purchase_order_id as order_id, sum(l.received_quantity) as received,
           group_concat(iif(l.received_quantity < l.quantity, format('%s of %s %s of %s, by %s', number(l.received_quantity),
               number(l.quantity), l.unit, i.name, place('purchase_order_lines.received_quantity', l._rowid_)), null), '; ') as missing,
           group_concat(iif(l.received_quantity > l.quantity, format('%s of %s %s of %s, by %s', number(l.received_quantity),
               number(l.quantity), l.unit, i.name, place('purchase_order_lines.received_quantity', l._rowid_)), null), '; ') as too_much,
           group_concat(iif(l.received_quantity > 0, format('%s %s of %s, by %s', number(l.received_quantity), l.unit, i.name,
               place('purchase_order_lines.received_quantity', l._rowid_)), null), '; ') as come
    from purchase_order_lines as l
    left join ingredients as i on i.id = l.ingredient_id
    group by l.purchase_order_id
),
told as (
    select o.tenant_id, o.id, o.order_number, concat_ws('; ',
        iif(o.status not in ('draft', 'cancelled') and o.approved_by_user_id is null, 'it was sent and nobody approved it', null),
        iif(o.status = 'draft' and o.approved_by_user_id is not null, 'it is a draft and approved', null),
        'more was received than ordered: ' || l.too_much,
        iif(o.status = 'received', 'it is received, and not all of it has come: ' || l.missing, null),
        iif(o.status in ('draft', 'sent', 'confirmed') and l.received > 0,
            format('it is %s, and some of it has come: %s', o.status, l.come), null),
        -- Of two dates the wrong way round, their order is what is wrong.
        iif(o.ordered_at > now() and o.ordered_at <= o.expected_delivery_at, 'it is ordered in the future', null)) as wrong,
        (select group_concat(format('%s is %s', d.delivery_number, d.status), ', ')
         from deliveries as d
         where d.purchase_order_id = o.id and d.status in ('scheduled', 'in_transit', 'late') and o.status = 'received') as on_its_way
    from purchase_orders as o
    left join line as l on l.order_id = o.id
),
first as (
    select *, substr(wrong, 1, coalesce(nullif(instr(wrong, ';'), 0), length(wrong) + 1) - 1) as one from told where wrong <> ''
)
select tenant_id, id,
       case when one like '%future' then 'ordered_at' when one like '%and approved' then 'approved_by_user_id'
            else 'status' end as points_at,
       format('%s: %s', order_number, concat_ws('; ', wrong, on_its_way)) as message,
       case when one like '%nobody approved it' then 'add "approved_by_user_id", or write "status": "draft"'
            when one like '%and approved' then 'remove "approved_by_user_id", or write "status": "sent"'
            when one like 'more was received%' then 'write no more as "received_quantity" than was ordered'
            when one like 'it is received%' then 'write "status": "partially_received" or "confirmed", or all as "received_quantity", with deliveries that have come'
            when one like '%some of it has come%' then 'write "status": "partially_received" or "received", or "received_quantity": 0'
            else 'write an "ordered_at" up to `BASE_TS`' end as hint
from first
