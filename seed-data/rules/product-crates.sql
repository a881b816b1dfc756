-- id: business/product-crates
-- severity: error
-- title: As many of a product fill a crate as its stops are loaded by
-- why: The number of crates decides which van a route needs.
-- wrong: "units_per_crate": 52, where five stops bring a crate for each 25
-- right: "units_per_crate": 25
-- at: products.units_per_crate

-- The crates of each stop whose products all fill crates, begun ones counted. Quantities have three decimals.
with line as (
    select s._rowid_ as stop, s.load_crates, l.product_id, l.quantity, p.units_per_crate,
           cast((l.quantity + p.units_per_crate - 0.001) / p.units_per_crate as integer) as crates
    from delivery_stops as s
    join customer_order_lines as l on l.order_id = s.order_id
    join products as p on p.id = l.product_id
),
stop as (
    select stop, load_crates, sum(crates) as crates, max(load_crates) - sum(crates) as more
    from line
    group by stop
    having count(*) = count(crates)
),
-- Where all that brings a product has more crates than it needs, and all other stops what they need. Of
-- one or two stops, a spare crate may be meant.
off as (
    select l.product_id, count(*) as stops, min(s.stop) as number
    from line as l
    join stop as s on s.stop = l.stop
    group by l.product_id
    having count(*) > 2 and min(s.more) > 0
       and not exists (
           select 1 from stop as o where o.more <> 0 and o.stop not in (select stop from line as b where b.product_id = l.product_id))
),
-- The numbers by which each of its stops needs what it has.
likely as (
    select o.product_id, o.stops, o.number, min(n.value) as least, max(n.value) as most
    from off as o
    join (with recursive n(value) as (select 1 union all select value + 1 from n where value < 500) select value from n) as n
    where not exists (
        select 1 from line as l
        join stop as s on s.stop = l.stop
        where l.product_id = o.product_id and s.more + l.crates <> cast((l.quantity + n.value - 0.001) / n.value as integer))
    group by o.product_id
)
select p.tenant_id, p.id,
       format('%s fill a crate with %s, and the %d stops that bring it have crates for %s each, from %s on', number(p.units_per_crate), p.name,
              k.stops, iif(k.least = k.most, k.most, k.least || ' to ' || k.most), place('delivery_stops.load_crates', k.number)) as message,
       format('which is right? Write %s here, or mend the crates of these stops and their routes',
              iif(k.least = k.most, k.most, format('a number from %d to %d', k.least, k.most))) as hint
from likely as k
join products as p on p.id = k.product_id
