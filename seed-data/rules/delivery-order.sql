-- id: business/delivery-order
-- severity: error
-- title: A delivery comes after its order, which has what it brought
-- why: A delivery before its order makes the supplier's record of punctuality absurd.
-- wrong: "arrived_at" before the "ordered_at" of its purchase order
-- right: after it, with the order's status "received"
-- at: deliveries.purchase_order_id
-- after: business/purchase-status, business/delivery-status

-- What came before its order was ordered, where one other order has come and no delivery brought it.
with brought as (
    select o.*, o._rowid_ as number from purchase_orders as o
    where o.status in ('received', 'partially_received')
      and not exists (select 1 from deliveries as d where d.purchase_order_id = o.id)
),
meant as (
    select d.id, b.order_number, b.number, b.status
    from deliveries as d
    join purchase_orders as o on o.id = d.purchase_order_id
    join brought as b on b.tenant_id = d.tenant_id and b.ordered_at <= d.arrived_at and b.ordered_at <= d.expected_at
    where d.status = 'received' and (d.arrived_at < o.ordered_at or o.status not in ('received', 'partially_received'))
    group by d.id
    having count(*) = 1
)
select d.tenant_id, d.id,
       case when m.id is not null then 'purchase_order_id' when d.arrived_at < o.ordered_at then 'arrived_at' when d.expected_at < o.ordered_at then 'expected_at'
            else 'status' end as points_at,
       case when m.id is not null
            then format('it %s, and no delivery brought %s, which is %s, by %s',
                        iif(d.arrived_at < o.ordered_at, format('arrived before %s was ordered', o.order_number),
                            format('is received, and %s is %s', o.order_number, o.status)),
                        m.order_number, m.status, place('purchase_orders.status', m.number))
            when d.arrived_at < o.ordered_at then format('it arrived before %s was ordered', o.order_number)
            when d.expected_at < o.ordered_at then format('it was expected before %s was ordered', o.order_number)
            else format('the delivery is %s, and %s is %s', d.status, o.order_number, o.status) end as message,
       case when m.id is not null then format('write the id of %s, by %s', m.order_number, place('purchase_orders.id', m.number))
            when d.arrived_at < o.ordered_at then 'write an "arrived_at" after the "ordered_at" of the order'
            when d.expected_at < o.ordered_at then 'write an "expected_at" after the "ordered_at" of the order'
            when d.status = 'received' then 'which is right? Write "received" or "partially_received" at the order, or "late" here'
            else 'which is right? Write "received" here, or "confirmed" at the order' end as hint
from deliveries as d
join purchase_orders as o on o.id = d.purchase_order_id
left join meant as m on m.id = d.id
-- Of an order whose own dates are the wrong way round, more is not said.
where (d.arrived_at < o.ordered_at or d.expected_at < o.ordered_at) and o.ordered_at <= o.expected_delivery_at
   or (d.status = 'received' and o.status not in ('received', 'partially_received'))
   or (d.status in ('scheduled', 'in_transit', 'late') and o.status in ('draft', 'cancelled', 'received'))
