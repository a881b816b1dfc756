-- id: business/equipment-serial
-- severity: error
-- title: A serial number is of one machine
-- why: The mechanic asks for it, and comes with the parts of the other oven.
-- wrong: "serial_number": "BRC518-19-0122", of two ovens
-- right: "serial_number": "BRC518-19-0122" and "serial_number": "BRC020-22-0308"
-- at: equipment.serial_number

-- Short ones may be alike at two makers, and what has no digits, or zeros alone, is none.
select e.tenant_id, e.id,
       format('%s has the serial number %s of %s, by %s', e.code, e.serial_number, o.code, place('equipment.serial_number', o._rowid_)) as message,
       'which is right? Write the number on the plate of each' as hint
from equipment as e
join equipment as o on o.tenant_id = e.tenant_id and o.serial_number = e.serial_number and o._rowid_ < e._rowid_
where e.serial_number glob '*[1-9]*' and (o.manufacturer = e.manufacturer or length(e.serial_number) >= 8)
group by e.id
