-- id: business/order-total
-- severity: error
-- title: An order's totals are those of its lines, to the cent
-- why: A tax office adds it up in this way: the lines, the VAT of each rate on the sum of
--    its lines, and both.
-- wrong: "subtotal": 54.20, "vat_total": 2.17, "total": 56.36
-- right: "subtotal": 54.20, "vat_total": 2.17, "total": 56.37
-- at: customer_orders.total
-- after: business/order-line-number, business/order-line-total, business/order-line-unit, business/order-line-price

with rate as (
    select order_id as order_id, sum(line_total) as net, cents(sum(line_total) * vat_rate / 100) as vat, max(_rowid_) as number
    from customer_order_lines
    group by order_id, vat_rate
),
correct as (
    select order_id, cents(sum(net)) as subtotal, sum(vat) as vat_total, max(number) as number from rate group by order_id
),
wrong as materialized (
    select o.tenant_id, o.id, o.subtotal, o.vat_total, o.total, r.order_id, r.subtotal as net, r.vat_total as vat, r.subtotal + r.vat_total as gross, r.number,
           r.subtotal - cents(o.subtotal) as excess,
           cents(o.subtotal) <> r.subtotal as is_net, cents(o.vat_total) <> r.vat_total as is_vat,
           cents(o.total) <> r.subtotal + r.vat_total as is_gross
    from customer_orders as o
    left join correct as r on r.order_id = o.id
    where r.order_id is null or cents(o.subtotal) <> r.subtotal or cents(o.vat_total) <> r.vat_total
       or cents(o.total) <> r.subtotal + r.vat_total
),
-- The first line that is too much, or of which another number of pieces makes up for all.
told as (
    select w.*, coalesce(
        (select format(', or remove a line too many, by %s', place('customer_order_lines.id', min(l._rowid_)))
         from customer_order_lines as l
         where l.order_id = w.order_id and cents(l.line_total) = w.excess
         having count(*) > 0),
        (select format(', or at %s "quantity": %s, "line_total": %.2f', place('customer_order_lines.quantity', min(l._rowid_)),
                       number(round((l.line_total - w.excess / 100.0) / l.unit_price)), l.line_total - w.excess / 100.0)
         from customer_order_lines as l
         where l.order_id = w.order_id and cents(l.line_total) > w.excess and w.excess > 0
           and cents(round((l.line_total - w.excess / 100.0) / l.unit_price) * l.unit_price) = cents(l.line_total) - w.excess
         having count(*) > 0)) as suspect
    from wrong as w
)
select tenant_id, id,
       case when is_net then 'subtotal' when is_vat then 'vat_total' else 'total' end as points_at,
       iif(order_id is null, 'there are no lines',
           case when is_net then format('the subtotal is %.2f, and the lines give %.2f', subtotal, net / 100.0)
                when is_vat then format('the vat_total is %.2f, and the lines give %.2f', vat_total, vat / 100.0)
                else format('the total is %.2f, and the lines give %.2f', total, gross / 100.0) end) as message,
       iif(order_id is null, 'write its lines, with this row''s id',
           -- Where the three agree, a line is as likely to be wrong.
           iif(is_net and cents(total) = cents(subtotal) + cents(vat_total), 'which is right? Write ', 'write ') ||
           concat_ws(', ', iif(is_net, format('"subtotal": %.2f', net / 100.0), null),
               iif(is_vat, format('"vat_total": %.2f', vat / 100.0), null),
               iif(is_gross, format('"total": %.2f', gross / 100.0), null)) ||
           case when not is_net or cents(total) <> cents(subtotal) + cents(vat_total) then ''
                when suspect is not null then suspect
                when cents(subtotal) > net
                then format(', or put back a line of %.2f that was deleted behind %s', subtotal - net / 100.0,
                            place('customer_order_lines.id', number))
                else format(', or mend its lines, of which the last is at %s', place('customer_order_lines.id', number)) end) as hint
from told
