-- id: business/lot-brought
-- severity: error
-- title: A shop's lot holds no more than the van brought at that instant
-- why: The shelf of the shop shows ten times what the bakery's invoice says.
-- wrong: "quantity": 1750, received at the instant at which an order of 190 was delivered
-- right: "quantity": 175
-- at: stock_lots.quantity
-- after: business/lot-unit, business/lot-shelf-life, business/order-delivered, business/order-line-total, business/order-line-unit,
--    business/order-line-product

with brought as (
    select l._rowid_ as number, o.order_number, sum(n.quantity) as quantity, min(n._rowid_) as line
    from stock_lots as l
    join tenants as t on t.tenant_id = l.tenant_id
    join locations as p on p.id = l.location_id
    join customer_orders as o on o.delivered_at = l.received_at and o.tenant_id = t.parent_tenant_id
    join customers as c on c.id = o.customer_id and c.kind = 'outlet' and (c.name = p.name or c.email = t.email or c.street = p.street)
    join customer_order_lines as n on n.order_id = o.id and n.product_id = l.product_id and n.unit = l.unit
    group by l._rowid_
    -- Of a line whose total is of another quantity, that is what is wrong.
    having count(distinct o.id) = 1 and min(cents(n.line_total) = cents(n.quantity * n.unit_price))
),
lot as (
    select l.*, b.order_number, b.quantity as most, b.line,
           sum(l.quantity) over alike as all_lots, count(*) over alike as lots,
           row_number() over (alike order by l.quantity desc, l._rowid_) as rank
    from brought as b
    join stock_lots as l on l._rowid_ = b.number
    window alike as (partition by l.location_id, l.product_id, l.received_at)
)
select tenant_id, id,
       format('the lot %s has %s%s, and %s brought %s then, by %s', lot_number, number(quantity),
              iif(lots = 1, '', ', with the others of that instant ' || number(all_lots)), order_number, number(most),
              place('customer_order_lines.quantity', line)) as message,
       format('which is right? Write %s or less here, or mend what was ordered', number(max(0, most - all_lots + quantity))) as hint
from lot
-- Decimals add up to a little more or less.
where rank = 1 and all_lots > most + 0.0005
