-- id: business/step-time
-- severity: error
-- title: The steps of a run lie within it, one after the other
-- why: The timeline of the run is drawn from them.
-- wrong: "started_at" before the run's
-- right: from the run's start, each after the one before
-- at: orchestration_steps.started_at

with step as (
    select s.*, r.run_number, r.started_at as run_started_at, r.finished_at as run_finished_at,
           -- One that finishes after the run is itself what is wrong.
           lag(iif(s.finished_at > r.finished_at, null, s.finished_at)) over (partition by s.run_id order by s.sequence) as before
    from orchestration_steps as s
    join orchestration_runs as r on r.id = s.run_id
),
told as (
    select *, case
        when status = 'pending' and started_at is not null then 'it is pending, and has started'
        when status in ('running', 'completed', 'failed') and started_at is null then format('it is %s, and has not started', status)
        when status in ('completed', 'failed') and finished_at is null then format('it is %s, and has not finished', status)
        when status in ('pending', 'running') and finished_at is not null then format('it is %s, and has finished', status)
        when started_at < run_started_at then 'it starts before the run'
        when started_at < before then 'it starts before the step before it is finished'
        when finished_at > run_finished_at then 'it finishes after the run'
    end as wrong
    from step
)
select tenant_id, id,
       case when wrong like 'it is %' then 'status'
            when wrong like 'it finishes%' then 'finished_at' else 'started_at' end as points_at,
       format('step %d of %s: %s', sequence, run_number, wrong) as message,
       case when wrong like '%has not started' then 'add "started_at", or write "status": "pending"'
            when wrong like '%has not finished' then 'add "finished_at", or write "status": "running"'
            when wrong like '%has started' then 'remove "started_at", or write "status": "running"'
            when wrong like '%has finished' then 'remove "finished_at", or write "status": "completed"'
            when wrong like '%before the run' then 'write a "started_at" from that of the run on'
            when wrong like '%is finished' then 'write a "started_at" from the "finished_at" of the step before it on'
            else 'write a "finished_at" up to that of the run' end as hint
from told
where wrong is not null
