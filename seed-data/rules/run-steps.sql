-- id: business/run-steps
-- severity: error
-- title: The steps of a run are numbered from 1 without a gap
-- why: The timeline of the run shows the numbers, and step 3 after step 1 looks like a failure.
-- wrong: "sequence": 1 and "sequence": 3
-- right: "sequence": 1 and "sequence": 2
-- at: orchestration_runs.run_number

select r.tenant_id, r.id,
       format('%s has %d steps, and the last has the sequence %d', r.run_number, count(*), max(s.sequence)) as message,
       format('number the rows of orchestration_steps from 1 to %d', count(*)) as hint
from orchestration_runs as r
join orchestration_steps as s on s.run_id = r.id
group by r.id
having max(s.sequence) <> count(*)
