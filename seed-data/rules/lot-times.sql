-- id: business/lot-times
-- severity: error
-- title: A lot was made and received before now, and before it expires
-- why: What arrives tomorrow is a delivery, not stock.
-- wrong: "received_at": "BASE_TS + 2h"
-- right: "received_at": "BASE_TS - 2h"
-- at: stock_lots.received_at

select tenant_id, id,
       case when produced_at > now() then 'produced_at' else 'received_at' end as points_at,
       case when produced_at > now() then 'the lot is made in the future'
            when received_at > now() then 'the lot is received in the future'
            else 'the lot was received when it had expired' end as message,
       'write an instant before now and before expires_at' as hint
from stock_lots
where produced_at > now() or received_at > now() or received_at >= expires_at
