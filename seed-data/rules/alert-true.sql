-- id: business/alert-true
-- severity: error
-- title: What an alert says of its subject is true
-- why: An alert about a late delivery that has come is noise.
-- wrong: "kind": "late_delivery", about a delivery with "status": "received"
-- right: about a delivery with "status": "late"
-- at: alerts.kind
-- after: business/alert-subject, business/lot-shelf-life, business/lot-times, business/delivery-status

with stock as (
    select ingredient_id, sum(quantity) as quantity, count(*) as lots, min(_rowid_) as number
    from stock_lots
    where status = 'available'
    group by ingredient_id
),
-- The rows of which each kind is true.
fit as (
    select 'late_delivery' as kind, id, delivery_number as name, 'deliveries.status' as what, _rowid_ as number
    from deliveries
    where status = 'late'
    union all
    select 'overdue_batch', id, batch_number, 'production_batches.status', _rowid_
    from production_batches
    where status = 'planned' and planned_start_at < now()
    union all
    select 'expiring_stock', id, lot_number, 'stock_lots.expires_at', _rowid_
    from stock_lots
    where minutes_between(now(), expires_at) <= 3 * 1440
    union all
    select 'low_stock', i.id, i.name, 'ingredients.reorder_point', i._rowid_
    from ingredients as i
    left join stock as s on s.ingredient_id = i.id
    where i.reorder_point > coalesce(s.quantity, 0)
)
select a.tenant_id, a.id,
       case a.kind
            when 'late_delivery' then format('%s is %s, by %s', d.delivery_number, d.status, place('deliveries.status', d._rowid_))
            when 'overdue_batch' then format('%s is %s, planned for %s, by %s', b.batch_number, b.status, local_time(b.planned_start_at),
                                             place('production_batches.status', b._rowid_))
            when 'expiring_stock' then format('lot %s expires on %s, by %s', l.lot_number, local_date(l.expires_at),
                                              place('stock_lots.expires_at', l._rowid_))
            else format('%s is not below its reorder point of %s, by %s: there are %s%s', i.name, number(i.reorder_point),
                        place('ingredients.reorder_point', i._rowid_), number(coalesce(s.quantity, 0)),
                        coalesce(', by ' || place('stock_lots.quantity', s.number) || iif(s.lots > 1, format(' and the next of its %d lots', s.lots), ''), '')) end as message,
       format('which is right? Mend what that row says, or write at %s the "subject_id" of a row of which it is true%s',
              place('alerts.subject_id', a._rowid_),
              coalesce((select format(', such as %s at %s', f.name, place(f.what, min(f.number)))
                        from fit as f
                        where f.kind = a.kind
                          and not exists (select 1 from alerts as o where o.subject_id = f.id and o.kind = f.kind)
                        having count(*) > 0), '')) as hint
from alerts as a
left join deliveries as d on d.id = a.subject_id
left join production_batches as b on b.id = a.subject_id
left join stock_lots as l on l.id = a.subject_id
left join ingredients as i on i.id = a.subject_id
left join stock as s on s.ingredient_id = i.id
where a.status <> 'resolved'
  and ((a.kind = 'late_delivery' and d.status <> 'late')
    or (a.kind = 'overdue_batch' and (b.status <> 'planned' or b.planned_start_at >= now()))
    or (a.kind = 'expiring_stock' and minutes_between(now(), l.expires_at) > 3 * 1440)
    or (a.kind = 'low_stock' and i.reorder_point <= coalesce(s.quantity, 0)
        -- Of a lot that is too large, lot-quantity speaks.
        and not exists (
            select 1 from stock_lots as s
            where s.ingredient_id = i.id and s.status = 'available' and s.quantity > 10 * (i.reorder_point + i.reorder_quantity))))
