-- id: business/sale-days
-- severity: error
-- title: Past sales by the day have each day that a place is open once, for each product and place
-- why: A day without sales is a hole in every chart, and a session moves it: made on another
--    weekday, it may be yesterday.
-- wrong: a row of the 8th and one of the 10th, and none of the 9th
-- right: a row of the 8th, one of the 9th, and one of the 10th
-- at: sales.sold_at
-- after: business/sale-time
-- day: zero

-- On other days the same rows stand in the same circle of days. The database reads what is named after
-- `with` anew wherever it is named: few names lead to others. Numbers are compared faster than ids.
with few as materialized (
    select row_number() over (order by product_id, location_id, channel) as series,
           dense_rank() over (order by location_id, channel) as shop, product_id, location_id, channel
    from sales
    group by product_id, location_id, channel
    having count(*) between 28 and 120
),
sale as materialized (
    select f.series, f.shop, s._rowid_ as number, local_date(s.sold_at) as day
    from sales as s
    cross join few as f on f.product_id = s.product_id and f.location_id = s.location_id and f.channel = s.channel
),
past as materialized (
    select * from sale where day between date(today(), '-91 days') and date(today(), '-1 day')
),
-- A weekday without hours is closed, as may be Christmas and New Year where nothing is sold on them.
calendar as (
    select date(today(), '-91 days') as day
    union all
    select date(day, '+1 day') from calendar where day < date(today(), '-1 day')
),
open as materialized (
    select s.shop, t.day
    from (select distinct shop, location_id from few) as s
    join locations as l on l.id = s.location_id
    cross join calendar as t
    where json_extract(l.opening_hours, '$.' || weekday(t.day)) glob '*[0-9]*'
      and (strftime('%m-%d', t.day) not in ('12-25', '01-01') or (s.shop, t.day) in (select shop, day from past))
),
-- Receipts are many a day, or few. A series has one row on nearly each day. Of one that has each open day
-- once there is no more to say.
series as materialized (
    select s.series
    from past as s
    left join open as o on o.shop = s.shop and o.day = s.day
    group by s.series
    having count(distinct s.day) >= 28 and count(*) <= 1.1 * count(distinct s.day)
       and count(distinct s.day) >= 0.7 * (julianday(max(s.day)) - julianday(min(s.day)) + 1)
       and (count(*) > count(distinct s.day) or count(o.day) < (select count(*) from open as a where a.shop = s.shop))
),
day as materialized (
    select s.series, s.shop, s.day, count(*) as rows, min(s.number) as number, max(s.number) as again,
           lag(s.day) over way as before, lead(s.day) over way as next, lead(min(s.number)) over way as next_number,
           lead(max(s.number)) over way as next_again
    from past as s
    where s.series in (select series from series)
    group by s.series, s.day
    window way as (partition by s.series order by s.day)
),
-- What is sold no more has none at its end.
hole as (
    select d.series, d.shop, date(d.day, '+1 day') as first, date(coalesce(d.next, today()), '-1 day') as last,
           d.number, d.next_number, d.next_again
    from day as d
    join few as f on f.series = d.series
    join products as p on p.id = f.product_id
    join locations as l on l.id = f.location_id
    where coalesce(d.next, today()) > date(d.day, '+1 day') and (d.next is not null or p.active and l.active)
    union all
    select series, shop, date(today(), '-91 days'), date(day, '-1 day'), null, number, again
    from day
    where before is null and day > date(today(), '-91 days')
),
gap as materialized (
    select h.series, h.shop, f.product_id, f.location_id, f.channel, min(o.day) as first, max(o.day) as last,
           h.number, h.next_number, h.next_again
    from hole as h
    join few as f on f.series = h.series
    join open as o on o.shop = h.shop and o.day between h.first and h.last
    -- What is never sold on a weekday rests on it.
    where exists (select 1 from past as w where w.series = h.series and strftime('%w', w.day) = strftime('%w', o.day))
    group by h.series, h.first
    -- A series may begin late, and a channel may end while another goes on. A row or two were deleted, or
    -- up to a week that other products of the place have.
    having case when h.number is null
                then count(*) <= 2 or count(*) <= 7 and exists (
                    select 1 from past as d where d.shop = h.shop and d.day between h.first and h.last)
                when h.next_number is null
                then count(*) <= 2 or not exists (
                    select 1 from past as d join few as c on c.series = d.series
                    where c.product_id = f.product_id and c.location_id = f.location_id and d.day >= h.first)
                -- A history of fewer days, by the command that writes it, has the six oldest and goes on
                -- later, all of it.
                when h.first <= date(today(), '-85 days') and min(o.day) >= date(today(), '-85 days')
                then exists (
                    select 1 from past as d join few as c on c.series = d.series
                    where c.location_id = f.location_id and d.day between h.first and h.last)
                else 1 end
),
-- A row too many elsewhere that would fill it: of another day, product or place.
near as (
    select g.series as of, g.first, g.number as before, g.next_again as next, s.series, s.number, s.day
    from (select * from gap where first = last limit 50) as g
    cross join sale as s
    join few as f on f.series = s.series
    where f.channel = g.channel
      and iif(s.day = g.first, (f.product_id = g.product_id) + (f.location_id = g.location_id) = 1, s.series = g.series)
),
moved as materialized (
    select s.of as series, s.first, s.number,
           min(abs(s.number - coalesce((s.before + s.next) / 2.0, s.before + 1000000, s.next - 1000000))) as distance
    from near as s
    left join day as d on d.series = s.series and d.day = s.day
    where (d.rows > 1 or s.day not between date(today(), '-91 days') and today())
      and (s.day = s.first or s.number > coalesce(s.before, -1)
           and s.number < iif(s.next > coalesce(s.before, -1), s.next, 1000000000))
    group by s.of, s.first
),
-- Or one in its place, of a product or a place that hardly has any.
lone as materialized (
    select g.series, g.first, min(s._rowid_) as number, max(s.location_id <> g.location_id) as is_elsewhere
    from (select * from gap where first = last limit 50) as g
    cross join sales as s on s._rowid_ between coalesce(g.number + 1, g.next_number - 50) and coalesce(g.number + 50, g.next_number - 1)
    where s.channel = g.channel and (s.product_id = g.product_id) + (s.location_id = g.location_id) = 1 and local_date(s.sold_at) = g.first
      and (select count(*) from sales as o
           where o.product_id = s.product_id and o.location_id = s.location_id and o.channel = s.channel) <= 2
    group by g.series, g.first
),
found as (
    select s.number, f.product_id, f.location_id,
           case when f.product_id <> g.product_id then 'product_id' when f.location_id <> g.location_id then 'location_id' else 'sold_at' end as what,
           case when m.number is null then iif(g.first = g.last, 'has no sale on ' || g.first, format('has no sale from %s to %s', g.first, g.last))
                when s.day = g.first then 'is sold twice on ' || g.first else 'has no sale on ' || g.first end as head,
           case when f.product_id <> g.product_id then ', and ' || (select name from products where id = g.product_id) || ' not at all'
                when f.location_id <> g.location_id then ', and at ' || (select name from locations where id = g.location_id) || ' not at all'
                when m.number is not null
                then format(', and this row, which stands in its place, is of %s', s.day) || iif(substr(r.sold_at, 1, 10) = g.first,
                     format(': %s UTC is %s there', substr(r.sold_at, 12, 5), local_time(r.sold_at)), '')
                when g.next_number is null then ', behind this row' when g.number is null then ', before this row'
                else ', between this row and ' || place('sales.sold_at', g.next_number) end as tail,
           case when f.product_id <> g.product_id then 'is this row of that product?'
                when f.location_id <> g.location_id then 'is this row of that place?'
                when m.number is not null and substr(r.sold_at, 1, 10) = g.first then 'is the hour wrong? A "Z" at its end means UTC'
                when m.number is not null then format('is the day wrong? Write %s', g.first)
                else format('was a row deleted? Put it back, or let `demo-session generate history --profile %s` write all days anew', profile()) end as hint,
           case when m.number is null then format('%d %s %s', g.shop, g.first, g.last)
                when s.day <> g.first then format('moved %d %s %s', s.shop, g.first, s.day) end as cause,
           iif(m.number is null, 'sales', null) as misses
    from gap as g
    left join moved as m on m.series = g.series and m.first = g.first
    join sale as s on s.number = coalesce(m.number, g.number, g.next_number)
    join few as f on f.series = s.series
    join sales as r on r._rowid_ = s.number
    where (g.series, g.first) not in (select series, first from lone)
    union all
    select o.number, s.product_id, s.location_id, iif(o.is_elsewhere, 'location_id', 'product_id'), 'is sold on ' || o.first,
           iif(o.is_elsewhere, ', which hardly sells it, and at ' || (select name from locations where id = f.location_id),
               ', which hardly sells it, and ' || (select name from products where id = f.product_id)) || ' not at all',
           iif(o.is_elsewhere, 'is this row of that place?', 'is this row of that product?'), null, null
    from lone as o
    join few as f on f.series = o.series
    join sales as s on s._rowid_ = o.number
    union all
    select d.again, f.product_id, f.location_id, 'sold_at', 'is sold twice on ' || d.day,
           ', by this row and ' || place('sales.sold_at', d.number), 'remove one of the two, or write the day that it is of', null,
           -- It stands elsewhere, where one of them is of a day that lies too far away.
           'sales'
    from day as d
    join few as f on f.series = d.series
    where d.rows > 1 and not exists (
        select 1 from moved as m
        join sale as o on o.number = m.number
        where o.series = d.series and o.day = d.day)
)
select s.tenant_id, s.id, f.what as points_at, format('%s %s at %s%s', p.name, f.head, l.name, f.tail) as message, f.hint, f.cause, f.misses
from found as f
join sales as s on s._rowid_ = f.number
join products as p on p.id = f.product_id
join locations as l on l.id = f.location_id
