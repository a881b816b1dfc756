-- id: business/run-subjects
-- severity: error
-- title: A run's summary names batches and purchase orders that exist
-- why: Each is a link on the card.
-- wrong: "batch_ids" with an id that no batch has
-- right: the ids of batches of this profile
-- at: orchestration_runs.summary

select r.tenant_id, r.id, cast(i.value as text) as element,
       format('%s names a %s that does not exist', r.run_number, n.what) as message,
       format('take the id of a row of %s', n.tables) as hint
from orchestration_runs as r
join (select '$.batch_ids' as list, 'batch' as what, 'production_batches' as tables
      union all select '$.purchase_order_ids', 'purchase order', 'purchase_orders') as n
join json_each(r.summary, n.list) as i
where n.what = 'batch' and i.value not in (select id from production_batches)
   or n.what = 'purchase order' and i.value not in (select id from purchase_orders)
