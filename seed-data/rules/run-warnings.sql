-- id: business/run-warnings
-- severity: error
-- title: A run whose step warns is completed with warnings
-- why: The first card of the morning is green, and the step below it yellow.
-- wrong: "status": "completed", with a step that has a "warning" in its detail
-- right: "status": "completed_with_warnings"
-- at: orchestration_runs.status
-- after: business/run-status

select r.tenant_id, r.id,
       format('%s is completed, and step %d of it warns, by %s', r.run_number, min(s.sequence), place('orchestration_steps.detail', s._rowid_)) as message,
       'which is right? Write "completed_with_warnings" here, or take the "warning" out there' as hint
from orchestration_runs as r
join orchestration_steps as s on s.run_id = r.id
where r.status = 'completed' and json_type(s.detail, '$.warning') = 'text' and json_extract(s.detail, '$.warning') <> ''
group by r.id
