-- id: business/location-coordinates
-- severity: error
-- title: A place lies in the country of the others, and near its time zone
-- why: With latitude and longitude swapped, a bakery in Madrid stands in Somalia, and the
--    delivery map shows half the world.
-- wrong: "latitude": -3.668500, "longitude": 40.445200, where all else is in Madrid
-- right: "latitude": 40.445200, "longitude": -3.668500
-- at: locations.latitude
-- after: business/tenant-time-zone

with place as (
    select id, latitude, longitude from locations union all select id, latitude, longitude from customers
),
told as (
    select l.*, t.timezone, not lies_in_zone(l.latitude, l.longitude, t.timezone) as is_abroad,
           lies_in_zone(l.longitude, l.latitude, t.timezone) as is_swapped
    from locations as l
    join tenants as t on t.tenant_id = l.tenant_id
)
-- From Madrid to the Canary Islands it is twelve degrees south and thirteen west.
select l.tenant_id, l.id,
       iif(not l.is_abroad and exists (select 1 from place as p where p.id <> l.id and abs(p.latitude - l.latitude) <= 13),
           'longitude', 'latitude') as points_at,
       format(iif(l.is_abroad, '%s lies at %s, %s, far from all that keeps the time of %s',
                  '%s lies at %s, %s, far from every other place and customer'),
              l.name, number(l.latitude), number(l.longitude), l.timezone) as message,
       iif(l.is_abroad and l.is_swapped, 'latitude and longitude are swapped',
           'latitude is north of the equator, longitude east of Greenwich: are the two swapped, or a sign lost?') as hint
from told as l
where l.is_abroad
   or (exists (select 1 from place as p where p.id <> l.id)
       and not exists (
           select 1 from place as p
           where p.id <> l.id and abs(p.latitude - l.latitude) <= 13 and abs(p.longitude - l.longitude) <= 20))
