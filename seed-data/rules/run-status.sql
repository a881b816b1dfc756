-- id: business/run-status
-- severity: error
-- title: A run is over when it says so, with all its steps
-- why: The first card of the morning shows the run of the night.
-- wrong: "status": "completed", with a step that runs
-- right: "status": "completed", with all steps completed
-- at: orchestration_runs.status
-- after: business/step-time

with step as (
    select run_id, max(status in ('pending', 'running')) as any_open, max(status = 'failed') as any_failed
    from orchestration_steps
    group by run_id
)
select r.tenant_id, r.id,
       case when r.started_at > now() then 'started_at' when r.finished_at > now() then 'finished_at'
            else 'status' end as points_at,
       case when r.started_at > now() or r.finished_at > now() then format('%s is in the future', r.run_number)
            when (r.status = 'running') = (r.finished_at is not null)
            then format('%s is %s, and %s', r.run_number, r.status,
                        iif(r.finished_at is null, 'has not finished', 'has finished'))
            when s.any_failed then format('%s is %s, and a step failed', r.run_number, r.status)
            else format('%s is %s, and a step is open', r.run_number, r.status) end as message,
       case when r.started_at > now() or r.finished_at > now() then 'write an instant up to `BASE_TS`'
            when r.finished_at is null then 'add "finished_at", or write "status": "running"'
            when r.status = 'running' then 'remove "finished_at", or write the status that it ended with'
            when s.any_failed then 'write "status": "completed_with_warnings" or "failed", or mend the step'
            else 'write "status": "running" and remove "finished_at", or mend the step' end as hint
from orchestration_runs as r
left join step as s on s.run_id = r.id
where r.started_at > now() or r.finished_at > now()
   or (r.status = 'running') = (r.finished_at is not null)
   or (r.status <> 'running' and s.any_open)
   or (r.status = 'completed' and s.any_failed)
