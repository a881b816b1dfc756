-- id: business/tenant-tax-id
-- severity: error
-- title: Tenants of one legal name have one tax number
-- why: One company has one; an invoice of the outlet would name somebody else.
-- wrong: "tax_id": "B00817473", of an outlet whose parent of the same "legal_name" has "B00817437"
-- right: "tax_id": "B00817437"
-- at: tenants.tax_id

-- The one that most have, and of two the parent's.
with likely as (
    select legal_name, tax_id, _rowid_ as number, row_number() over (
               partition by legal_name order by count(*) desc, max(parent_tenant_id is null) desc, _rowid_) as rank
    from tenants
    where tax_id is not null and legal_name is not null
    group by legal_name, tax_id
)
select t.tenant_id,
       format('%s has the tax number %s, and others of its legal name %s, by %s', t.name, t.tax_id, l.tax_id, place('tenants.tax_id', l.number)) as message,
       format('which is right? Write "%s" here, or another "legal_name"', l.tax_id) as hint
from tenants as t
join likely as l on l.legal_name = t.legal_name and l.rank = 1
where t.tax_id <> l.tax_id
