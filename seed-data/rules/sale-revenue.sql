-- id: business/sale-revenue
-- severity: error
-- title: A sales revenue is its quantity times its price
-- why: Every chart of the dashboard adds it up.
-- wrong: "quantity": 3, "unit_price": 1.20, "revenue": 3.70
-- right: "quantity": 3, "unit_price": 1.20, "revenue": 3.60
-- at: sales.revenue
-- after: business/sale-price, business/product-sold

select tenant_id, id,
       format('%s × %.2f is %.2f, not %.2f', number(quantity), unit_price,
              cents(quantity * unit_price) / 100.0, revenue) as message,
       format('write %.2f', cents(quantity * unit_price) / 100.0) as hint
from sales
where cents(revenue) <> cents(quantity * unit_price)
