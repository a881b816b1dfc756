//! What runs short, and what of it has been ordered.

use std::collections::{BTreeSet, HashMap};

use super::{
    listed::{PURCHASES, Place},
    plan::sums,
};
use crate::{
    error::Problem,
    pages::{
        names::{by_ids, ids},
        visitor::{Row, Visitor, instant, number, text},
    },
};

const LINES: Place = ("procurement", "purchase_order_lines");

/// Orders that suppliers have, and of which something is still to come: a draft is nobody's order.
const PLACED: [&str; 3] = ["sent", "confirmed", "partially_received"];

/// Whether an ingredient of which so much is there is to be bought.
pub fn is_low(ingredient: &Row, on_hand: f64) -> bool {
    on_hand < number(ingredient, "reorder_point")
}

/// Of the ingredients that are to be bought, the order that brings each first.
pub async fn on_order(
    visitor: &Visitor,
    ingredients: &[Row],
    lots: &[Row],
) -> Result<HashMap<String, Row>, Problem> {
    let on_hand = sums(lots, "ingredient_id");
    let is_short = |row: &&Row| {
        let of = on_hand.get(text(row, "id"));
        is_low(row, of.map_or(0.0, |sum| sum.0))
    };
    let short = ids(ingredients.iter().filter(is_short), "id");
    let mut lines = by_ids(visitor, LINES.0, LINES.1, "ingredient_id", &short).await?;
    lines.retain(|line| number(line, "received_quantity") < number(line, "quantity"));
    let of: BTreeSet<&str> = ids(&lines, "purchase_order_id");
    let mut orders = by_ids(visitor, PURCHASES.0, PURCHASES.1, "id", &of).await?;
    orders.retain(|order| PLACED.contains(&text(order, "status")));
    // Of those that bring the same, the first is the last to be written down.
    orders.sort_by_key(|order| std::cmp::Reverse(instant(order, "expected_delivery_at")));
    let mut on_order = HashMap::new();
    for order in &orders {
        let own = |line: &&Row| text(line, "purchase_order_id") == text(order, "id");
        for line in lines.iter().filter(own) {
            on_order.insert(text(line, "ingredient_id").to_owned(), order.clone());
        }
    }
    Ok(on_order)
}
