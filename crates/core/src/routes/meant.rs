//! Stops that name another order or customer than they mean.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    stand::{RULE, agree, order_status},
    tables::{Fleet, Row, column},
};
use crate::Finding;

/// A stop brings what its customer ordered. Of two that have each other's, one is told.
pub(super) fn others_order(fleet: &Fleet, stop: &Row, findings: &mut Vec<Finding>) {
    let Some(order) = fleet.order_of(stop) else {
        return;
    };
    let number = order.text("order_number").unwrap_or("its order");
    let is_for = |other: &&Row| {
        let theirs = fleet
            .order_of(other)
            .and_then(|order| order.id(column::CUSTOMER));
        fleet.has_other_order(other)
            && other.id(column::CUSTOMER) == order.id(column::CUSTOMER)
            && theirs == stop.id(column::CUSTOMER)
    };
    let mut stops = fleet.stops.iter();
    if let Some(other) = stops.find(is_for) {
        if stop.id("id") < other.id("id") {
            let there = other.place(column::ORDER);
            findings.push(stop.error(
                column::ORDER,
                "routes/place",
                format!("{number} is the order of the customer at the stop of {there}, which has this one's"),
                "the two orders are swapped: write each at the other stop",
            ));
        }
        return;
    }
    let whose = order.place(column::CUSTOMER);
    // Where the stop stands tells whether its own customer is right.
    let at_own = fleet.is_at_door(stop, stop) && !fleet.is_at_door(stop, order);
    let at_theirs = fleet.is_at_door(stop, order) && !fleet.is_at_door(stop, stop);
    let missed = missed(fleet, stop);
    let own = missed.and_then(|missed| missed.text("order_number"));
    let own = own.unwrap_or("an order");
    let (at, message, hint) = match missed {
        _ if at_theirs => (
            column::CUSTOMER,
            format!(
                "{number} is another customer's order, by {whose}, and this stop is at that customer's door"
            ),
            format!(
                "write `{}`, who ordered it",
                order.text(column::CUSTOMER).unwrap_or("?")
            ),
        ),
        Some(missed) if fleet.is_brought_twice(stop) => (
            column::ORDER,
            format!(
                "{number} is another customer's order, which another stop brings, and none brings {own} of this one"
            ),
            format!("write the id of {own}, by {}", missed.place("id")),
        ),
        Some(missed) if at_own => (
            column::ORDER,
            format!(
                "{number} is another customer's order, and none brings {own} of this one, at whose door this stop is"
            ),
            format!(
                "which is right? Write the id of {own}, by {}, here, or this stop's customer at {whose}",
                missed.place("id")
            ),
        ),
        _ if at_own => (
            column::ORDER,
            format!(
                "{number} is another customer's order, by {whose}, and this stop is at the door of its own"
            ),
            "which is right? Write an order of this stop's customer here, or this stop's customer there".to_owned(),
        ),
        _ => (
            column::CUSTOMER,
            format!("{number} is another customer's order, by {whose}"),
            "which is right? Write the customer of the order here, that of this stop there, or the order that this stop brings".to_owned(),
        ),
    };
    findings.push(stop.error(at, "routes/place", message, &hint));
}

/// The one order of a stop's customer that no stop brings.
pub(super) fn missed<'f, 'a>(fleet: &'f Fleet<'a>, stop: &Row) -> Option<&'f Row<'a>> {
    let stops = fleet.stops.iter();
    let brought: BTreeSet<Uuid> = stops.filter_map(|stop| stop.id(column::ORDER)).collect();
    let customer = stop.id(column::CUSTOMER);
    let mut missed = (fleet.orders.iter())
        .filter(|(id, order)| order.id(column::CUSTOMER) == customer && !brought.contains(id));
    let (_, one) = missed.next()?;
    missed.next().is_none().then_some(one)
}

/// The order that a stop of a van on the road means where it names another of its customer: the one
/// that is out for delivery as well, and that no stop brings.
pub(super) fn mistaken<'f, 'a>(fleet: &'f Fleet<'a>, stop: &Row) -> Option<&'f Row<'a>> {
    let route = fleet
        .route_of(stop)
        .filter(|route| route.is("in_progress"))?;
    let own = order_status(fleet, stop)?;
    if stop.text(column::STATUS) != Some("pending") || agree(route, "pending", own) {
        return None;
    }
    missed(fleet, stop).filter(|missed| missed.text(column::STATUS) == Some("out_for_delivery"))
}

pub(super) fn mistaken_order(fleet: &Fleet, stop: &Row, missed: &Row) -> Finding {
    let number = |order: &Row| {
        order
            .text("order_number")
            .unwrap_or("another order")
            .to_owned()
    };
    let (own, other) = (fleet.order_of(stop).map(number), number(missed));
    let message = format!(
        "{} is `{}`, which does not fit this stop, and {other} of the same customer is `{}` and on no stop",
        own.unwrap_or_default(),
        order_status(fleet, stop).unwrap_or("?"),
        missed.text(column::STATUS).unwrap_or("?"),
    );
    let hint = format!("write the id of {other}, by {}", missed.place("id"));
    stop.error(column::ORDER, RULE, message, &hint)
}
