-- id: business/location-coordinates
-- severity: error
-- title: A place lies in the country of the others
-- why: With latitude and longitude swapped, a bakery in Madrid stands in Somalia, and the
--    delivery map shows half the world.
-- wrong: "latitude": -3.668500, "longitude": 40.445200, where all else is in Madrid
-- right: "latitude": 40.445200, "longitude": -3.668500
-- at: locations.latitude

with place as (
    select id, latitude, longitude from locations union all select id, latitude, longitude from customers
)
-- From Madrid to the Canary Islands it is twelve degrees south and thirteen west.
select l.tenant_id, l.id,
       iif(exists (select 1 from place as p where p.id <> l.id and abs(p.latitude - l.latitude) <= 13),
           'longitude', 'latitude') as points_at,
       format('%s lies at %s, %s, far from every other place and customer',
              l.name, number(l.latitude), number(l.longitude)) as message,
       'latitude is north of the equator, longitude east of Greenwich: are the two swapped, or a sign lost?' as hint
from locations as l
where exists (select 1 from place as p where p.id <> l.id)
  and not exists (
      select 1 from place as p
      where p.id <> l.id and abs(p.latitude - l.latitude) <= 13 and abs(p.longitude - l.longitude) <= 20)
