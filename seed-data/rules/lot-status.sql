-- id: business/lot-status
-- severity: error
-- title: A lot's status fits its expiry and its quantity
-- why: An expired lot that can be used is a food safety incident.
-- wrong: "status": "available", "expires_at": "BASE_TS - 1h"
-- right: "status": "expired", "expires_at": "BASE_TS - 1h"
-- at: stock_lots.status

select tenant_id, id,
       case when status = 'available' and expires_at <= now()
            then format('lot %s is available, and has expired', lot_number)
            when status = 'expired' and expires_at > now()
            then format('lot %s has the status expired, and has not', lot_number)
            else format('lot %s is %s with a quantity of %s', lot_number, status, number(quantity))
       end as message,
       case when quantity = 0 then iif(status = 'available' and expires_at <= now(), 'write "consumed"', 'write "consumed", or the quantity that is left')
            when status = 'consumed' then format('write a quantity of 0, or "%s"', iif(expires_at <= now(), 'expired', 'available'))
            when status = 'available' then 'write "expired", or an "expires_at" after BASE_TS'
            else format('write "available", or an "expires_at" before BASE_TS: it expires on %s', local_date(expires_at)) end as hint
from stock_lots
where (status = 'available' and expires_at <= now())
   or (status = 'expired' and expires_at > now())
   or ((status = 'consumed') <> (quantity = 0))
