-- id: business/step-service
-- severity: error
-- title: A step is of a service that exists
-- why: It is a link.
-- wrong: "service": "order"
-- right: "service": "orders"
-- at: orchestration_steps.service

select tenant_id, id,
       format('there is no service `%s`', service) as message,
       'write a service''s name, such as orders' as hint
from orchestration_steps
where service not in (select service from demo_tables)
