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
-- `with` anew wherever it is named: few names lead to others.
with few as materialized (
    select product_id, location_id, channel
    from sales
    group by product_id, location_id, channel
    having count(*) between 28 and 120
),
sale as materialized (
    select tenant_id, id, _rowid_ as number, product_id, location_id, channel, local_date(sold_at) as day
    from sales
    where (product_id, location_id, channel) in (select product_id, location_id, channel from few)
),
past as materialized (
    select * from sale where day between date(today(), '-91 days') and date(today(), '-1 day')
),
-- Receipts are many a day, or few. A series has one row on nearly each.
series as materialized (
    select product_id, location_id, channel
    from past
    group by product_id, location_id, channel
    having count(distinct day) >= 28 and count(*) <= 1.1 * count(distinct day)
       and count(distinct day) >= 0.7 * (julianday(max(day)) - julianday(min(day)) + 1)
),
day as materialized (
    select s.product_id, s.location_id, s.channel, s.day, count(*) as rows, min(s.number) as number, max(s.number) as again,
           lag(s.day) over way as before, lead(s.day) over way as next, lead(min(s.number)) over way as next_number,
           lead(max(s.number)) over way as next_again
    from past as s
    join series as t on t.product_id = s.product_id and t.location_id = s.location_id and t.channel = s.channel
    group by s.product_id, s.location_id, s.channel, s.day
    window way as (partition by s.product_id, s.location_id, s.channel order by s.day)
),
-- A weekday without hours is closed, as may be Christmas and New Year where nothing is sold on them.
calendar as (
    select date(today(), '-91 days') as day
    union all
    select date(day, '+1 day') from calendar where day < date(today(), '-1 day')
),
open as materialized (
    select s.location_id, s.channel, t.day
    from (select distinct location_id, channel from series) as s
    join locations as l on l.id = s.location_id
    cross join calendar as t
    where json_extract(l.opening_hours, '$.' || weekday(t.day)) glob '*[0-9]*'
      and (strftime('%m-%d', t.day) not in ('12-25', '01-01')
           or (s.location_id, s.channel, t.day) in (select location_id, channel, day from past))
),
hole as (
    select product_id, location_id, channel, date(day, '+1 day') as first, date(next, '-1 day') as last, number, next_number, next_again
    from day
    where next > date(day, '+1 day')
    union all
    select d.product_id, d.location_id, d.channel, date(d.day, '+1 day'), date(today(), '-1 day'), d.number, null, null
    from day as d
    join products as p on p.id = d.product_id and p.active
    join locations as l on l.id = d.location_id and l.active
    where d.next is null and d.day < date(today(), '-1 day')
    union all
    select product_id, location_id, channel, date(today(), '-91 days'), date(day, '-1 day'), null, number, again
    from day
    where before is null and day > date(today(), '-91 days')
),
gap as materialized (
    select h.product_id, h.location_id, h.channel, min(o.day) as first, max(o.day) as last, h.number, h.next_number,
           h.next_again
    from hole as h
    join open as o on o.location_id = h.location_id and o.channel = h.channel and o.day between h.first and h.last
    -- What is never sold on a weekday rests on it.
    where exists (
        select 1 from past as w
        where w.product_id = h.product_id and w.location_id = h.location_id and w.channel = h.channel
          and strftime('%w', w.day) = strftime('%w', o.day))
    group by h.product_id, h.location_id, h.channel, h.first
    -- A series may begin late, and a channel may end while another goes on. A row or two were deleted, or
    -- up to a week that other products of the place have.
    having case when h.number is null
                then count(*) <= 2 or count(*) <= 7 and exists (
                    select 1 from past as d
                    where d.location_id = h.location_id and d.channel = h.channel and d.day between h.first and h.last)
                when h.next_number is null
                then count(*) <= 2 or not exists (
                    select 1 from past as d
                    where d.product_id = h.product_id and d.location_id = h.location_id and d.day >= h.first)
                -- A history of fewer days, by the command that writes it, has the six oldest and goes on
                -- later, all of it.
                when h.first <= date(today(), '-85 days') and min(o.day) >= date(today(), '-85 days')
                then exists (select 1 from past as d where d.location_id = h.location_id and d.day between h.first and h.last)
                else 1 end
),
-- A row too many elsewhere that would fill it: of another day, product or place.
near as (
    select g.product_id as of_product, g.location_id as of_location, g.first, g.number as before, g.next_again as next, s.*
    from (select * from gap where first = last limit 50) as g
    cross join sale as s
    where s.channel = g.channel
      and iif(s.day = g.first, (s.product_id = g.product_id) + (s.location_id = g.location_id) = 1,
              s.product_id = g.product_id and s.location_id = g.location_id)
),
moved as materialized (
    select s.of_product as product_id, s.of_location as location_id, s.channel, s.first, s.number,
           min(abs(s.number - coalesce((s.before + s.next) / 2.0, s.before + 1000000, s.next - 1000000))) as distance
    from near as s
    left join day as d on d.product_id = s.product_id and d.location_id = s.location_id and d.channel = s.channel and d.day = s.day
    where (d.rows > 1 or s.day not between date(today(), '-91 days') and today())
      and (s.day = s.first or s.number > coalesce(s.before, -1)
           and s.number < iif(s.next > coalesce(s.before, -1), s.next, 1000000000))
    group by s.of_product, s.of_location, s.channel, s.first
),
found as (
    select s.tenant_id, s.id, s.product_id, s.location_id,
           case when s.product_id <> m.product_id then 'product_id' when s.location_id <> m.location_id then 'location_id' else 'sold_at' end as what,
           case when m.number is null then iif(g.first = g.last, 'has no sale on ' || g.first, format('has no sale from %s to %s', g.first, g.last))
                when s.day = g.first then 'is sold twice on ' || g.first else 'has no sale on ' || g.first end as head,
           case when s.product_id <> m.product_id then ', and ' || (select name from products where id = m.product_id) || ' not at all'
                when s.location_id <> m.location_id then ', and at ' || (select name from locations where id = m.location_id) || ' not at all'
                when m.number is not null then format(', and this row, which stands in its place, is of %s', s.day)
                when g.next_number is null then ', behind this row' when g.number is null then ', before this row'
                else ', between this row and ' || place('sales.sold_at', g.next_number) end as tail,
           case when s.product_id <> m.product_id then 'is this row of that product?'
                when s.location_id <> m.location_id then 'is this row of that place?'
                when m.number is not null then format('is the day wrong? Write %s', g.first)
                else format('was a row deleted? Put it back, or let `demo-session generate history --profile %s` write all days anew', profile()) end as hint,
           case when m.number is null then g.location_id || g.channel || g.first || g.last
                when s.day <> g.first then 'moved' || s.location_id || s.channel || g.first || s.day end as cause,
           iif(m.number is null, 'sales', null) as misses
    from gap as g
    left join moved as m on m.product_id = g.product_id and m.location_id = g.location_id and m.channel = g.channel and m.first = g.first
    join sale as s on s.number = coalesce(m.number, g.number, g.next_number)
    union all
    select s.tenant_id, s.id, s.product_id, s.location_id, 'sold_at', 'is sold twice on ' || d.day,
           ', by this row and ' || place('sales.sold_at', d.number), 'remove one of the two, or write the day that it is of', null,
           -- It stands elsewhere, where one of them is of a day that lies too far away.
           'sales'
    from day as d
    join sale as s on s.number = d.again
    where d.rows > 1 and not exists (
        select 1 from moved as m
        join sale as o on o.number = m.number
        where o.product_id = d.product_id and o.location_id = d.location_id and o.channel = d.channel and o.day = d.day)
)
select f.tenant_id, f.id, f.what as points_at, format('%s %s at %s%s', p.name, f.head, l.name, f.tail) as message, f.hint, f.cause, f.misses
from found as f
join products as p on p.id = f.product_id
join locations as l on l.id = f.location_id
