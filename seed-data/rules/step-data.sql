-- id: business/step-data
-- severity: warning
-- title: The data of a step reach no further than to its end
-- why: A run at night that goes by what is sold in the morning is made up.
-- wrong: "data_until": "BASE_TS + 3h", of a step that was finished before `BASE_TS`
-- right: "data_until": "BASE_TS - 3h"
-- at: orchestration_steps.detail
-- after: business/step-time

select tenant_id, id,
       format('step %d has data until %s minutes after its end', sequence,
              number(round(minutes_between(coalesce(finished_at, now()), json_extract(detail, '$.data_until'))))) as message,
       'is the sign wrong? Write an instant up to its "finished_at"' as hint
from orchestration_steps
where json_type(detail, '$.data_until') = 'text'
  and minutes_between(coalesce(finished_at, now()), json_extract(detail, '$.data_until')) > 1
