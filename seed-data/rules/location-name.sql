-- id: business/location-name
-- severity: error
-- title: Places of one profile have names of their own
-- why: On the map and in the list of shops nobody knows which is which.
-- wrong: two shops with "name": "Tienda Chamartín"
-- right: "name": "Tienda Salamanca" for one of them
-- at: locations.name
-- day: zero

-- The customers of another name at whose door a place is.
with door as (
    select l.id, min(c.name) as name, min(c._rowid_) as number, count(*) as customers
    from locations as l
    join customers as c on c.kind = 'outlet' and c.name <> l.name
                       and abs(c.latitude - l.latitude) < 0.0005 and abs(c.longitude - l.longitude) < 0.0005
    group by l.id
)
select l.tenant_id, l.id,
       format('%s is the name of another place too, by %s', l.name, place('locations.name', min(o._rowid_))) as message,
       iif(d.customers = 1, format('is this %s? So is called who gets bread at this place, by %s', d.name, place('customers.name', d.number)),
           'write another name at one of the two') as hint
from locations as l
join locations as o on o.name = l.name and o.id <> l.id
     -- Each outlet may have a store room of one name.
     and (o.tenant_id is l.tenant_id or o.kind = 'shop' and l.kind = 'shop')
left join door as d on d.id = l.id
-- Of two, the one that stands where another's customer does, or else the second.
where d.id is not null
   or o._rowid_ < l._rowid_ and o.id not in (select id from door)
group by l.id
