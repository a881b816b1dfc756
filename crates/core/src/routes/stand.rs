//! Whether routes, stops and orders tell the same story of today.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    meant::{missed, mistaken, mistaken_order, others_order},
    tables::{Fleet, Route, Row, column, differs},
};
use crate::Finding;

pub(super) const RULE: &str = "routes/status";

pub(super) fn check(fleet: &Fleet, findings: &mut Vec<Finding>) {
    let again = once(fleet, findings);
    let mut meant = BTreeSet::new();
    let is_again = |stop: &Row| stop.id("id").is_some_and(|id| again.contains(&id));
    // A stop that brings another's order is not where that order goes.
    for stop in &fleet.stops {
        if fleet.has_other_order(stop) {
            others_order(fleet, stop, findings);
        } else if !is_again(stop) {
            place(fleet, stop, findings);
        }
    }
    for route in &fleet.routes {
        vehicle(fleet, route, findings);
        let mut ahead = false;
        for stop in &route.stops {
            let served = stop.text(column::STATUS) != Some("pending");
            if !is_again(stop) && !fleet.has_other_order(stop) {
                match mistaken(fleet, stop) {
                    Some(missed) => {
                        meant.extend(missed.id("id"));
                        findings.push(mistaken_order(fleet, stop, missed));
                    }
                    None => stands(fleet, route, stop, findings),
                }
            }
            if served && ahead {
                findings.push(stop.error(
                    column::STATUS,
                    RULE,
                    "the van has been here, but not at a stop before it".to_owned(),
                    "order the stops as they are served",
                ));
            }
            // Of one that says that it is pending alone, that is what is wrong.
            ahead |= !served && !is_brought(fleet, stop);
        }
    }
    // The order that the stop should bring would be missed.
    if !again.is_empty() {
        return;
    }
    let stops = fleet.stops.iter();
    let mut brought: BTreeSet<Uuid> = stops.filter_map(|stop| stop.id(column::ORDER)).collect();
    brought.extend(meant);
    for (id, order) in &fleet.orders {
        let on_its_way = order.text(column::STATUS) == Some("out_for_delivery");
        if on_its_way && !brought.contains(id) {
            findings.push(order.error(
                column::STATUS,
                RULE,
                "an order out for delivery is on no route".to_owned(),
                "add its stop, or change its status",
            ));
        }
    }
}

/// Each order has one stop, or another after one that failed or whose route was cancelled. Returns the ids of stops that
/// bring an order again.
fn once(fleet: &Fleet, findings: &mut Vec<Finding>) -> BTreeSet<Uuid> {
    let (mut seen, mut again) = (BTreeMap::new(), BTreeSet::new());
    for stop in fleet.stops.iter().filter(|stop| fleet.goes(stop)) {
        let Some(order) = stop.id(column::ORDER) else {
            continue;
        };
        let Some(first) = seen.insert(order, stop) else {
            continue;
        };
        // Of one that has another customer's order that is said.
        if fleet.has_other_order(stop) || fleet.has_other_order(first) {
            again.extend(stop.id("id"));
            continue;
        }
        let (wrong, other) = match missed(fleet, stop) {
            Some(missed) if is_of(fleet, first, missed) && !is_of(fleet, stop, missed) => {
                (first, stop)
            }
            _ => (stop, first),
        };
        again.extend(wrong.id("id"));
        let hint = match missed(fleet, wrong).filter(|missed| is_of(fleet, wrong, missed)) {
            Some(missed) => format!(
                "write the id of {}, which no stop brings, by {}",
                missed
                    .text("order_number")
                    .unwrap_or("this customer's order"),
                missed.place("id")
            ),
            None => "remove one of them".to_owned(),
        };
        let id = other.text("id").unwrap_or("?");
        let message = format!("the stop {id} brings this order too");
        findings.push(wrong.error(column::ORDER, "routes/once", message, &hint));
    }
    again
}

/// Whether a stop that has come to its end, or not, agrees with an order rather than with its own.
fn is_of(fleet: &Fleet, stop: &Row, order: &Row) -> bool {
    let is_served = stop.text(column::STATUS) == Some("delivered");
    let agrees = |status: Option<&str>| (status == Some("delivered")) == is_served;
    agrees(order.text(column::STATUS)) && !agrees(order_status(fleet, stop))
}

/// A stop is where its customer is.
fn place(fleet: &Fleet, stop: &Row, findings: &mut Vec<Finding>) {
    let customer = stop.id(column::CUSTOMER);
    let Some(customer) = customer.and_then(|id| fleet.customers.get(&id)) else {
        return;
    };
    let (Some(here), Some(there)) = (stop.point(), customer.point()) else {
        return;
    };
    let column = if differs(here.0, there.0) {
        column::LATITUDE
    } else {
        "longitude"
    };
    if fleet.is_misplaced(stop) {
        let is_swapped = !differs(here.0, there.1) && !differs(here.1, there.0);
        let hint = if is_swapped {
            "latitude and longitude are swapped: a stop has the coordinates of its customer"
        } else {
            "which is right? A stop has the coordinates of its customer: mend one of the two"
        };
        let name = customer.text("name").unwrap_or("its customer");
        findings.push(stop.error(
            column,
            "routes/place",
            format!(
                "{name} is at {}, {}, by {}, and this stop at {}, {}",
                there.0,
                there.1,
                customer.place(column),
                here.0,
                here.1
            ),
            hint,
        ));
    }
}

