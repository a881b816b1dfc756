-- id: business/purchase-supplier
-- severity: error
-- title: A purchase order goes to a supplier that sells something of it
-- why: The dairy throws away an order for flour, and nobody bakes.
-- wrong: an order of butter and milk, with the "supplier_id" of the mill
-- right: the "supplier_id" of the dairy
-- at: purchase_orders.supplier_id

-- No line is in the price list of this one, and all are in that of another.
with line as materialized (
    select o.tenant_id, o.id, o.supplier_id, l.ingredient_id, count(*) over (partition by o.id) as rows
    from purchase_orders as o
    join purchase_order_lines as l on l.purchase_order_id = o.id
    where not exists (
        select 1 from purchase_order_lines as n
        join supplier_prices as p on p.ingredient_id = n.ingredient_id and p.supplier_id = o.supplier_id
        where n.purchase_order_id = o.id)
),
other as (
    select l.tenant_id, l.id, l.supplier_id, p.supplier_id as other
    from line as l
    join (select distinct supplier_id, ingredient_id from supplier_prices) as p on p.ingredient_id = l.ingredient_id
    group by l.id, p.supplier_id
    having count(*) = max(l.rows)
)
select w.tenant_id, w.id,
       format('%s sells nothing of this order, and %s sells all of it', s.name, t.name) as message,
       format('write the id of %s, by %s, or mend the lines', t.name, place('suppliers.id', t._rowid_)) as hint
from other as w
join suppliers as s on s.id = w.supplier_id
join suppliers as t on t.id = w.other
group by w.id
