//! The production plan, stock and purchase orders.

use std::collections::BTreeMap;

use super::Names;
use crate::{
    error::Problem,
    pages::{
        labels::label,
        visitor::{Row, Visitor, instant, number, text},
    },
};

/// What is planned, what is there, and what is bought; none where the role does not see it.
pub struct Plan {
    pub batches: Option<Vec<Batch>>,
    pub stock: Option<Vec<Stock>>,
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

/// An ingredient, over all its lots.
pub struct Stock {
    pub href: String,
    pub name: String,
    pub on_hand: String,
    pub reorder_point: String,
    pub low: bool,
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
pub async fn plan(visitor: &Visitor, names: &Names) -> Result<Plan, Problem> {
    let (batches, ingredients, lots, purchases) = tokio::try_join!(
        visitor.rows(
            "production",
            "production_batches",
            &[("sort", "planned_start_at"), ("limit", "12")]
        ),
        visitor.rows(
            "inventory",
            "ingredients",
            &[("sort", "name"), ("limit", "50")]
        ),
        visitor.rows(
            "inventory",
            "stock_lots",
            &[("status", "available"), ("limit", "500")]
        ),
        visitor.rows(
            "procurement",
            "purchase_orders",
            &[("sort", "-ordered_at"), ("limit", "8")]
        ),
    )?;
    Ok(Plan {
        batches: batches.map(|rows| rows.iter().map(|row| batch(visitor, names, row)).collect()),
        stock: ingredients
            .zip(lots)
            .map(|(ingredients, lots)| stock(visitor, &ingredients, &lots)),
        purchases: purchases.map(|rows| {
            rows.iter()
                .map(|row| purchase(visitor, names, row))
                .collect()
        }),
    })
}

fn near(visitor: &Visitor, row: &Row, column: &str) -> String {
    instant(row, column).map_or(String::new(), |at| visitor.format.near(at))
}

fn batch(visitor: &Visitor, names: &Names, row: &Row) -> Batch {
    let status = text(row, "status");
    let is_late = instant(row, "planned_start_at").is_some_and(|at| at < visitor.format.now);
    Batch {
        href: visitor.row_link("production", "production_batches", text(row, "id")),
        product: names.get(row, "product_id"),
        number: text(row, "batch_number").to_owned(),
        status: label(visitor.reader.language, status),
        tone: match status {
            "completed" => "good",
            "in_progress" => "info",
            "planned" if is_late => "bad",
            _ => "",
        },
        start: near(visitor, row, "planned_start_at"),
        end: near(visitor, row, "planned_end_at"),
        quantity: visitor.format.quantity(text(row, "planned_quantity")),
    }
}

fn stock(visitor: &Visitor, ingredients: &[Row], lots: &[Row]) -> Vec<Stock> {
    let mut on_hand: BTreeMap<&str, f64> = BTreeMap::new();
    for lot in lots {
        *on_hand.entry(text(lot, "ingredient_id")).or_default() += number(lot, "quantity");
    }
    let line = |row: &Row| {
        let amount = on_hand.get(text(row, "id")).copied().unwrap_or_default();
        let unit = text(row, "unit");
        let quantity = |text: &str| format!("{} {unit}", visitor.format.quantity(text));
        Stock {
            href: visitor.row_link("inventory", "ingredients", text(row, "id")),
            name: text(row, "name").to_owned(),
            on_hand: quantity(&format!("{amount:.3}")),
            reorder_point: quantity(text(row, "reorder_point")),
            low: amount < number(row, "reorder_point"),
        }
    };
    ingredients.iter().map(line).collect()
}

fn purchase(visitor: &Visitor, names: &Names, row: &Row) -> Purchase {
    Purchase {
        href: visitor.row_link("procurement", "purchase_orders", text(row, "id")),
        number: text(row, "order_number").to_owned(),
        supplier: names.get(row, "supplier_id"),
        status: label(visitor.reader.language, text(row, "status")),
        expected: near(visitor, row, "expected_delivery_at"),
        total: visitor
            .format
            .money_in(text(row, "total"), text(row, "currency")),
    }
}