fn vehicle(fleet: &Fleet, route: &Route, findings: &mut Vec<Finding>) {
    let (started, on_the_road) = (route.row.has(column::STARTED), route.is("in_progress"));
    let written = route.row.text(column::STATUS).unwrap_or("?");
    if on_the_road != started && !route.is("completed") && !route.is("cancelled") {
        let (is, hint) = if started {
            (
                "has started",
                "write \"in_progress\", or remove `started_at`",
            )
        } else {
            ("has not started", "add `started_at`")
        };
        findings.push(route.row.error(
            column::STATUS,
            RULE,
            format!("a route that is `{written}` {is}"),
            hint,
        ));
    }
    let Some(vehicle) = fleet.vehicle(route) else {
        return;
    };
    let Some(status) = vehicle.text(column::STATUS) else {
        return;
    };
    let place = vehicle.place(column::STATUS);
    if on_the_road && status != "on_route" {
        findings.push(route.row.error(
            column::VEHICLE,
            RULE,
            format!("the vehicle of a route in progress is `{status}`, by {place}"),
            "which is right? Write \"on_route\" there, or the vehicle that drives it here",
        ));
    }
    // Of one that is on the road all the same, the route that it drives has been found.
    let id = route.row.id(column::VEHICLE);
    let is_away = (fleet.routes.iter())
        .any(|other| other.is("in_progress") && other.row.id(column::VEHICLE) == id);
    if route.is("planned") && status == "maintenance" && !is_away {
        findings.push(route.row.error(
            column::VEHICLE,
            RULE,
            format!("a vehicle in maintenance drives no route, by {place}"),
            &format!(
                "which is right? Mend its status there, or plan another vehicle{}",
                fleet.or_plan(Some(route))
            ),
        ));
    }
}

/// A stop's status with its route's, its order's, and its own instants.
fn stands(fleet: &Fleet, route: &Route, stop: &Row, findings: &mut Vec<Finding>) {
    let Some(status) = stop.text(column::STATUS) else {
        return;
    };
    let served = status != "pending";
    // What is wrong at one value is one finding.
    let mut said: BTreeMap<&str, Vec<(String, &str)>> = BTreeMap::new();
    let mut wrong = |column, message: String, hint| {
        said.entry(column).or_default().push((message, hint));
    };
    // Of a route whose instants say otherwise, its own status is wrong.
    let (has_left, is_back) = (
        route.row.has(column::STARTED),
        route.row.has(column::FINISHED),
    );
    if served && route.is("planned") && !has_left {
        let message = format!("a stop of a planned route is `{status}`");
        wrong(
            column::STATUS,
            message,
            "write \"pending\": the van has not left",
        );
    } else if !served && route.is("completed") && is_back {
        let message = "a stop of a completed route is `pending`".to_owned();
        wrong(column::STATUS, message, "write what became of it");
    }
    let arrived = stop.has(column::ARRIVED);
    let is_brought = is_brought(fleet, stop);
    if arrived != served && !is_brought {
        let (message, hint) = if arrived {
            (
                "the van has arrived at a pending stop",
                "remove it, or change the status",
            )
        } else {
            (
                "the van has been here, but there is no `arrived_at`",
                "add `arrived_at`",
            )
        };
        let column = if arrived {
            column::ARRIVED
        } else {
            column::STATUS
        };
        wrong(column, message.to_owned(), hint);
    }
    let is_known = route.is("planned") && has_left || route.is("completed") && !is_back;
    // What a cancelled route should have brought may be cancelled too.
    let is_known = is_known || route.is("cancelled");
    if let Some(of_order) = order_status(fleet, stop).filter(|_| !is_known)
        && !agree(route, status, of_order)
    {
        let message = format!("this stop is `{status}`, and its order `{of_order}`");
        let hint = if is_brought && !served {
            "write \"delivered\": the van has arrived, by `arrived_at`"
        } else {
            "let both say the same of where the goods are"
        };
        wrong(column::STATUS, message, hint);
    }
    for (column, said) in said {
        let (messages, hints): (Vec<String>, Vec<&str>) = said.into_iter().unzip();
        findings.push(stop.error(column, RULE, messages.join("; "), &hints.join("; ")));
    }
}

/// Whether a stop of a route may have a status beside that of its order.
pub(super) fn agree(route: &Route, status: &str, of_order: &str) -> bool {
    match status {
        "delivered" => of_order == "delivered",
        "pending" if route.is("in_progress") => of_order == "out_for_delivery",
        "pending" => !["delivered", "cancelled", "out_for_delivery"].contains(&of_order),
        _ => true,
    }
}

/// Whether all but its own status says that a stop is done.
fn is_brought(fleet: &Fleet, stop: &Row) -> bool {
    stop.has(column::ARRIVED) && order_status(fleet, stop) == Some("delivered")
}

pub(super) fn order_status<'a>(fleet: &Fleet<'a>, stop: &Row) -> Option<&'a str> {
    fleet.order_of(stop)?.text(column::STATUS)
}
