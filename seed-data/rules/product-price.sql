-- id: business/product-price
-- severity: error
-- title: The price on the shelf is the price with its VAT
-- why: The till shows one, the invoice the other.
-- wrong: "price": 3.75, "vat_rate": 4.00, "price_with_vat": 3.95
-- right: "price": 3.75, "vat_rate": 4.00, "price_with_vat": 3.90
-- at: products.price_with_vat
-- after: business/product-sold

select tenant_id, id,
       format('%.2f with %s %% VAT is %.2f, not %.2f', price, number(vat_rate),
              cents(price * (100 + vat_rate) / 100) / 100.0, price_with_vat) as message,
       format('write %.2f', cents(price * (100 + vat_rate) / 100) / 100.0) as hint
from products
where cents(price_with_vat) <> cents(price * (100 + vat_rate) / 100)
