-- id: business/barcode-digit
-- severity: warning
-- title: The last digit of a barcode is the one that the others give
-- why: A scanner reads no code whose last digit does not fit, and the prospect has one in hand.
-- wrong: "barcode": "2000000000016"
-- right: "barcode": "2000000000015"
-- at: products.barcode
-- after: business/product-barcode

-- EAN-13, EAN-8 and UPC-A: from the right, each second digit counts three times.
with code as (
    select tenant_id, id, name, barcode, substr('00000' || barcode, -13) as digits
    from products
    where length(barcode) in (8, 12, 13) and barcode not glob '*[^0-9]*'
),
told as (
    select *, (10 - (substr(digits, 1, 1) + substr(digits, 3, 1) + substr(digits, 5, 1) + substr(digits, 7, 1) + substr(digits, 9, 1)
                     + substr(digits, 11, 1)
                     + 3 * (substr(digits, 2, 1) + substr(digits, 4, 1) + substr(digits, 6, 1) + substr(digits, 8, 1) + substr(digits, 10, 1)
                            + substr(digits, 12, 1))) % 10) % 10 as last
    from code
)
-- Where most do not fit, none is meant to be scanned.
select tenant_id, id, format('the barcode of %s ends on %s, and its other digits give %d', name, substr(barcode, -1), last) as message,
       format('write "%s%d", or mend a digit before it', substr(barcode, 1, length(barcode) - 1), last) as hint
from told
where substr(barcode, -1) + 0 <> last
  and (select count(*) from told where substr(barcode, -1) + 0 = last) > max(1, (select count(*) from told where substr(barcode, -1) + 0 <> last))
