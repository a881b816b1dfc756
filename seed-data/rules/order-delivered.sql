-- id: business/order-delivered
-- severity: error
-- title: An order is delivered when it says so, after it was made and not in the future; a cancelled one is on no van
-- why: The list of today's orders shows the hour beside the tick.
-- wrong: "status": "delivered", with no "delivered_at"
-- right: "status": "delivered", "delivered_at": "BASE_TS - 4m"
-- at: customer_orders.delivered_at

with told as (
    select *, concat_ws('; ',
        iif(order_date > now(), 'it is ordered in the future', null),
        iif(status = 'delivered' and delivered_at is null, 'it is delivered, and has no delivered_at', null),
        iif(status <> 'delivered' and delivered_at is not null, format('it is %s, and has a delivered_at', status), null),
        iif(status = 'cancelled', (
            select format('it is cancelled, and its stop is pending, by %s', place('delivery_stops.status', s._rowid_))
            from delivery_stops as s
            join delivery_routes as r on r.id = s.route_id and r.status <> 'cancelled'
            where s.order_id = o.id and s.status = 'pending' and s.customer_id = o.customer_id), null),
        iif(delivered_at > now(), 'it is delivered in the future', null),
        iif(delivered_at < order_date, 'it was delivered before it was ordered', null)) as wrong
    from customer_orders as o
)
select tenant_id, id,
       case when wrong like 'it is ordered%' then 'order_date' when status <> 'delivered' or delivered_at is null then 'status'
            else 'delivered_at' end as points_at,
       format('%s: %s', order_number, wrong) as message,
       concat_ws('; ',
           iif(order_date > now(), 'write an "order_date" up to `BASE_TS`', null),
           iif(status = 'delivered' and delivered_at is null, coalesce((
               select format('write "%s", as its stop is pending, by %s, or add "delivered_at" here and "arrived_at" there',
                             iif(r.status = 'in_progress', 'out_for_delivery', 'ready'), place('delivery_stops.status', s._rowid_))
               from delivery_stops as s
               join delivery_routes as r on r.id = s.route_id
               where s.order_id = told.id and s.status = 'pending'), 'add "delivered_at", or write the status that it has now'), null),
           iif(status <> 'delivered' and delivered_at is not null, 'write "status": "delivered", or remove "delivered_at"', null),
           (select format('which is right? Write "%s" here, or remove its stop, by %s, and what it adds to the loads of its route',
                          iif(r.status = 'in_progress', 'out_for_delivery', 'confirmed'), place('delivery_stops.id', s._rowid_))
            from delivery_stops as s
            join delivery_routes as r on r.id = s.route_id and r.status <> 'cancelled'
            where s.order_id = told.id and told.status = 'cancelled' and s.status = 'pending' and s.customer_id = told.customer_id),
           iif(delivered_at > now() or delivered_at < order_date, 'write a "delivered_at" from its "order_date" to `BASE_TS`', null)) as hint
from told
where wrong <> ''
