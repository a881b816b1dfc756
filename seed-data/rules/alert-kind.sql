-- id: business/alert-kind
-- severity: error
-- title: An alert of a kind is about rows of the tables that the kind is for
-- why: The icon says van, and the link opens a butter.
-- wrong: "kind": "overdue_batch", "subject_table": "deliveries"
-- right: "kind": "late_delivery", "subject_table": "deliveries"
-- at: alerts.kind
-- after: business/alert-subject

with about as (
    select a.*, case kind
        when 'late_delivery' then 'deliveries'
        when 'overdue_batch' then 'production_batches'
        when 'expiring_stock' then 'stock_lots'
        when 'low_stock' then 'ingredients, products, stock_lots'
        when 'equipment' then 'equipment'
        when 'demand_peak' then 'products, stock_lots, demand_forecasts'
        when 'route' then 'delivery_routes, delivery_stops' end as tables
    from alerts as a
)
select tenant_id, id,
       format('`%s` is about a row of `%s`', kind, subject_table) as message,
       format('such an alert is about %s', replace(tables, ', ', ' or ')) as hint
from about
where instr(', ' || tables || ', ', ', ' || subject_table || ', ') = 0
