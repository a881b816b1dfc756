-- id: business/batch-status
-- severity: error
-- title: A batchs status, stage and instants tell one story
-- why: The board of the bakery sorts batches by them.
-- wrong: "status": "in_progress", with no "started_at"
-- right: "status": "in_progress", "started_at": "BASE_TS - 1h45m"
-- at: production_batches.status

with told as (
    select *, case
        when status = 'planned' and started_at is not null then 'a planned batch has not started'
        when status = 'planned' and produced_quantity is not null then 'a planned batch has produced nothing'
        when status = 'planned' and stage <> 'waiting' then 'a planned batch waits'
        when status = 'in_progress' and started_at is null then 'a batch in progress has started'
        when status = 'in_progress' and finished_at is not null then 'a batch in progress has not finished'
        when status = 'in_progress' and stage in ('waiting', 'packed') then 'a batch in progress neither waits nor is packed'
        when status = 'completed' and finished_at is null then 'a completed batch has finished'
        when status = 'completed' and produced_quantity is null then 'a completed batch has a produced_quantity'
        when status = 'completed' and stage <> 'packed' then 'a completed batch is packed'
        when started_at > now() then 'no batch has started in the future'
        when finished_at > now() then 'no batch has finished in the future'
    end as wrong
    from production_batches
)
select tenant_id, id,
       case when wrong like '%waits' or wrong like '%packed' then 'stage'
            when wrong like '%produced nothing' then 'produced_quantity'
            when wrong like '%not started' or wrong like '%started in the future' then 'started_at'
            when wrong like '%not finished' or wrong like '%finished in the future' then 'finished_at'
            else 'status' end as points_at,
       format('%s: %s', batch_number, wrong) as message,
       'make status, stage, started_at, finished_at and produced_quantity agree' as hint
from told
where wrong is not null
