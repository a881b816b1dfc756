-- id: business/supplier-certifications
-- severity: error
-- title: A supplier's certifications are a list of names
-- why: The supplier's page shows each as a badge.
-- wrong: "certifications": "ISO 22000"
-- right: "certifications": ["ISO 22000"]
-- at: suppliers.certifications

select s.tenant_id, s.id,
       'the certifications are no list of names' as message,
       'write an array of texts; [] where there are none' as hint
from suppliers as s
where json_type(s.certifications) <> 'array'
   or exists (select 1 from json_each(s.certifications) as c where c.type <> 'text')
