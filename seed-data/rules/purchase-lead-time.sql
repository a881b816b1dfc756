-- id: business/purchase-lead-time
-- severity: error
-- title: A supplier has its lead time to deliver
-- why: An order for this morning, made last night at a mill four days away, is late by plan.
-- wrong: "expected_delivery_at" a day after "ordered_at", with a "lead_time_days": 4
-- right: four days or more after it
-- at: purchase_orders.expected_delivery_at
-- after: business/purchase-supplier

select o.tenant_id, o.id,
       format('expected on %s, ordered on %s, and %s needs %d days',
              local_date(o.expected_delivery_at), local_date(o.ordered_at), s.name, s.lead_time_days) as message,
       format('order earlier, or expect it later; or mend "lead_time_days" at %s', place('suppliers.lead_time_days', s._rowid_)) as hint
from purchase_orders as o
join suppliers as s on s.id = o.supplier_id
where julianday(local_date(o.expected_delivery_at)) - julianday(local_date(o.ordered_at)) < s.lead_time_days
