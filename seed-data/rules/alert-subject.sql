-- id: business/alert-subject
-- severity: error
-- title: An alert is about a row that exists, in a table of its service
-- why: A click on the alert opens it.
-- wrong: "subject_service": "orders", "subject_table": "deliveries"
-- right: "subject_service": "procurement", "subject_table": "deliveries"
-- at: alerts.subject_table

with subject as (
    select 'deliveries' as name, id, _rowid_ as number from deliveries
    union all select 'production_batches', id, _rowid_ from production_batches
    union all select 'ingredients', id, _rowid_ from ingredients
    union all select 'products', id, _rowid_ from products
    union all select 'stock_lots', id, _rowid_ from stock_lots
    union all select 'equipment', id, _rowid_ from equipment
    union all select 'delivery_routes', id, _rowid_ from delivery_routes
    union all select 'customer_orders', id, _rowid_ from customer_orders
    union all select 'purchase_orders', id, _rowid_ from purchase_orders
),
told as (
    select a.*, a._rowid_ as number, t.name is not null as is_table, t.service = a.subject_service as is_of_service,
           (select min(s.name) from subject as s where s.id = a.subject_id) as found
    from alerts as a
    left join demo_tables as t on t.name = a.subject_table
    where t.name is null or t.service <> a.subject_service
       or (a.subject_table in ('deliveries', 'production_batches', 'ingredients', 'products', 'stock_lots', 'equipment', 'delivery_routes',
                               'customer_orders', 'purchase_orders')
           and not exists (select 1 from subject as s where s.name = a.subject_table and s.id = a.subject_id))
)
select tenant_id, id,
       case when not is_table then 'subject_table' when not is_of_service then 'subject_service'
            when found is not null then 'subject_table' else 'subject_id' end as points_at,
       case when not is_table then format('there is no table `%s`', subject_table)
            when not is_of_service then format('`%s` is no table of `%s`', subject_table, subject_service)
            when found is not null then format('the subject is a row of `%s`, not of `%s`', found, subject_table)
            else format('`%s` has no such row', subject_table) end as message,
       case when not is_table
            then coalesce('did you mean `' || coalesce(found, nearest(subject_table, (select group_concat(name, ' ') from demo_tables))) || '`?',
                          'name the row''s own service, table and id')
            when not is_of_service
            then format('write "%s", or the table and id of a row of `%s`', (select service from demo_tables where name = subject_table),
                        subject_service)
            when found is not null
            then format('which is right? Write "%s" here, of the service "%s", or the id of a row of `%s` at %s', found,
                        (select service from demo_tables where name = found), subject_table, place('alerts.subject_id', number))
            else 'was its row deleted? Put it back, or name another row''s id' end as hint
from told
