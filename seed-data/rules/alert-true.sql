-- id: business/alert-true
-- severity: error
-- title: What an alert says of its subject is true
-- why: An alert about a late delivery that has come is noise.
-- wrong: "kind": "late_delivery", about a delivery with "status": "received"
-- right: about a delivery with "status": "late"
-- at: alerts.kind
-- after: business/alert-subject, business/lot-shelf-life, business/lot-times, business/delivery-status

select a.tenant_id, a.id,
       case a.kind
            when 'late_delivery' then format('%s is %s', d.delivery_number, d.status)
            when 'overdue_batch' then format('%s is %s, planned for %s', b.batch_number, b.status, local_time(b.planned_start_at))
            when 'expiring_stock' then format('lot %s expires on %s', l.lot_number, local_date(l.expires_at))
            else format('%s is not below its reorder point', i.name) end as message,
       'raise it about a row of which it is true' as hint
from alerts as a
left join deliveries as d on d.id = a.subject_id
left join production_batches as b on b.id = a.subject_id
left join stock_lots as l on l.id = a.subject_id
left join ingredients as i on i.id = a.subject_id
where a.status <> 'resolved'
  and ((a.kind = 'late_delivery' and d.status <> 'late')
    or (a.kind = 'overdue_batch' and (b.status <> 'planned' or b.planned_start_at >= now()))
    or (a.kind = 'expiring_stock' and minutes_between(now(), l.expires_at) > 3 * 1440)
    or (a.kind = 'low_stock' and i.reorder_point <= (
            select coalesce(sum(s.quantity), 0) from stock_lots as s
            where s.ingredient_id = i.id and s.status = 'available')
        -- Of a lot that is too large, lot-quantity speaks.
        and not exists (
            select 1 from stock_lots as s
            where s.ingredient_id = i.id and s.status = 'available' and s.quantity > 10 * (i.reorder_point + i.reorder_quantity))))
