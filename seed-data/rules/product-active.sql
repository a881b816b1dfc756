-- id: business/product-active
-- severity: error
-- title: What is planned, ordered or forecast is sold
-- why: A product that is no longer sold disappears from the lists, and its orders stay.
-- wrong: "active": false, of a product with an open order
-- right: "active": true
-- at: products.active

select p.tenant_id, p.id,
       format('%s is not sold any more, and %s', p.name, case
              when exists (select 1 from production_batches as b where b.product_id = p.id and b.status in ('planned', 'in_progress'))
              then 'is produced'
              when exists (select 1 from demand_forecasts as f where f.product_id = p.id and f.forecast_date >= today())
              then 'its sales are forecast' else 'is ordered' end) as message,
       'write true, or end what is open' as hint
from products as p
where not p.active
  and (exists (select 1 from production_batches as b where b.product_id = p.id and b.status in ('planned', 'in_progress'))
       or exists (select 1 from demand_forecasts as f where f.product_id = p.id and f.forecast_date >= today())
       or exists (select 1 from customer_order_lines as l join customer_orders as o on o.id = l.order_id
                  where l.product_id = p.id and o.status not in ('delivered', 'cancelled')))
