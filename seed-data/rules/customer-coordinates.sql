-- id: business/customer-coordinates
-- severity: error
-- title: A customer lies within reach of a place or of other customers, and near the time zone
-- why: No van delivers bread across the sea, and one customer on another continent makes the
--    delivery map a map of the world.
-- wrong: "latitude": -0.351900, "longitude": 39.473300, of a customer in Valencia
-- right: "latitude": 39.473300, "longitude": -0.351900
-- at: customers.latitude
-- after: business/tenant-time-zone

with place as (
    select id, latitude, longitude from locations union all select id, latitude, longitude from customers
),
told as (
    select c.*, t.timezone, not lies_in_zone(c.latitude, c.longitude, t.timezone) as is_abroad,
           lies_in_zone(c.longitude, c.latitude, t.timezone) as is_swapped
    from customers as c
    join tenants as t on t.tenant_id = c.tenant_id
)
-- Three degrees of latitude, and four of longitude in Spain, are some 330 km.
select c.tenant_id, c.id,
       iif(not c.is_abroad and exists (select 1 from place as p where p.id <> c.id and abs(p.latitude - c.latitude) <= 3),
           'longitude', 'latitude') as points_at,
       format(iif(c.is_abroad, '%s lies at %s, %s, far from all that keeps the time of %s',
                  '%s lies at %s, %s, far from every place and every other customer'),
              c.name, number(c.latitude), number(c.longitude), c.timezone) as message,
       iif(c.is_abroad and c.is_swapped, 'latitude and longitude are swapped',
           'latitude is north of the equator, longitude east of Greenwich: are the two swapped, or a sign lost?') as hint
from told as c
where c.is_abroad
   or (exists (select 1 from place as p where p.id <> c.id)
       and not exists (
           select 1 from place as p
           where p.id <> c.id and abs(p.latitude - c.latitude) <= 3 and abs(p.longitude - c.longitude) <= 4))
