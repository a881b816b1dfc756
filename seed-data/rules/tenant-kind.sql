-- id: business/tenant-kind
-- severity: error
-- title: A parent has outlets, and what has a parent is an outlet
-- why: The menu of places and the map of the chain go by the kind.
-- wrong: "kind": "single", of a profile with outlets
-- right: "kind": "parent"
-- at: tenants.kind

with correct as (
    select t.*, case
        when t.parent_tenant_id is not null then 'outlet'
        when exists (select 1 from tenants as o where o.parent_tenant_id = t.tenant_id) then 'parent'
        else 'single' end as right_kind
    from tenants as t
)
select tenant_id,
       format('the kind is %s, and it %s', kind, case right_kind
              when 'outlet' then 'has a parent' when 'parent' then 'has outlets' else 'has no outlets' end) as message,
       format('write "%s"', right_kind) as hint
from correct
where kind <> right_kind
