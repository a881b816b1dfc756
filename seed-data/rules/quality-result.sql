-- id: business/quality-result
-- severity: error
-- title: A check passes when its value lies within its limits, with a score of five or more
-- why: A failed weight with a green mark is what an auditor looks for.
-- wrong: "measured_value": 230.00, "lower_limit": 240.00, "passed": true
-- right: "measured_value": 252.00, "lower_limit": 240.00, "passed": true
-- at: quality_checks.passed

select tenant_id, id,
       case when passed and (measured_value < lower_limit or measured_value > upper_limit) then 'measured_value'
            when passed and score < 5 then 'score' else 'passed' end as points_at,
       format('%s, between %s and %s, with a score of %s: %s',
              coalesce(number(measured_value), 'no value'), coalesce(number(lower_limit), 'no limit'),
              coalesce(number(upper_limit), 'no limit'), number(score), iif(passed, 'passed', 'not passed')) as message,
       format('which is right? Write "passed": %s, or %s', iif(passed, 'false', 'true'),
              iif(passed, 'a value within its limits and a score from 5 on',
                  'a value outside its limits or a score below 5')) as hint
from quality_checks
-- Of limits that are swapped, the table's check speaks.
where not coalesce(lower_limit > upper_limit, false)
  and passed <> (coalesce(measured_value >= lower_limit, true) and coalesce(measured_value <= upper_limit, true)
                 and score >= 5)
