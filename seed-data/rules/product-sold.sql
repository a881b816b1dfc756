-- id: business/product-sold
-- severity: error
-- title: A product costs what all of it is sold for over the counter
-- why: A price that was changed in one place is wrong in every sale of thirteen weeks.
-- wrong: "price": 1.30, where all sales over the counter have "unit_price": 1.20
-- right: "price": 1.20, or sales with "unit_price": 1.30
-- at: products.price

with sold as (
    select product_id, count(*) as sales, min(unit_price) as price, min(vat_rate) as vat_rate, min(_rowid_) as number,
           min(unit_price) = max(unit_price) as one_price, min(vat_rate) = max(vat_rate) as one_rate
    from sales
    where channel = 'counter'
    group by product_id
    having count(*) > 1
),
told as (
    select p.tenant_id, p.id, p.name, p.price_with_vat, p._rowid_ as number, s.sales, s.number as sale,
           case when s.one_price and s.price <> p.price then 'price'
                when s.one_rate and s.vat_rate <> p.vat_rate then 'vat_rate' end as what,
           s.price as sold_at, s.vat_rate as sold_with, p.price, p.vat_rate
    from products as p
    join sold as s on s.product_id = p.id
)
select tenant_id, id, what as points_at,
       iif(what = 'price', format('%s costs %.2f, and all its %d sales over the counter are at %.2f, from %s on', name, price, sales, sold_at,
                                  place('sales.unit_price', sale)),
           format('the VAT rate of %s is %s, and that of all its %d sales over the counter %s, from %s on',
                  name, number(vat_rate), sales, number(sold_with), place('sales.vat_rate', sale))) as message,
       format('which is right? Write %.2f here%s, or let all that is sold follow: write %sthe order lines%s and the sales of today by hand, then past sales by `demo-session generate history --profile %s`',
              iif(what = 'price', sold_at, sold_with),
              iif(what = 'price' and cents(price_with_vat) = cents(sold_at * (100 + vat_rate) / 100), ', which price_with_vat goes by too', ''),
              iif(cents(price_with_vat) = cents(price * (100 + vat_rate) / 100), '',
                  format('"price_with_vat": %.2f at %s, ', cents(price * (100 + vat_rate) / 100) / 100.0,
                         place('products.price_with_vat', number))),
              coalesce((select ' from ' || place('customer_order_lines.unit_price', min(l._rowid_)) || ' on'
                        from customer_order_lines as l
                        where l.product_id = told.id
                        having count(*) > 0), ''),
              profile()) as hint
from told
where what is not null
