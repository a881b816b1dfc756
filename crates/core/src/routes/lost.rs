//! Stops that are gone: a route carries what an order takes that has no stop.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    load::{HALF_DIGIT, most_kg, needs, rounded},
    tables::{Fleet, Route, Row, column},
};
use crate::Finding;

/// Says of each stop that is gone that it is, in place of all that only follows from that.
pub(super) fn tell(fleet: &Fleet, findings: &mut Vec<Finding>) {
    let stops = fleet.stops.iter();
    let brought: BTreeSet<Uuid> = stops.filter_map(|stop| stop.id(column::ORDER)).collect();
    for route in fleet.routes.iter().filter(|route| !route.is("cancelled")) {
        let Some((kg, crates)) = lacking(route) else {
            continue;
        };
        let orders = fleet.orders.iter();
        let mut likely: Vec<&Row> = orders
            .filter(|(id, _)| !brought.contains(id) && takes(fleet, **id, kg, crates))
            .map(|(_, order)| order)
            .collect();
        // Of several, one that is on its way is on a route.
        if likely.len() > 1 {
            likely.retain(|order| order.text(column::STATUS) == Some("out_for_delivery"));
        }
        let [order] = likely[..] else {
            continue;
        };
        findings.retain(|finding| !follows(route, order, finding));
        let number = order.text("order_number").unwrap_or("an order");
        findings.push(route.row.error(
            column::LOAD_KG,
            "routes/load-sum",
            format!(
                "{} carries {kg} kg and {crates} crates more than its stops, as {number} takes, which has none, by {}",
                route.number(),
                order.place("id"),
            ),
            &format!(
                "was the stop of {number} deleted? Put it back{}",
                fleet.or_plan(Some(route))
            ),
        ));
    }
}

/// The kilograms and crates that a route has and its stops have not, where it lacks both.
fn lacking(route: &Route) -> Option<(f64, f64)> {
    let lacking = |column| {
        let loads = route.stops.iter().map(|stop| stop.number(column));
        let sum: f64 = loads.sum::<Option<f64>>()?;
        let more = rounded(route.row.number(column)? - sum);
        (more > HALF_DIGIT).then_some(more)
    };
    lacking(column::LOAD_KG).zip(lacking(column::LOAD_CRATES))
}

/// Whether a load is what an order's goods and their crates weigh. How many crates they fill is not
/// known of every product.
fn takes(fleet: &Fleet, order: Uuid, kg: f64, crates: f64) -> bool {
    let Some((Some(goods), least)) = needs(fleet, order) else {
        return false;
    };
    let weight = goods - HALF_DIGIT..=most_kg(goods, crates) + HALF_DIGIT;
    weight.contains(&kg) && least.is_none_or(|least| (least..=2.0 * least).contains(&crates))
}

/// Whether a finding is one of what a route, and the order of a stop that is gone from it, are
/// found by.
fn follows(route: &Route, order: &Row, finding: &Finding) -> bool {
    const OF_ROUTE: [&str; 5] = [
        column::LOAD_KG,
        column::LOAD_CRATES,
        column::DISTANCE,
        column::DURATION,
        column::END,
    ];
    let is_of_way = ["routes/driving", "routes/sequence"].contains(&finding.rule.as_str());
    let at_stop = |stop: &Row| {
        [column::ARRIVAL, column::SEQUENCE]
            .iter()
            .any(|column| stop.is_at(column, finding))
    };
    OF_ROUTE
        .iter()
        .any(|column| route.row.is_at(column, finding))
        || is_of_way && route.stops.iter().any(at_stop)
        || order.is_at(column::STATUS, finding)
}
