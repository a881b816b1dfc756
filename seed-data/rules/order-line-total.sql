-- id: business/order-line-total
-- severity: error
-- title: An order's line total is its quantity times its price
-- why: It is the first sum that a prospect does in the head.
-- wrong: "quantity": 10, "unit_price": 3.30, "line_total": 33.01
-- right: "quantity": 10, "unit_price": 3.30, "line_total": 33.00
-- at: customer_order_lines.line_total
-- after: business/order-line-price

select tenant_id, id,
       format('quantity %s × unit_price %s is %.2f, and line_total is %.2f', number(quantity), number(unit_price),
              cents(quantity * unit_price) / 100.0, line_total) as message,
       -- Those are named of which one alone would mend it; whole pieces stay whole.
       format('any of the three may be wrong: write "line_total": %.2f', cents(quantity * unit_price) / 100.0)
           || iif(line_total > 0 and cents(round(line_total / unit_price, iif(quantity = round(quantity), 0, 3)) * unit_price) = cents(line_total),
                  format(', or "quantity": %s', number(round(line_total / unit_price, 3))), '')
           || iif(line_total > 0 and cents(quantity * round(line_total / quantity, 2)) = cents(line_total),
                  format(', or "unit_price": %.2f', line_total / quantity), '') as hint
from customer_order_lines
where cents(line_total) <> cents(quantity * unit_price)
