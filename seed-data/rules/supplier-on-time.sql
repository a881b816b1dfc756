-- id: business/supplier-on-time
-- severity: warning
-- title: The rate of a supplier who comes on time is in percent
-- why: Nobody buys from who is on time once in a hundred; 0.96 was meant to be 96.
-- wrong: "on_time_rate": 0.9
-- right: "on_time_rate": 96.5
-- at: suppliers.on_time_rate

select tenant_id, id,
       format('%s comes on time %s times of a hundred', name, number(on_time_rate)) as message,
       format('the rate is in percent: is %s meant?', number(on_time_rate * 100)) as hint
from suppliers
where on_time_rate > 0 and on_time_rate <= 1
