//! The rows, table by table, each computed from its number.

use demo_core::time::{BASE_DATE, WEEKDAYS};
use jiff::{ToSpan as _, civil::Date};

use super::{
    Error,
    base::{Base, Price, Product},
    files::Files,
    shares::{DAYS, Shares, lines_of},
};
use crate::{
    cells::{Cells, quoted},
    ids::Ids,
    row::money,
};

/// So many pieces, or a multiple of it, are a line: no VAT then has a fraction of a cent that
/// could be rounded one way or the other.
const LOT: i64 = 100;

/// All rows beside the base profile's.
pub(super) fn write(
    base: &Base,
    shares: &Shares,
    random_seed: u64,
    out: &mut Files,
) -> Result<(), Error> {
    let chance = Chance(random_seed);
    let locations = locations(base, shares.locations, out)?;
    let products = products(base, shares.products, out)?;
    orders(base, shares, chance, out)?;
    purchases(base, shares.purchase_orders, chance, out)?;
    batches(base, shares.batches, out)?;
    forecasts(base, shares, (&products, &locations), chance, out)?;
    let all: Vec<&Product> = base.products.iter().chain(&products).collect();
    sales(base, shares.sales, (&all, &locations), chance, out)
}

/// Chance that is the same on every machine: a number for a purpose and a row, mixed as
/// `SplitMix64` does (Steele, Lea and Flood 2014).
#[derive(Clone, Copy)]
struct Chance(u64);

impl Chance {
    /// From 0, below `end`.
    fn below(self, end: u64, purpose: u64, row: u64) -> u64 {
        let mut mixed = self
            .0
            .wrapping_add(purpose.wrapping_mul(0xd1b5_4a32_d192_ed03))
            .wrapping_add(row.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("what fits into a profile fits into memory's numbers")
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("far below 2^63")
}

/// The date so many days from day zero.
fn date(days: i64) -> Date {
    BASE_DATE
        .checked_add(days.days())
        .expect("a few months around day zero are in the calendar")
}

/// A minute of a day, in UTC, as JSON.
fn at(days: i64, minute: u64) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    format!("\"{}T{hour:02}:{minute:02}:00Z\"", date(days))
}

fn locations(base: &Base, count: u64, out: &mut Files) -> Result<Vec<String>, Error> {
    const HOURS: &str = "07:00-15:00";
    let hours = WEEKDAYS
        .map(|day| format!("\"{day}\": \"{HOURS}\""))
        .join(", ");
    let mut ids = base.ids("locations");
    let mut made = Vec::new();
    for number in 1..=count {
        let id = ids.draw();
        let row = (base.location_row.clone())
            .with("id", quoted(&id))
            .with("code", quoted(&format!("LT-{number:04}")))
            .with("name", quoted(&format!("Tienda {number}")))
            .with("kind", quoted("shop"))
            .with("opening_hours", format!("{{{hours}}}"));
        out.row("locations", &row.line())?;
        made.push(id);
    }
    if made.is_empty() {
        made.push(base.location.clone());
    }
    Ok(made)
}

fn products(base: &Base, count: u64, out: &mut Files) -> Result<Vec<Product>, Error> {
    let mut ids = base.ids("products");
    let mut made = Vec::new();
    for number in 0..count {
        let like = &base.products[index(number) % base.products.len()];
        let id = ids.draw();
        // A barcode and a recipe belong to one product.
        let row = (like.row.clone().without("barcode").without("recipe_id"))
            .with("id", quoted(&id))
            .with("sku", quoted(&format!("LT-{number:04}")))
            .with("name", quoted(&format!("Producto {}", number + 1)));
        out.row("products", &row.line())?;
        made.push(Product { id, ..like.clone() });
    }
    Ok(made)
}

/// The day of an order's date, and its minute.
fn ordered(order: u64) -> (i64, u64) {
    (-2 - signed(order * 37 % 80), 14 * 60 + order % 240)
}

fn orders(base: &Base, shares: &Shares, chance: Chance, out: &mut Files) -> Result<(), Error> {
    let mut ids = base.ids("customers");
    let mut customers = Vec::new();
    for number in 0..shares.customers {
        let id = ids.draw();
        let mut own = (number..shares.orders)
            .step_by(index(shares.customers))
            .map(ordered);
        let first = own.next();
        let last = first.map(|first| own.fold(first, Ord::max));
        let last = last.map_or("null".to_owned(), |(day, minute)| at(day, minute));
        let row = (base.customer_row.clone())
            .with("id", quoted(&id))
            .with("code", quoted(&format!("LT-{number:07}")))
            .with("name", quoted(&format!("Cliente {}", number + 1)))
            .with("email", quoted(&format!("cliente{number}@example.com")))
            .with("discount_rate", money(0))
            .with("status", quoted("active"))
            .with("last_order_date", last)
            .with("created_at", at(-120, 600));
        out.row("customers", &row.line())?;
        customers.push(id);
    }
    let mut ids = base.ids("customer_orders");
    let mut line_ids = base.ids("customer_order_lines");
    for number in 0..shares.orders {
        let id = ids.draw();
        let mut sums = Sums::default();
        let first = chance.below(base.products.len() as u64, 1, number);
        for line in 0..lines_of(number, 5) {
            let product = &base.products[index(first + line) % base.products.len()];
            let lots = 1 + signed(chance.below(4, 2, number * 5 + line));
            let total = sums.line(product.price * LOT * lots, &product.vat);
            let row = format!(
                r#"{{ "id": "{}", "order_id": "{id}", "line_number": {}, "product_id": "{}", "quantity": {}, "unit": "unit", "unit_price": {}, "vat_rate": {}, "line_total": {total} }}"#,
                line_ids.draw(),
                line + 1,
                product.id,
                LOT * lots,
                money(product.price),
                product.vat.1,
            );
            out.row("customer_order_lines", &row)?;
        }
        let (day, minute) = ordered(number);
        let row = format!(
            r#"{{ "id": "{id}", "order_number": "LT-{number:08}", "customer_id": "{}", "channel": "web", "status": "delivered", "order_date": {}, "requested_delivery_date": {}, "delivered_at": {}, "currency": "{}", {}, "payment_status": "paid" }}"#,
            customers[index(number) % customers.len()],
            at(day, minute),
            at(day + 1, 7 * 60),
            at(day + 1, 6 * 60 + number % 60),
            base.currency(),
            sums.text(),
        );
        out.row("customer_orders", &row)?;
    }
    Ok(())
}

/// The sums of an order, in hundredths; VAT in ten-thousandths of them until it is rounded.
#[derive(Default)]
struct Sums {
    net: i64,
    vat: i64,
}

impl Sums {
    /// Adds a line's total, and gives it as written.
    fn line(&mut self, total: i64, (rate, _): &(i64, String)) -> String {
        self.net += total;
        self.vat += total * rate;
        money(total)
    }

