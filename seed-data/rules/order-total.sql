-- id: business/order-total
-- severity: error
-- title: An order's totals are those of its lines, to the cent
-- why: A tax office adds it up in this way: the lines, the VAT of each rate on the sum of
--    its lines, and both.
-- wrong: "subtotal": 54.20, "vat_total": 2.17, "total": 56.36
-- right: "subtotal": 54.20, "vat_total": 2.17, "total": 56.37
-- at: customer_orders.total
-- after: business/order-line-total, business/order-line-unit, business/order-line-price

with rate as (
    select order_id as order_id, sum(line_total) as net, cents(sum(line_total) * vat_rate / 100) as vat
    from customer_order_lines
    group by order_id, vat_rate
),
correct as (
    select order_id, cents(sum(net)) as subtotal, sum(vat) as vat_total from rate group by order_id
),
wrong as (
    select o.tenant_id, o.id,
           case when r.order_id is null then 'no lines'
                when cents(o.subtotal) <> r.subtotal then 'subtotal'
                when cents(o.vat_total) <> r.vat_total then 'vat_total'
                when cents(o.total) <> cents(o.subtotal) + cents(o.vat_total) then 'total' end as what,
           case when cents(o.subtotal) <> r.subtotal then o.subtotal
                when cents(o.vat_total) <> r.vat_total then o.vat_total else o.total end as written,
           case when cents(o.subtotal) <> r.subtotal then r.subtotal
                when cents(o.vat_total) <> r.vat_total then r.vat_total
                else cents(o.subtotal) + cents(o.vat_total) end / 100.0 as computed
    from customer_orders as o
    left join correct as r on r.order_id = o.id
)
select tenant_id, id,
       iif(what = 'no lines', 'total', what) as points_at,
       iif(what = 'no lines', 'there are no lines',
           format('the %s is %.2f, and the lines give %.2f', what, written, computed)) as message,
       iif(what = 'no lines', 'write its lines, with this row''s id', format('write %.2f', computed)) as hint
from wrong
where what is not null
