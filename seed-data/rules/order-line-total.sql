-- id: business/order-line-total
-- severity: error
-- title: An order's line total is its quantity times its price
-- why: It is the first sum that a prospect does in the head.
-- wrong: "quantity": 10, "unit_price": 3.30, "line_total": 33.01
-- right: "quantity": 10, "unit_price": 3.30, "line_total": 33.00
-- at: customer_order_lines.line_total
-- after: business/order-line-price

select tenant_id, id,
       format('%s × %s is %.2f, not %.2f', number(quantity), number(unit_price),
              cents(quantity * unit_price) / 100.0, line_total) as message,
       format('write %.2f', cents(quantity * unit_price) / 100.0) as hint
from customer_order_lines
where cents(line_total) <> cents(quantity * unit_price)
