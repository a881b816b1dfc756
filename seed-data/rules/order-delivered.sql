-- id: business/order-delivered
-- severity: error
-- title: An order is delivered when it says so, after it was made and not in the future
-- why: The list of todays orders shows the hour beside the tick.
-- wrong: "status": "delivered", with no "delivered_at"
-- right: "status": "delivered", "delivered_at": "BASE_TS - 4m"
-- at: customer_orders.delivered_at

select tenant_id, id,
       case when order_date > now() then 'order_date' when delivered_at is null then 'status'
            else 'delivered_at' end as points_at,
       case when order_date > now() then format('%s is ordered in the future', order_number)
            when delivered_at is null then format('%s is delivered, and nobody knows when', order_number)
            when delivered_at > now() then format('%s is delivered in the future', order_number)
            else format('%s was delivered before it was ordered', order_number) end as message,
       'make status, order_date and delivered_at agree' as hint
from customer_orders
where order_date > now() or delivered_at > now() or delivered_at < order_date
   or (status = 'delivered' and delivered_at is null)
