-- id: business/purchase-minimum
-- severity: warning
-- title: A purchase order reaches its supplier's minimum
-- why: The supplier would send it back.
-- wrong: "subtotal": 31.00, with a "minimum_order": 60.00
-- right: "subtotal": 158.76
-- at: purchase_orders.subtotal
-- after: business/purchase-total, business/purchase-line-number

select o.tenant_id, o.id,
       format('%.2f is less than the %.2f that %s delivers for', o.subtotal, s.minimum_order, s.name) as message,
       format('which is right? Order more, or mend its minimum_order, at %s', place('suppliers.minimum_order', s._rowid_)) as hint
from purchase_orders as o
join suppliers as s on s.id = o.supplier_id
where o.subtotal < s.minimum_order and o.status <> 'cancelled'
