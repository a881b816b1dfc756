-- id: business/stop-place
-- severity: error
-- title: A stop is where its customer is
-- why: The map draws both.
-- wrong: "latitude": 39.47, of a customer with "latitude": 39.4733
-- right: "latitude": 39.4733
-- at: delivery_stops.latitude
-- after: business/stop-order

select s.tenant_id, s.id,
       iif(s.latitude <> c.latitude, 'latitude', 'longitude') as points_at,
       format('%s is at %s, %s', c.name, number(c.latitude), number(c.longitude)) as message,
       'write the same' as hint
from delivery_stops as s
join customers as c on c.id = s.customer_id
where s.latitude <> c.latitude or s.longitude <> c.longitude
