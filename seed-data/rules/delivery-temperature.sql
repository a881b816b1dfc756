-- id: business/delivery-temperature
-- severity: error
-- title: What is kept cold arrives cold, and its temperature was taken
-- why: The cold chain is the first page of a food safety audit.
-- wrong: "status": "received", with butter and no "temperature_c"
-- right: "temperature_c": 3.4
-- at: deliveries.temperature_c
-- after: business/delivery-status

select distinct d.tenant_id, d.id,
       iif(d.temperature_c is null, 'status', 'temperature_c') as points_at,
       format('%s is kept %s, and arrived at %s', i.name, i.storage,
              coalesce(number(d.temperature_c) || ' °C', 'a temperature that nobody took')) as message,
       'chilled goods arrive between -1 and 8 °C, frozen at -15 °C or less' as hint
from deliveries as d
join purchase_order_lines as l on l.purchase_order_id = d.purchase_order_id
join ingredients as i on i.id = l.ingredient_id
where d.status = 'received' and i.storage in ('chilled', 'frozen')
  and (d.temperature_c is null or d.temperature_c > iif(i.storage = 'frozen', -15, 8)
       or (i.storage = 'chilled' and d.temperature_c < -1))
