-- id: business/run-steps
-- severity: error
-- title: The steps of a run are numbered from 1 without a gap
-- why: The timeline of the run shows the numbers, and step 3 after step 1 looks like a failure.
-- wrong: "sequence": 1 and "sequence": 3
-- right: "sequence": 1 and "sequence": 2
-- at: orchestration_runs.run_number

with numbered as (
    select run_id, sequence, _rowid_ as number, row_number() over (partition by run_id order by sequence) as due,
           count(*) over (partition by run_id) as rows
    from orchestration_steps
    where run_id in (select run_id from orchestration_steps group by run_id having max(sequence) <> count(*))
),
-- What stands where a number is missing is the next.
gap as (
    select run_id, sequence as next, number, min(due) as missing, rows from numbered where sequence <> due group by run_id
)
select r.tenant_id, r.id,
       format('%s has no step with the sequence %d, and the next, with %d, is at %s', r.run_number, g.missing, g.next,
              place('orchestration_steps.sequence', g.number)) as message,
       'was a row deleted? Put it back, or number its rows of orchestration_steps ' || iif(g.rows = 1, '1', 'from 1 to ' || g.rows) as hint
from gap as g
join orchestration_runs as r on r.id = g.run_id
