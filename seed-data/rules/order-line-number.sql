-- id: business/order-line-number
-- severity: error
-- title: An order's lines are numbered from 1 without a gap
-- why: Who reads line 3 after line 1 looks for the page that is missing.
-- wrong: "line_number": 1 and "line_number": 3
-- right: "line_number": 1 and "line_number": 2
-- at: customer_orders.order_number

with numbered as (
    select order_id, line_number, _rowid_ as number, row_number() over (partition by order_id order by line_number) as due,
           count(*) over (partition by order_id) as rows
    from customer_order_lines
    where order_id in (select order_id from customer_order_lines group by order_id having max(line_number) <> count(*))
),
-- What stands where a number is missing is the next.
gap as (
    select order_id, line_number as next, number, min(due) as missing, rows from numbered where line_number <> due group by order_id
)
select o.tenant_id, o.id,
       format('%s has no line with the line_number %d, and the next, with %d, is at %s', o.order_number, g.missing, g.next,
              place('customer_order_lines.line_number', g.number)) as message,
       'was a row deleted? Put it back, or number its rows of customer_order_lines ' || iif(g.rows = 1, '1', 'from 1 to ' || g.rows) as hint
from gap as g
join customer_orders as o on o.id = g.order_id
