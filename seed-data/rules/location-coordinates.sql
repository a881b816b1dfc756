-- id: business/location-coordinates
-- severity: error
-- title: A place lies in the country of the others, near its time zone, and where its vans can start
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
),
-- How far a place is from a stop of its vans, by the crow, in squares of degrees of latitude. A degree of
-- longitude is shorter by the cosine of the latitude: `x` is that angle's square, and these are the first
-- terms of the cosine's square. The stop is where its customer is.
way as (
    select v.location_id, r._rowid_ as route, s.latitude, s.longitude, r.distance_km / 111.2 as length,
           iif(s.sequence = min(s.sequence) over stops, minutes_between(r.planned_start_at, s.planned_arrival_at), null) as out,
           iif(s.sequence = max(s.sequence) over stops, minutes_between(s.planned_arrival_at, r.planned_end_at) - s.service_minutes, null) as back,
           (s.latitude - l.latitude) * (s.latitude - l.latitude) as north,
           (s.longitude - l.longitude) * (s.longitude - l.longitude) * max(0, 1 - t.x + t.x * t.x / 3 - t.x * t.x * t.x * 2 / 45) as east
    from delivery_routes as r
    join vehicles as v on v.id = r.vehicle_id
    join locations as l on l.id = v.location_id
    join (select id, latitude * latitude / 3283 as x from locations) as t on t.id = l.id
    join delivery_stops as s on s.route_id = r.id
    join customers as c on c.id = s.customer_id and abs(c.latitude - s.latitude) < 0.001 and abs(c.longitude - s.longitude) < 0.001
    window stops as (partition by r.id)
),
-- Of no route can a van be at the first stop in time, nor back from the last, at 130 km/h, or on as few
-- kilometres.
depot as (
    select location_id, avg(latitude) as latitude, avg(longitude) as longitude, sum(north) as north, sum(east) as east, count(distinct route) as routes,
           min(route) as number
    from way
    where out is not null or back is not null
    group by location_id
    having min(north + east > length * length) and min(north + east > coalesce(out * out, 0) * 0.00038)
       and min(north + east > coalesce(back * back, 0) * 0.00038)
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
union all
select l.tenant_id, l.id, iif(d.north >= d.east, 'latitude', 'longitude'),
       format('%s lies at %s, %s, from where no van is at its stops in time; those of its %s are around %s, %s, from %s on', l.name,
              number(l.latitude), number(l.longitude), iif(d.routes = 1, 'route', d.routes || ' routes'), number(round(d.latitude, 2)),
              number(round(d.longitude, 2)), place('delivery_routes.planned_start_at', d.number)),
       iif(l.longitude * d.longitude < 0 and d.east > d.north and abs(l.longitude + d.longitude) < abs(l.longitude - d.longitude) / 2,
           'was a sign lost? Longitude west of Greenwich has a minus', 'are digits swapped? Write coordinates within reach of these stops')
from told as l
join depot as d on d.location_id = l.id
where not l.is_abroad
  and exists (
      select 1 from place as p
      where p.id <> l.id and abs(p.latitude - l.latitude) <= 13 and abs(p.longitude - l.longitude) <= 20)
