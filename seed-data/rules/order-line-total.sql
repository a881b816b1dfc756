-- id: business/order-line-total
-- severity: error
-- title: An order's line total is its quantity times its price
-- why: It is the first sum that a prospect does in the head.
-- wrong: "quantity": 10, "unit_price": 3.30, "line_total": 33.01
-- right: "quantity": 10, "unit_price": 3.30, "line_total": 33.00
-- at: customer_order_lines.line_total
-- after: business/order-line-price

-- Prices have a rule of their own; whole pieces stay whole.
with off as materialized (
    select tenant_id, id, order_id, quantity, unit_price, line_total, cents(quantity * unit_price) as due,
           round(line_total / unit_price, iif(quantity = round(quantity), 0, 3)) as pieces
    from customer_order_lines
    where cents(line_total) <> cents(quantity * unit_price)
),
-- What the order comes to with the line's total mended, and as it is.
rate as (
    select f.id, sum(iif(l.id = f.id, f.due / 100.0, l.line_total)) as net, sum(l.line_total) as as_is,
           cents(sum(iif(l.id = f.id, f.due / 100.0, l.line_total)) * l.vat_rate / 100) as vat
    from off as f
    cross join customer_order_lines as l on l.order_id = f.order_id
    group by f.id, l.vat_rate
),
mended as materialized (
    select id, cents(sum(net)) as net, cents(sum(as_is)) as as_is, sum(vat) as vat from rate group by id
),
told as (
    select f.*, cents(o.subtotal) = m.as_is as is_agreed,
           f.pieces > 0 and cents(f.pieces * f.unit_price) = cents(f.line_total) and cents(o.subtotal) <> m.net as is_by_quantity,
           -- Of several lines that are off none tells what they come to.
           iif(count(*) over (partition by f.order_id) > 1, '', concat_ws(', ', iif(cents(o.subtotal) <> m.net, format('"subtotal": %.2f', m.net / 100.0), null),
               iif(cents(o.vat_total) <> m.vat, format('"vat_total": %.2f', m.vat / 100.0), null),
               iif(cents(o.total) <> m.net + m.vat, format('"total": %.2f', (m.net + m.vat) / 100.0), null))) as totals,
           o._rowid_ as number
    from off as f
    join mended as m on m.id = f.id
    join customer_orders as o on o.id = f.order_id
)
select tenant_id, id, iif(is_by_quantity and is_agreed, 'quantity', 'line_total') as points_at,
       format('quantity %s × unit_price %s is %.2f, and line_total is %.2f', number(quantity), number(unit_price), due / 100.0,
              line_total) as message,
       iif(is_by_quantity, format('which is right? Write "quantity": %s%s, or ', number(pieces),
                                  iif(is_agreed, ', with which the order''s subtotal agrees', '')), 'write ')
           || format('"line_total": %.2f', due / 100.0)
           || iif(totals = '', '', format(' here and %s at %s', totals, place('customer_orders.subtotal', number))) as hint
from told
