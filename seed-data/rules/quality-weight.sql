-- id: business/quality-weight
-- severity: warning
-- title: A piece that is weighed weighs about what its product does
-- why: A loaf of 800 g that passes with 252 g was weighed in another batch, or in another unit.
-- wrong: "measured_value": 252.00, "unit": "g", of a batch of loaves with "weight_g": 800
-- right: of a batch of bars with "weight_g": 250
-- at: quality_checks.measured_value
-- after: business/quality-time, business/quality-value, business/quality-result, business/batch-recipe, business/product-weight,
--    business/batch-output, business/batch-yield

with weighed as (
    select q.tenant_id, q.id, q.batch_id, q.checked_at, q.measured_value, q.unit, q._rowid_ as number, p.name, p.weight_g, p._rowid_ as product,
           b.batch_number, q.measured_value * iif(lower(q.unit) = 'kg', 1000, 1) as grams,
           coalesce(b.produced_quantity + b.waste_quantity, b.planned_quantity) * p.weight_g as all_grams
    from quality_checks as q
    join production_batches as b on b.id = q.batch_id and b.unit = 'unit'
    join products as p on p.id = b.product_id and p.unit = 'unit'
    where q.kind = 'weight' and lower(q.unit) in ('g', 'gr', 'kg')
),
-- Ten pieces may lie on the scale at once, or one of a bag of six, and dough is heavier than bread. What fits another batch, of
-- those that had begun, was weighed there.
told as (
    select w.*, grams < weight_g / 100.0 or grams > 1.5 * all_grams as is_slip, (
               select o._rowid_
               from production_batches as o
               join products as f on f.id = o.product_id and f.unit = 'unit'
               where o.tenant_id = w.tenant_id and o.started_at <= w.checked_at and o.product_id <> (
                   select product_id from production_batches where id = w.batch_id)
                 and w.grams between 0.85 * f.weight_g and 1.15 * f.weight_g
               order by o._rowid_ limit 1) as other
    from weighed as w
    where (grams < weight_g / 2.0 and abs(1.0 * weight_g / grams - round(1.0 * weight_g / grams)) > 0.1) or (grams > 2 * weight_g and abs(1.0 * grams / weight_g - round(1.0 * grams / weight_g)) > 0.1)
       or grams > 1.5 * all_grams
)
select t.tenant_id, t.id, iif(t.is_slip, 'unit', 'batch_id') as points_at,
       format('%s %s is what was weighed of %s, and %s weighs %s g, by %s', number(t.measured_value), t.unit, t.batch_number, t.name,
              number(t.weight_g), place('products.weight_g', t.product)) as message,
       iif(t.is_slip, format('is the unit "%s"?', iif(lower(t.unit) = 'kg', 'g', 'kg')),
           format('was it weighed in %s? Write the id of that batch here, by %s, or the value at %s', b.batch_number,
                  place('production_batches.id', b._rowid_), place('quality_checks.measured_value', t.number))) as hint
from told as t
left join production_batches as b on b._rowid_ = t.other
where t.is_slip or t.other is not null
