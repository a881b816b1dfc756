//! What vans carry: sums, capacities, and whether the goods weigh what is said.

use uuid::Uuid;

use super::{
    meant,
    tables::{Fleet, Route, Row, column},
};
use crate::Finding;

const GOODS: &str = "routes/goods";
/// What a crate weighs at most, with what goods are wrapped in.
const CRATE_KG: f64 = 4.0;
/// Half of what the last digit of a weight is worth, for sums of floats.
pub(super) const HALF_DIGIT: f64 = 0.005;

pub(super) fn check(fleet: &Fleet, findings: &mut Vec<Finding>) {
    // What another stop should bring weighs what it weighs.
    let is_own = |stop: &&Row| {
        let is_others = fleet.has_other_order(stop) || fleet.is_brought_twice(stop);
        !is_others && meant::mistaken(fleet, stop).is_none()
    };
    for stop in fleet.stops.iter().filter(is_own) {
        goods(fleet, stop, findings);
    }
    for route in &fleet.routes {
        sums(route, findings);
        capacity(fleet, route, findings);
    }
}

fn sums(route: &Route, findings: &mut Vec<Finding>) {
    if route.stops.is_empty() {
        let carries = |column| route.row.number(column).is_some_and(|load| load > 0.0);
        if carries(column::LOAD_KG) || carries(column::LOAD_CRATES) {
            let message = format!("{} carries this, and has no stops", route.number());
            let hint = "add the rows of its stops to delivery_stops, or remove the route";
            let finding = route
                .row
                .error(column::LOAD_KG, "routes/load-sum", message, hint);
            findings.push(finding);
        }
        return;
    }
    for column in [column::LOAD_KG, column::LOAD_CRATES] {
        let loads = route.stops.iter().map(|stop| stop.number(column));
        let (Some(loads), Some(written)) = (
            loads.collect::<Option<Vec<f64>>>(),
            route.row.number(column),
        ) else {
            continue;
        };
        let sum: f64 = loads.iter().sum();
        // A stop whose load is not that of its goods has been found, and explains the sum.
        let is_found = |stop: &Row| {
            let found = findings.iter();
            let mut at_goods = found.filter(|finding| finding.rule == GOODS);
            at_goods.any(|finding| stop.is_at(column, finding))
        };
        if (sum - written).abs() > HALF_DIGIT && !route.stops.iter().any(is_found) {
            let sum = rounded(sum);
            let parts: Vec<String> = loads.iter().map(ToString::to_string).collect();
            findings.push(route.row.error(
                column,
                "routes/load-sum",
                format!(
                    "{} has {written} here, and its stops {} = {sum}",
                    route.number(),
                    parts.join(" + ")
                ),
                &format!(
                    "which is right? Write {sum} here, or mend `{column}` of the stop that is off"
                ),
            ));
        }
    }
}

fn capacity(fleet: &Fleet, route: &Route, findings: &mut Vec<Finding>) {
    let Some(vehicle) = fleet.vehicle(route) else {
        return;
    };
    for (column, capacity, unit) in [
        (column::LOAD_KG, "capacity_kg", "kg"),
        (column::LOAD_CRATES, "capacity_crates", "crates"),
    ] {
        let (Some(load), Some(most)) = (route.row.number(column), vehicle.number(capacity)) else {
            continue;
        };
        if load > most + HALF_DIGIT {
            let plate = vehicle.text("plate").unwrap_or("?");
            findings.push(route.row.error(
                column,
                "routes/capacity",
                format!(
                    "{load} {unit} do not fit into the vehicle {plate}, which takes {most}, by {}",
                    vehicle.place(capacity)
                ),
                "which is right? Move a stop to another route, take a larger vehicle, or mend what it takes",
            ));
        }
    }
}

/// What an order's goods weigh, and the crates that they fill, as far as its lines tell. None of
/// an order without lines.
pub(super) fn needs(fleet: &Fleet, order: Uuid) -> Option<(Option<f64>, Option<f64>)> {
    let (mut weight, mut crates) = (Some(0.0), Some(0.0));
    for line in fleet.lines.get(&order)? {
        let product = line.id("product_id").and_then(|id| fleet.products.get(&id));
        let (product, quantity) = (product?, line.number("quantity")?);
        let by_weight = product.text("unit") == Some("kg");
        let kg = product.number("weight_g").map(|grams| grams / 1000.0);
        let kg = if by_weight { Some(1.0) } else { kg };
        let per_crate = product.number("units_per_crate");
        weight = weight.zip(kg).map(|(sum, kg)| sum + kg * quantity);
        crates = crates
            .zip(per_crate)
            .map(|(sum, units)| sum + (quantity / units).ceil());
    }
    Some((weight, crates))
}

/// What goods weigh at most with their crates.
pub(super) fn most_kg(goods: f64, crates: f64) -> f64 {
    goods + crates * CRATE_KG
}

/// A stop weighs what its order's goods do, with their crates, and has crates enough for them
/// and not twice as many.
fn goods(fleet: &Fleet, stop: &Row, findings: &mut Vec<Finding>) {
    let order = stop.id(column::ORDER);
    let Some((weight, crates)) = order.and_then(|order| needs(fleet, order)) else {
        return;
    };
    let lines = order.and_then(|order| fleet.lines.get(&order));
    // Too few crates are no fault of the weight.
    let carried = stop.number(column::LOAD_CRATES).unwrap_or_default();
    let carried = carried.max(crates.unwrap_or_default());
    for (column, goods, most, unit) in [
        (
            column::LOAD_KG,
            weight,
            weight.map(|goods| most_kg(goods, carried)),
            "kg",
        ),
        (
            column::LOAD_CRATES,
            crates,
            crates.map(|goods| 2.0 * goods),
            "crates",
        ),
    ] {
        let (Some(goods), Some(most), Some(load)) = (goods, most, stop.number(column)) else {
            continue;
        };
        let (least, most) = (rounded(goods), rounded(most));
        let side = if load + HALF_DIGIT < goods {
            "less"
        } else if load > most + HALF_DIGIT {
            "more"
        } else {
            continue;
        };
        let at = lines
            .and_then(|lines| lines.first())
            .map_or_else(String::new, |line| line.place("quantity"));
        let hint = format!(
            "which is right? Write from {least} to {most} here, or mend the order's lines, from {at} on{}",
            fleet.or_plan(fleet.route_of(stop))
        );
        findings.push(stop.error(
            column,
            GOODS,
            format!("{load} {unit} are {side} than the goods of this order take, which is {least} to {most}"),
            &hint,
        ));
    }
}

pub(super) fn rounded(value: f64) -> f64 {
    // Nought and nothing below it: a sum of nothing has a sign.
    (value * 100.0).round() / 100.0 + 0.0
}