    fn text(&self) -> String {
        let vat = (self.vat + 5_000) / 10_000;
        format!(
            r#""subtotal": {}, "vat_total": {}, "total": {}"#,
            money(self.net),
            money(vat),
            money(self.net + vat)
        )
    }
}

/// Purchase orders that came and were received, each of one supplier.
fn purchases(base: &Base, count: u64, chance: Chance, out: &mut Files) -> Result<(), Error> {
    let [mut ids, mut line_ids, mut delivery_ids] =
        ["purchase_orders", "purchase_order_lines", "deliveries"].map(|table| base.ids(table));
    let [created, approved] = &base.buyers;
    for number in 0..count {
        let id = ids.draw();
        let first = &base.prices[index(number) % base.prices.len()];
        let of_supplier = |price: &&Price| price.supplier == first.supplier;
        let prices: Vec<&Price> = base.prices.iter().filter(of_supplier).collect();
        let mut sums = Sums::default();
        for line in 0..lines_of(number, 3) {
            let price = prices[index(number + line) % prices.len()];
            // By the hundred packages: no supplier's minimum is more.
            let quantity = price.package * (1 + signed(chance.below(4, 3, number * 3 + line)));
            let total = sums.line(price.net * quantity / 100, &price.vat);
            let row = format!(
                r#"{{ "id": "{}", "purchase_order_id": "{id}", "line_number": {}, "ingredient_id": "{}", "quantity": {quantity}, "received_quantity": {quantity}, "unit": "{}", "unit_price": {}, "vat_rate": {}, "line_total": {total} }}"#,
                line_ids.draw(),
                line + 1,
                price.ingredient,
                price.unit,
                price.written,
                price.vat.1,
            );
            out.row("purchase_order_lines", &row)?;
        }
        // A week ahead: where one date rolls over a weekend, so does the other. The oldest prices
        // of the base begin with the year.
        let day = -13 + signed(number % 5);
        let minute = 8 * 60 + number % 240;
        let row = format!(
            r#"{{ "id": "{id}", "order_number": "LT-{number:08}", "supplier_id": "{}", "location_id": "{}", "status": "received", "ordered_at": {}, "expected_delivery_at": {}, "currency": "{}", {}, "created_by_user_id": "{created}", "approved_by_user_id": "{approved}" }}"#,
            first.supplier,
            base.location,
            at(day, minute),
            at(day + 7, minute),
            base.currency(),
            sums.text(),
        );
        out.row("purchase_orders", &row)?;
        let row = format!(
            r#"{{ "id": "{}", "delivery_number": "LT-{number:08}", "purchase_order_id": "{id}", "status": "received", "carrier": "Reparto propio", "expected_at": {}, "arrived_at": {}, "received_by_user_id": "{}", "temperature_c": 4.0 }}"#,
            delivery_ids.draw(),
            at(day + 7, minute),
            at(day + 7, minute + 15),
            base.checker,
        );
        out.row("deliveries", &row)?;
    }
    Ok(())
}

/// Batches as one of the base was baked, on days before it, each with a check half an hour after.
fn batches(base: &Base, count: u64, out: &mut Files) -> Result<(), Error> {
    let [mut ids, mut check_ids] =
        ["production_batches", "quality_checks"].map(|table| base.ids(table));
    for number in 0..count {
        let id = ids.draw();
        let earlier = (24 * (1 + signed(number % 80))).hours();
        let moved = |column: &str| base.batch_times[column] - earlier;
        let mut row = (base.batch.clone())
            .with("id", quoted(&id))
            .with("batch_number", quoted(&format!("LT-{number:08}")));
        for column in base.batch_times.keys() {
            row.set(column, quoted(&moved(column).to_string()));
        }
        out.row("production_batches", &row.line())?;
        let row = Cells::default()
            .with("id", quoted(&check_ids.draw()))
            .with("batch_id", quoted(&id))
            .with("kind", quoted("appearance"))
            .with(
                "checked_at",
                quoted(&(moved("finished_at") + 30.minutes()).to_string()),
            )
            .with("checked_by_user_id", quoted(&base.checker))
            .with("score", format!("{}.5", 7 + number % 3))
            .with("passed", "true".to_owned());
        out.row("quality_checks", &row.line())?;
    }
    Ok(())
}

/// One a day of each product at each shop, made eight days before its date as all forecasts are.
fn forecasts(
    base: &Base,
    shares: &Shares,
    (products, locations): (&[Product], &[String]),
    chance: Chance,
    out: &mut Files,
) -> Result<(), Error> {
    let mut ids = base.ids("demand_forecasts");
    for number in 0..shares.forecasts {
        let (pair, day) = (index(number / DAYS), 7 - signed(number % DAYS));
        // One weekday has at most twice what another has of it.
        let predicted = 1_000 + chance.below(1_000, 4, number);
        let half = predicted * 3 / 20;
        let tenths = |value: u64| format!("{}.{}", value / 10, value % 10);
        let row = format!(
            r#"{{ "id": "{}", "product_id": "{}", "location_id": "{}", "forecast_date": "{}", "generated_at": {}, "predicted_quantity": {}, "lower_bound": {}, "upper_bound": {}, "confidence": 0.90, "model": "load_test" }}"#,
            ids.draw(),
            products[pair / locations.len()].id,
            locations[pair % locations.len()],
            date(day),
            at(day - 8, 20 * 60 + 30),
            tenths(predicted),
            tenths(predicted - half),
            tenths(predicted + half),
        );
        out.row("demand_forecasts", &row)?;
    }
    Ok(())
}

/// Sales in the order of their days, when it is morning and every shop is open.
fn sales(
    base: &Base,
    count: u64,
    (products, locations): (&[&Product], &[String]),
    chance: Chance,
    out: &mut Files,
) -> Result<(), Error> {
    let mut ids: Ids = base.ids("sales");
    for number in 0..count {
        let product = products[index(chance.below(products.len() as u64, 5, number))];
        let location = &locations[index(chance.below(locations.len() as u64, 6, number))];
        let quantity = 1 + signed(chance.below(12, 7, number));
        let day = signed(number * DAYS / count) - signed(DAYS);
        let row = format!(
            r#"{{ "id": "{}", "product_id": "{}", "location_id": "{location}", "sold_at": {}, "channel": "counter", "quantity": {quantity}, "unit_price": {}, "vat_rate": {}, "revenue": {} }}"#,
            ids.draw(),
            product.id,
            at(day, 8 * 60 + chance.below(210, 8, number)),
            money(product.price),
            product.vat.1,
            money(product.price * quantity),
        );
        out.row("sales", &row)?;
    }
    Ok(())
}
