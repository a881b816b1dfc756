-- id: business/step-subjects
-- severity: warning
-- title: A step of a run names each of its subjects once
-- why: The step says that it looked at three routes, and two of its links lead to one.
-- wrong: "subject_ids" with one id twice
-- right: each id once
-- at: orchestration_steps.detail
-- day: zero

select s.tenant_id, s.id, cast(i.value as text) as element,
       format('step %d names this twice%s', s.sequence,
              iif(s.items > (select count(distinct a.value) from json_each(s.detail, '$.subject_ids') as a), format(', and has %d items', s.items), '')) as message,
       'was another meant? Write its id in the place of one of them' as hint
from orchestration_steps as s
join json_each(s.detail, '$.subject_ids') as i
group by s.id, i.value
having count(*) > 1
