-- id: business/purchase-received
-- severity: warning
-- title: What has come of a purchase order came with a delivery
-- why: The page of the order lists its deliveries, and that of goods nobody brought is empty.
-- wrong: "status": "received", and no delivery with the id of this order
-- right: a row of deliveries with "status": "received"
-- at: purchase_orders.status
-- after: business/purchase-status, business/delivery-order

select o.tenant_id, o.id,
       format('%s is %s, and no delivery brought it', o.order_number, o.status) as message,
       'was its row of deliveries deleted? Put it back, or write "status": "confirmed" and "received_quantity": 0' as hint,
       'deliveries' as misses
from purchase_orders as o
where o.status in ('received', 'partially_received')
  and not exists (select 1 from deliveries as d where d.purchase_order_id = o.id)
  -- Of a delivery that names another order, which has not come, delivery-order speaks.
  and not exists (
      select 1 from deliveries as d
      join purchase_orders as w on w.id = d.purchase_order_id
      where d.tenant_id = o.tenant_id and d.status = 'received' and o.ordered_at <= d.arrived_at and o.ordered_at <= d.expected_at
        and (d.arrived_at < w.ordered_at or w.status not in ('received', 'partially_received')))
  -- Who fetches all goods has no deliveries.
  and exists (select 1 from deliveries as d where d.tenant_id = o.tenant_id)
