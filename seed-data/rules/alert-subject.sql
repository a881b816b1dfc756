-- id: business/alert-subject
-- severity: error
-- title: An alert is about a row that exists, in a table of its service
-- why: A click on the alert opens it.
-- wrong: "subject_service": "orders", "subject_table": "deliveries"
-- right: "subject_service": "procurement", "subject_table": "deliveries"
-- at: alerts.subject_table

select a.tenant_id, a.id,
       case when not exists (select 1 from demo_tables as t where t.name = a.subject_table) then 'subject_table'
            when not exists (select 1 from demo_tables as t where t.name = a.subject_table and t.service = a.subject_service)
            then 'subject_service' else 'subject_id' end as points_at,
       case when not exists (select 1 from demo_tables as t where t.name = a.subject_table)
            then format('there is no table `%s`', a.subject_table)
            when not exists (select 1 from demo_tables as t where t.name = a.subject_table and t.service = a.subject_service)
            then format('`%s` is no table of `%s`', a.subject_table, a.subject_service)
            else format('`%s` has no such row', a.subject_table) end as message,
       iif(exists (select 1 from demo_tables as t where t.name = a.subject_table and t.service = a.subject_service),
           'was its row deleted? Put it back, or name another row''s id', 'name the row''s own service, table and id') as hint
from alerts as a
where not exists (select 1 from demo_tables as t where t.name = a.subject_table and t.service = a.subject_service)
   or not case a.subject_table
          when 'deliveries' then exists (select 1 from deliveries where id = a.subject_id)
          when 'production_batches' then exists (select 1 from production_batches where id = a.subject_id)
          when 'ingredients' then exists (select 1 from ingredients where id = a.subject_id)
          when 'products' then exists (select 1 from products where id = a.subject_id)
          when 'stock_lots' then exists (select 1 from stock_lots where id = a.subject_id)
          when 'equipment' then exists (select 1 from equipment where id = a.subject_id)
          when 'delivery_routes' then exists (select 1 from delivery_routes where id = a.subject_id)
          when 'customer_orders' then exists (select 1 from customer_orders where id = a.subject_id)
          when 'purchase_orders' then exists (select 1 from purchase_orders where id = a.subject_id)
          else true end
