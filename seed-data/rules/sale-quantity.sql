-- id: business/sale-quantity
-- severity: warning
-- title: A day sells about what the same weekday of other weeks does
-- why: One day of ten times the others flattens every chart to a line with a needle.
-- wrong: "quantity": 250, of what sells 19 to 33 on all other Mondays
-- right: "quantity": 25
-- at: sales.quantity
-- after: business/sale-days, business/sale-price, business/sale-revenue
-- day: zero

-- Of receipts, of which there are many a day, nothing is said; nor anew on other days than day zero.
-- Numbers are compared faster than ids.
with few as materialized (
    select row_number() over (order by product_id, location_id, channel) as series, product_id, location_id, channel
    from sales
    group by product_id, location_id, channel
    having count(*) between 28 and 120
),
sale as materialized (
    select f.series, s._rowid_ as number, s.quantity, local_date(s.sold_at) as day
    from sales as s
    cross join few as f on f.product_id = s.product_id and f.location_id = s.location_id and f.channel = s.channel
    where local_date(s.sold_at) < today()
),
series as materialized (
    select series
    from sale
    group by series
    having count(distinct day) >= 28 and count(*) <= 1.1 * count(distinct day)
),
-- Weekdays whose most and least are far apart: of the others, no row is ranked.
apart as materialized (
    select series, strftime('%w', day) as weekday
    from sale
    where series in (select series from series)
    group by series, weekday
    having max(quantity) > 5 * min(quantity) + 10
),
ranked as (
    select s.series, s.number, s.quantity, s.day, count(*) over alike as days, row_number() over (alike order by s.quantity desc) as rank,
           lead(s.quantity) over (alike order by s.quantity desc) as less, lag(s.quantity) over (alike order by s.quantity desc) as more,
           max(s.quantity) over alike as most, min(s.quantity) over alike as least
    from sale as s
    join apart as a on a.series = s.series
    where strftime('%w', s.day) = a.weekday
    window alike as (partition by s.series, a.weekday)
),
-- Five times the next is beyond chance; of what sells by the handful, chance is more.
-- On a day of feast the place sells more than one product so.
extreme as (
    select r.*, f.product_id, f.location_id, count(*) over (partition by f.location_id, r.day) as alike
    from ranked as r
    join few as f on f.series = r.series
    where r.days >= 4 and ((r.rank = 1 and r.quantity > 5 * r.less + 10) or (r.rank = r.days and r.more > 5 * r.quantity + 10))
)
select s.tenant_id, s.id,
       format('%s of %s are sold on %s at %s, and on the other %d such weekdays %s to %s', number(r.quantity), p.name, r.day, l.name,
              r.days - 1, number(iif(r.rank = 1, r.least, r.more)), number(iif(r.rank = 1, r.less, r.most))) as message,
       'is it a digit too many or too few? Write a quantity like the others, with its revenue' as hint
from extreme as r
join sales as s on s._rowid_ = r.number
join products as p on p.id = r.product_id
join locations as l on l.id = r.location_id
where r.alike = 1
