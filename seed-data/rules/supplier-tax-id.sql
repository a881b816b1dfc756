-- id: business/supplier-tax-id
-- severity: warning
-- title: Each supplier has a tax number of its own
-- why: Invoices are booked by it, and the flour would be paid to the dairy.
-- wrong: "tax_id": "B00771220", of the mill and of the dairy
-- right: "tax_id": "B00771212", and "tax_id": "B00771220"
-- at: suppliers.tax_id

-- Branches of one company share it, and what stands behind the @ of their addresses.
select s.tenant_id, s.id,
       format('%s has the tax number %s of %s, by %s', s.name, s.tax_id, o.name, place('suppliers.tax_id', o._rowid_)) as message,
       'which is right? Write the number of each; are they one company, let one row be all of it' as hint
from suppliers as s
join suppliers as o on o.tenant_id = s.tenant_id and o.tax_id = s.tax_id and o._rowid_ < s._rowid_
where s.tax_id <> '' and s.active and o.active
  and lower(substr(s.email, instr(s.email, '@'))) <> lower(substr(o.email, instr(o.email, '@')))
group by s.id
