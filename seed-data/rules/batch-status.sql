-- id: business/batch-status
-- severity: error
-- title: A batch's status, stage and instants tell one story
-- why: The board of the bakery sorts batches by them.
-- wrong: "status": "in_progress", with no "started_at"
-- right: "status": "in_progress", "started_at": "BASE_TS - 1h45m"
-- at: production_batches.status

with told as (
    select *, concat_ws('; ',
        iif(status = 'planned' and started_at is not null, 'a planned batch has not started', null),
        iif(status = 'planned' and produced_quantity is not null, 'a planned batch has produced nothing', null),
        iif(status = 'planned' and stage <> 'waiting', 'a planned batch waits', null),
        iif(status = 'in_progress' and started_at is null, 'a batch in progress has a started_at', null),
        iif(status = 'in_progress' and finished_at is not null, 'a batch in progress has not finished', null),
        iif(status = 'in_progress' and stage in ('waiting', 'packed'), 'a batch in progress neither waits nor is packed', null),
        iif(status = 'completed' and finished_at is null, 'a completed batch has a finished_at', null),
        iif(status = 'completed' and produced_quantity is null, 'a completed batch has a produced_quantity', null),
        iif(status = 'completed' and stage <> 'packed', 'a completed batch is packed', null),
        iif(started_at > now(), 'no batch has started in the future', null),
        iif(finished_at > now(), 'no batch has finished in the future', null)) as wrong,
        case when started_at is null and finished_at is null and produced_quantity is null and stage = 'waiting' then 'planned'
             when started_at is not null and finished_at is null and produced_quantity is null and stage not in ('waiting', 'packed')
             then 'in_progress'
             when started_at is not null and finished_at is not null and produced_quantity is not null and stage = 'packed'
             then 'completed' end as agreed
    from production_batches
),
first as materialized (
    select *, substr(wrong, 1, coalesce(nullif(instr(wrong, ';'), 0), length(wrong) + 1) - 1) as one,
           -- As long before the session as the first that is in the future lies behind it.
           cast(minutes_between(now(), iif(started_at > now(), started_at, finished_at)) as integer) as behind,
           minutes_between(started_at, now()) as since
    from told
    where wrong <> ''
)
select tenant_id, id,
       case when agreed <> status then 'status' when one like '%waits' or one like '%packed' then 'stage'
            when one like '%produced nothing' then 'produced_quantity'
            when one like '%not started' or one like '%started in the future' then 'started_at'
            when one like '%not finished' or one like '%finished in the future' then 'finished_at'
            else 'status' end as points_at,
       format('%s is %s, in the stage %s: %s', batch_number, status, stage, wrong) as message,
       case when agreed <> status
            then format('which is right? Write "status": "%s", with which all the others agree, or let them agree with "%s"', agreed, status)
            when wrong not like 'no batch has % in the future' then 'make status, stage, started_at, finished_at and produced_quantity agree'
            -- What then lies before the start is not what was meant.
            when behind > 0 and (started_at > now() or behind < since)
            then format('write an instant before `BASE_TS`: is the sign wrong? `BASE_TS - %s`',
                        iif(behind < 60, '', format('%dh', behind / 60)) || iif(behind % 60 = 0, '', format('%dm', behind % 60)))
            else 'write an instant before `BASE_TS`' end as hint
from first
