-- id: business/outlet-place
-- severity: error
-- title: A shop lies where the van brings its bread
-- why: The map of places draws the shop in the sea, and that of the vans in the town.
-- wrong: "longitude": 3.6685, of a shop to which the vans drive at -3.6685
-- right: "longitude": -3.6685
-- at: locations.longitude
-- after: business/location-coordinates, business/customer-coordinates

-- The mother's customer of its name or street is the shop. Where its stops lie elsewhere, the customer is
-- what is off. A hundredth of a degree is a kilometre, which is no slip.
select l.tenant_id, l.id, iif(abs(c.latitude - l.latitude) > abs(c.longitude - l.longitude), 'latitude', 'longitude') as points_at,
       format('%s lies at %s, %s, and as a customer of its bakery at %s, %s, by %s', l.name, number(l.latitude), number(l.longitude),
              number(c.latitude), number(c.longitude), place('customers.latitude', c._rowid_)) as message,
       format('which is right? Write %s and %s here, or these there', number(c.latitude), number(c.longitude)) as hint
from locations as l
join tenants as t on t.tenant_id = l.tenant_id
join customers as c on c.tenant_id = t.parent_tenant_id and c.kind = 'outlet'
     and (c.name = l.name or c.street = l.street and c.postal_code = l.postal_code)
where (abs(c.latitude - l.latitude) > 0.02 or abs(c.longitude - l.longitude) > 0.02)
  and not exists (
      select 1 from delivery_stops as s
      where s.customer_id = c.id and (abs(s.latitude - c.latitude) > 0.001 or abs(s.longitude - c.longitude) > 0.001))
  and not exists (
      select 1 from customers as d
      where d.tenant_id = c.tenant_id and d.kind = 'outlet' and abs(d.latitude - l.latitude) <= 0.02 and abs(d.longitude - l.longitude) <= 0.02)
group by l.id
having count(*) = 1
