-- id: business/alert-place
-- severity: error
-- title: An alert is about a lot or a machine of its own tenant
-- why: A shop can do nothing about the flour in the bakery, and its page cannot open it.
-- wrong: an alert of an outlet, about a lot of its parent
-- right: an alert of an outlet, about a lot of its own
-- at: alerts.subject_id
-- after: business/alert-subject, business/alert-kind

with thing as (
    select id, tenant_id, lot_number as name, place('stock_lots.id', _rowid_) as at from stock_lots
    where id in (select subject_id from alerts)
    union all
    select id, tenant_id, code, place('equipment.id', _rowid_) from equipment where id in (select subject_id from alerts)
)
select a.tenant_id, a.id,
       format('%s is of %s, and this alert of %s', t.name, coalesce(o.name, 'another tenant'), coalesce(h.name, 'another')) as message,
       coalesce('was ' || (
           select format('%s meant? Write its id, by %s', s.lot_number, place('stock_lots.id', s._rowid_))
           from stock_lots as s
           where s.tenant_id = a.tenant_id and a.subject_table = 'stock_lots' and substr(s.id, 9) = substr(a.subject_id, 9)),
           format('name a row of %s', coalesce(h.name, 'its own tenant'))) as hint
from alerts as a
join thing as t on t.id = a.subject_id and t.tenant_id <> a.tenant_id
left join tenants as o on o.tenant_id = t.tenant_id
left join tenants as h on h.tenant_id = a.tenant_id
