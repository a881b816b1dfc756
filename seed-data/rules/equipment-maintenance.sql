-- id: business/equipment-maintenance
-- severity: error
-- title: A machine was installed, then maintained, and its next maintenance is to come
-- why: A machine whose maintenance is overdue would have an alert.
-- wrong: "next_maintenance_at": "2025-01-10T15:00:00Z"
-- right: "next_maintenance_at": "2025-02-17T15:00:00Z"
-- at: equipment.next_maintenance_at

select tenant_id, id,
       case when last_maintenance_at > now() or local_date(last_maintenance_at) < installed_on
            then 'last_maintenance_at' when installed_on > today() then 'installed_on'
            else 'next_maintenance_at' end as points_at,
       case when last_maintenance_at > now() then format('the last maintenance of %s is in the future', code)
            when local_date(last_maintenance_at) < installed_on
            then format('%s was maintained before it was installed', code)
            when installed_on > today() then format('%s is installed in the future', code)
            else format('the next maintenance of %s is in the past', code) end as message,
       'installed_on, last_maintenance_at, now, next_maintenance_at is the order' as hint
from equipment
where last_maintenance_at > now() or local_date(last_maintenance_at) < installed_on
   or installed_on > today() or next_maintenance_at <= now()
