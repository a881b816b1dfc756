-- id: business/route-cancelled
-- severity: warning
-- title: An order that a cancelled route should have brought is on another
-- why: The bread stands in crates by the door, and no van comes for it.
-- wrong: "status": "cancelled", of a route whose stop waits with an order that is "ready"
-- right: "status": "planned", or its stops with the "route_id" of another route
-- at: delivery_routes.status
-- after: business/stop-status, business/route-status, business/stop-order, business/order-delivered

-- What an alert tells of is part of the story.
select r.tenant_id, r.id,
       format('%s is cancelled, and no other route brings %s%s: its stop is pending, by %s', r.route_number, o.order_number,
              iif(count(*) = 1, '', format(' and %d more', count(*) - 1)), place('delivery_stops.status', s._rowid_)) as message,
       format('which is right? Write "status": "planned" here, or the "route_id" of another route at its stops, from %s on',
              place('delivery_stops.route_id', s._rowid_)) as hint
from delivery_routes as r
join delivery_stops as s on s.route_id = r.id and s.status = 'pending'
join customer_orders as o on o.id = s.order_id and o.customer_id = s.customer_id
where r.status = 'cancelled' and o.status in ('confirmed', 'in_production', 'ready', 'out_for_delivery')
  and not exists (
      select 1 from delivery_stops as t
      join delivery_routes as v on v.id = t.route_id and v.status <> 'cancelled'
      where t.order_id = o.id)
  and not exists (select 1 from alerts as a where a.subject_id in (r.id, s.id, o.id) and a.kind = 'route' and a.status <> 'resolved')
group by r.id
having min(s._rowid_) > 0
