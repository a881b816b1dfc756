-- id: business/location-name
-- severity: error
-- title: Places of one profile have names of their own
-- why: On the map and in the list of shops nobody knows which is which.
-- wrong: two shops with "name": "Tienda Chamartín"
-- right: "name": "Tienda Salamanca" for one of them
-- at: locations.name
-- day: zero

select l.tenant_id, l.id,
       format('%s is the name of another place too, by %s', l.name, place('locations.name', min(o._rowid_))) as message,
       coalesce((select format('is this %s? So is called who gets bread at this place, by %s', min(c.name), place('customers.name', min(c._rowid_)))
                 from customers as c
                 where c.kind = 'outlet' and c.name <> l.name
                   and abs(c.latitude - l.latitude) < 0.0005 and abs(c.longitude - l.longitude) < 0.0005
                 having count(*) = 1), 'write another name at one of the two') as hint
from locations as l
join locations as o on o.name = l.name and o.id <> l.id
     -- Each outlet may have a store room of one name.
     and (o.tenant_id is l.tenant_id or o.kind = 'shop' and l.kind = 'shop')
-- Of two, the one that stands where another's customer does, or else the second.
where exists (
          select 1 from customers as c
          where c.kind = 'outlet' and c.name <> l.name
            and abs(c.latitude - l.latitude) < 0.0005 and abs(c.longitude - l.longitude) < 0.0005)
   or o._rowid_ < l._rowid_
      and not exists (
          select 1 from customers as c
          where c.kind = 'outlet' and c.name <> l.name
            and abs(c.latitude - o.latitude) < 0.0005 and abs(c.longitude - o.longitude) < 0.0005)
group by l.id
