-- id: business/purchase-delivery
-- severity: warning
-- title: An order whose delivery is late was expected before now
-- why: The page of the order says "in four hours", and that of its delivery "four hours late".
-- wrong: "expected_delivery_at": "BASE_TS + 4h", with a delivery that is late since "BASE_TS - 4h"
-- right: "expected_delivery_at": "BASE_TS - 4h"
-- at: purchase_orders.expected_delivery_at
-- after: business/delivery-status, business/delivery-order

-- An order that comes in parts has some of them later.
select o.tenant_id, o.id,
       format('%s is expected after now, and its delivery %s is late, by %s', o.order_number, d.delivery_number,
              place('deliveries.expected_at', d._rowid_)) as message,
       format('which is right? Write the instant of the delivery here, or mend its status and instant at %s',
              place('deliveries.status', d._rowid_)) as hint
from purchase_orders as o
join deliveries as d on d.purchase_order_id = o.id
where d.status = 'late' and d.expected_at < now() and o.expected_delivery_at > now()
  and not exists (select 1 from deliveries as s where s.purchase_order_id = o.id and s.id <> d.id)
