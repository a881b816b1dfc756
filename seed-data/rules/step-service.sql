-- id: business/step-service
-- severity: error
-- title: A step is of a service that exists
-- why: It is a link.
-- wrong: "service": "order"
-- right: "service": "orders"
-- at: orchestration_steps.service

select tenant_id, id,
       format('there is no service `%s`', service) as message,
       coalesce('did you mean `' || nearest(service, (
                    select group_concat(service, ' ') from (select distinct service from demo_tables))) || '`? ', '') ||
       format('the services are %s',
              (select group_concat(service, ', ') from (select distinct service from demo_tables order by service))) as hint
from orchestration_steps
where service not in (select service from demo_tables)
