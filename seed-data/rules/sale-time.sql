-- id: business/sale-time
-- severity: error
-- title: No sale is in the future
-- why: A chart that ends tomorrow is a forecast.
-- wrong: "sold_at": "BASE_TS + 58m"
-- right: "sold_at": "BASE_TS - 58m"
-- at: sales.sold_at

select tenant_id, id,
       format('it is sold at %s, after now', sold_at) as message,
       'write an instant before now' as hint
from sales
where sold_at > now()
