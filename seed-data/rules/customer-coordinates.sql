-- id: business/customer-coordinates
-- severity: error
-- title: A customer lies within reach of a place or of other customers
-- why: No van delivers bread across the sea, and one customer on another continent makes the
--    delivery map a map of the world.
-- wrong: "latitude": -0.351900, "longitude": 39.473300, of a customer in Valencia
-- right: "latitude": 39.473300, "longitude": -0.351900
-- at: customers.latitude

with place as (
    select id, latitude, longitude from locations union all select id, latitude, longitude from customers
)
-- Three degrees of latitude, and four of longitude in Spain, are some 330 km.
select c.tenant_id, c.id,
       iif(exists (select 1 from place as p where p.id <> c.id and abs(p.latitude - c.latitude) <= 3),
           'longitude', 'latitude') as points_at,
       format('%s lies at %s, %s, far from every place and every other customer',
              c.name, number(c.latitude), number(c.longitude)) as message,
       'latitude is north of the equator, longitude east of Greenwich: are the two swapped, or a sign lost?' as hint
from customers as c
where exists (select 1 from place as p where p.id <> c.id)
  and not exists (
      select 1 from place as p
      where p.id <> c.id and abs(p.latitude - c.latitude) <= 3 and abs(p.longitude - c.longitude) <= 4)
