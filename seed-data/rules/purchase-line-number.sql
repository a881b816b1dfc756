-- id: business/purchase-line-number
-- severity: error
-- title: A purchase order's lines are numbered from 1 without a gap
-- why: Who reads line 3 after line 1 looks for the page that is missing.
-- wrong: "line_number": 1 and "line_number": 3
-- right: "line_number": 1 and "line_number": 2
-- at: purchase_orders.order_number

with numbered as (
    select purchase_order_id, line_number, _rowid_ as number, row_number() over (partition by purchase_order_id order by line_number) as due,
           count(*) over (partition by purchase_order_id) as rows
    from purchase_order_lines
    where purchase_order_id in (select purchase_order_id from purchase_order_lines group by purchase_order_id having max(line_number) <> count(*))
),
-- What stands where a number is missing is the next.
gap as (
    select purchase_order_id, line_number as next, number, min(due) as missing, rows from numbered where line_number <> due group by purchase_order_id
)
select o.tenant_id, o.id,
       format('%s has no line with the line_number %d, and the next, with %d, is at %s', o.order_number, g.missing, g.next,
              place('purchase_order_lines.line_number', g.number)) as message,
       'was a row deleted? Put it back, or number its rows of purchase_order_lines ' || iif(g.rows = 1, '1', 'from 1 to ' || g.rows) as hint
from gap as g
join purchase_orders as o on o.id = g.purchase_order_id
