-- id: business/product-barcode
-- severity: error
-- title: A barcode is of one product
-- why: The till that scans a loaf would sell a croissant.
-- wrong: "barcode": "2000000000022", of two products
-- right: "barcode": "2000000000015" and "barcode": "2000000000022"
-- at: products.barcode

select p.tenant_id, p.id,
       format('%s has the barcode %s of %s, by %s', p.name, p.barcode, o.name, place('products.barcode', o._rowid_)) as message,
       'which is right? Write the barcode of each' as hint
from products as p
join products as o on o.tenant_id = p.tenant_id and o.barcode = p.barcode and o.active and o._rowid_ < p._rowid_
where p.active and p.barcode <> ''
group by p.id
