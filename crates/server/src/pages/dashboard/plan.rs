//! The production plan, stock and purchase orders.

use std::collections::BTreeMap;

use super::{
    found::Found,
    item::{quantity, unit},
    reorder::is_low,
};
use crate::pages::{
    labels::word,
    names::Names,
    visitor::{Row, Visitor, instant, number, text},
};

/// What is planned, what is there, and what is bought; none of what the tenant does not have, or
/// the role does not see.
pub struct Plan {
    pub batches: Option<Vec<Batch>>,
    pub stock: Option<Vec<Stock>>,
    /// Whether any of the stock is reordered below some amount.
    pub reorders: bool,
    pub purchases: Option<Vec<Purchase>>,
}

/// A batch.
pub struct Batch {
    pub href: String,
    pub product: String,
    pub number: String,
    pub status: String,
    pub tone: &'static str,
    pub start: String,
    pub end: String,
    pub quantity: String,
}

/// An ingredient or a product, over all its lots.
pub struct Stock {
    pub href: String,
    pub name: String,
    pub on_hand: String,
    pub reorder_point: String,
    pub low: bool,
    /// The order that brings more of what is low: when, its address and its number.
    pub on_order: Option<(String, String, String)>,
}

/// A purchase order.
pub struct Purchase {
    pub href: String,
    pub number: String,
    pub supplier: String,
    pub status: String,
    pub expected: String,
    pub total: String,
}

/// Of the visitor's tenant.
pub fn plan(visitor: &Visitor, found: &Found, names: &Names) -> Plan {
    let batches = found.plan.as_deref();
    let purchases = found.purchases.as_deref();
    let ingredients = found.ingredients.as_deref().unwrap_or_default();
    let stock = found.stock.as_deref().map(|lots| {
        let mut stock = of_ingredients(visitor, found, ingredients, lots);
        stock.extend(of_products(visitor, names, lots));
        stock
    });
    Plan {
        batches: batches.map(|rows| rows.iter().map(|row| batch(visitor, names, row)).collect()),
        stock,
        reorders: !ingredients.is_empty(),
        purchases: purchases.map(|rows| {
            rows.iter()
                .map(|row| purchase(visitor, names, row))
                .collect()
        }),
    }
}

fn near(visitor: &Visitor, row: &Row, column: &str) -> String {
    instant(row, column).map_or(String::new(), |at| visitor.format.near(at))
}

fn batch(visitor: &Visitor, names: &Names, row: &Row) -> Batch {
    let status = text(row, "status");
    let (start, end) = (
        instant(row, "planned_start_at"),
        instant(row, "planned_end_at"),
    );
    let is_late = status == "planned" && start.is_some_and(|at| at < visitor.format.now);
    Batch {
        href: visitor.row_link("production", "production_batches", text(row, "id")),
        product: names.get(row, "product_id"),
        number: text(row, "batch_number").to_owned(),
        status: if is_late {
            visitor.reader.texts().overdue_batch.to_owned()
        } else {
            word(visitor.reader.language, "production_batches", status)
        },
        tone: match status {
            "completed" => "good",
            "in_progress" => "info",
            _ if is_late => "bad",
            _ => "",
        },
        start: start.map_or(String::new(), |at| visitor.format.near(at)),
        end: start.zip(end).map_or(String::new(), |(start, end)| {
            visitor.format.then(start, end)
        }),
        quantity: quantity(visitor, row, "planned_quantity"),
    }
}

/// When an order comes, or should have come, its address and its number.
fn on_order(visitor: &Visitor, order: &Row) -> (String, String, String) {
    let t = visitor.reader.texts();
    let due = instant(order, "expected_delivery_at");
    let said = if due.is_some_and(|at| at < visitor.format.now) {
        t.on_order_was_due
    } else {
        t.on_order_due
    };
    let when = due.map_or(String::new(), |at| visitor.format.near(at));
    let href = visitor.row_link("procurement", "purchase_orders", text(order, "id"));
    let number = text(order, "order_number").to_owned();
    (format!("{said} {when}"), href, number)
}

/// The amounts of lots by what they are of, with their unit.
pub fn sums<'a>(lots: &'a [Row], column: &str) -> BTreeMap<&'a str, (f64, &'a str)> {
    let mut sums: BTreeMap<&str, (f64, &str)> = BTreeMap::new();
    for lot in lots {
        let of = text(lot, column);
        if !of.is_empty() {
            let sum = sums.entry(of).or_insert((0.0, text(lot, "unit")));
            sum.0 += number(lot, "quantity");
        }
    }
    sums
}

fn of_ingredients(
    visitor: &Visitor,
    found: &Found,
    ingredients: &[Row],
    lots: &[Row],
) -> Vec<Stock> {
    let on_hand = sums(lots, "ingredient_id");
    let line = |row: &Row| {
        let of = on_hand.get(text(row, "id"));
        let amount = of.map_or(0.0, |sum| sum.0);
        // What comes from the tap is not stocked: it has no lots and is never reordered.
        let is_stocked = of.is_some() || number(row, "reorder_point") > 0.0;
        is_stocked.then(|| Stock {
            href: visitor.row_link("inventory", "ingredients", text(row, "id")),
            name: text(row, "name").to_owned(),
            on_hand: measured(visitor, amount, text(row, "unit")),
            reorder_point: quantity(visitor, row, "reorder_point"),
            low: is_low(row, amount),
            on_order: found
                .on_order
                .get(text(row, "id"))
                .map(|order| on_order(visitor, order)),
        })
    };
    let mut lines: Vec<Stock> = ingredients.iter().filter_map(line).collect();
    // Stable: by name otherwise.
    lines.sort_by_key(|line| !line.low);
    lines
}

fn of_products(visitor: &Visitor, names: &Names, lots: &[Row]) -> Vec<Stock> {
    let line = |(id, (amount, unit)): (&str, (f64, &str))| {
        let mut lots = lots.iter();
        let lot = lots.find(|lot| text(lot, "product_id") == id)?;
        // An outlet's lots may be of the parent's products, which are not the outlet's to open.
        let href = if visitor.tenant == visitor.holder.session.virtual_tenant_id {
            visitor.row_link("inventory", "products", id)
        } else {
            visitor.row_link("inventory", "stock_lots", text(lot, "id"))
        };
        Some(Stock {
            href,
            name: names.get(lot, "product_id"),
            on_hand: measured(visitor, amount, unit),
            reorder_point: String::new(),
            low: false,
            on_order: None,
        })
    };
    let mut lines: Vec<Stock> = sums(lots, "product_id")
        .into_iter()
        .filter_map(line)
        .collect();
    lines.sort_by(|one, other| one.name.cmp(&other.name));
    lines
}

fn measured(visitor: &Visitor, amount: f64, of: &str) -> String {
    let amount = visitor.format.quantity(&format!("{amount:.3}"));
    format!("{amount}\u{a0}{}", unit(visitor, of))
}

fn purchase(visitor: &Visitor, names: &Names, row: &Row) -> Purchase {
    Purchase {
        href: visitor.row_link("procurement", "purchase_orders", text(row, "id")),
        number: text(row, "order_number").to_owned(),
        supplier: names.get(row, "supplier_id"),
        status: word(
            visitor.reader.language,
            "purchase_orders",
            text(row, "status"),
        ),
        expected: near(visitor, row, "expected_delivery_at"),
        total: visitor
            .format
            .money_in(text(row, "total"), text(row, "currency")),
    }
}
