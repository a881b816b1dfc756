-- id: business/run-subjects
-- severity: error
-- title: A run's summary names batches and purchase orders that exist
-- why: Each is a link on the card.
-- wrong: "batch_ids" with an id that no batch has
-- right: the ids of batches of this profile
-- at: orchestration_runs.summary

select distinct r.tenant_id, r.id,
       format('%s names %s that do not exist', r.run_number,
              iif(n.list = '$.batch_ids', 'batches', 'purchase orders')) as message,
       'take the ids of rows of production_batches and purchase_orders' as hint
from orchestration_runs as r
join (select '$.batch_ids' as list union all select '$.purchase_order_ids') as n
join json_each(r.summary, n.list) as i
where i.value not in (select id from production_batches union all select id from purchase_orders)
