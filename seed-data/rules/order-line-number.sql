-- id: business/order-line-number
-- severity: error
-- title: An order's lines are numbered from 1 without a gap
-- why: Who reads line 3 after line 1 looks for the page that is missing.
-- wrong: "line_number": 1 and "line_number": 3
-- right: "line_number": 1 and "line_number": 2
-- at: customer_orders.order_number
-- after: business/order-total

select o.tenant_id, o.id,
       format('%s has %d lines, and the last has the line_number %d', o.order_number, count(*), max(l.line_number)) as message,
       format('number the rows of customer_order_lines from 1 to %d', count(*)) as hint
from customer_orders as o
join customer_order_lines as l on l.order_id = o.id
group by o.id
having max(l.line_number) <> count(*)
