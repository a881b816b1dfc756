-- id: business/sale-revenue
-- severity: error
-- title: A sale's revenue is its quantity times its price
-- why: Every chart of the dashboard adds it up.
-- wrong: "quantity": 3, "unit_price": 1.20, "revenue": 3.70
-- right: "quantity": 3, "unit_price": 1.20, "revenue": 3.60
-- at: sales.revenue
-- after: business/sale-price, business/product-sold

select tenant_id, id,
       format('quantity %s × unit_price %.2f is %.2f, and revenue is %.2f', number(quantity), unit_price,
              cents(quantity * unit_price) / 100.0, revenue) as message,
       -- Those are named of which one alone would mend it; whole pieces stay whole, and prices have a rule of their own.
       format('any of the three may be wrong: write "revenue": %.2f', cents(quantity * unit_price) / 100.0)
           || iif(revenue > 0 and cents(round(revenue / unit_price, iif(quantity = round(quantity), 0, 3)) * unit_price) = cents(revenue),
                  format(', or "quantity": %s', number(round(revenue / unit_price, 3))), '') as hint
from sales
where cents(revenue) <> cents(quantity * unit_price)
