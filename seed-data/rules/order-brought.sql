-- id: business/order-brought
-- severity: error
-- title: An order is delivered when its van is there, within the hours of its stop
-- why: The customer's page shows the delivery, and the route's the van; both are of one door.
-- wrong: "delivered_at": "BASE_TS - 12m", of a stop with "arrived_at": "BASE_TS - 8m"
-- right: "delivered_at": "BASE_TS - 4m", of a stop with "arrived_at": "BASE_TS - 8m"
-- at: customer_orders.delivered_at
-- after: business/order-delivered, business/stop-status, business/stop-order, business/stop-times

with told as (
    select o.tenant_id, o.id, o.order_number, o.delivered_at < s.arrived_at as is_early, minutes_between(o.delivered_at, s.arrived_at) as minutes,
           o.requested_delivery_date < s.window_start_at as is_before,
           place('delivery_stops.arrived_at', s._rowid_) as arrived,
           place(iif(o.requested_delivery_date < s.window_start_at, 'delivery_stops.window_start_at', 'delivery_stops.window_end_at'),
                 s._rowid_) as bound
    from delivery_stops as s
    join customer_orders as o on o.id = s.order_id
    where s.status <> 'failed' and o.customer_id = s.customer_id
      -- Of two stops with one order, that is what is wrong.
      and not exists (select 1 from delivery_stops as t where t.order_id = s.order_id and t.id <> s.id and t.status <> 'failed')
      and (o.delivered_at < s.arrived_at
           -- A window without the hour at which the van comes is itself what is wrong.
           or (o.requested_delivery_date not between s.window_start_at and s.window_end_at
               and s.planned_arrival_at between s.window_start_at and s.window_end_at))
)
select tenant_id, id,
       iif(is_early, 'delivered_at', 'requested_delivery_date') as points_at,
       iif(is_early, format('%s is delivered %s minutes before its van arrives, by %s', order_number, number(round(minutes, 1)), arrived),
           format('%s is asked for %s the window of its stop %s, by %s', order_number, iif(is_before, 'before', 'after'),
                  iif(is_before, 'begins', 'ends'), bound)) as message,
       iif(is_early, format('which is right? Write a later "delivered_at" here, or an earlier "arrived_at" at %s', arrived),
           format('which is right? Write an hour within the window here, or another window at %s', bound)) as hint
from told
