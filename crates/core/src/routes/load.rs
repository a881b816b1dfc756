//! What vans carry: sums, capacities, and whether the goods weigh what is said.

use super::tables::{Fleet, Route, Row, column};
use crate::Finding;

/// Half of what the last digit of a weight is worth, for sums of floats.
const HALF_DIGIT: f64 = 0.005;

pub(super) fn check(fleet: &Fleet, findings: &mut Vec<Finding>) {
    for route in &fleet.routes {
        sums(route, findings);
        capacity(fleet, route, findings);
    }
    for stop in &fleet.stops {
        goods(fleet, stop, findings);
    }
}

fn sums(route: &Route, findings: &mut Vec<Finding>) {
    for column in [column::LOAD_KG, column::LOAD_CRATES] {
        let loads = route.stops.iter().map(|stop| stop.number(column));
        let (Some(sum), Some(written)) = (loads.sum::<Option<f64>>(), route.row.number(column))
        else {
            continue;
        };
        if (sum - written).abs() > HALF_DIGIT {
            let sum = rounded(sum);
            findings.push(route.row.error(
                column,
                "routes/load-sum",
                format!("the stops of this route carry {sum} together, not {written}"),
                &format!("write {sum}, or mend the stops"),
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
                format!("{load} {unit} do not fit into the vehicle {plate}, which takes {most}"),
                "move a stop to another route, or take a larger vehicle",
            ));
        }
    }
}

/// A stop weighs at least what its order's goods do, and has crates enough for them.
fn goods(fleet: &Fleet, stop: &Row, findings: &mut Vec<Finding>) {
    let lines = stop
        .id(column::ORDER)
        .and_then(|order| fleet.lines.get(&order));
    let Some(lines) = lines else {
        return;
    };
    let (mut weight, mut crates) = (Some(0.0), Some(0.0));
    for line in lines {
        let product = line.id("product_id").and_then(|id| fleet.products.get(&id));
        let quantity = line.number("quantity");
        let (Some(product), Some(quantity)) = (product, quantity) else {
            return;
        };
        let by_weight = product.text("unit") == Some("kg");
        let kg = product.number("weight_g").map(|grams| grams / 1000.0);
        let kg = if by_weight { Some(1.0) } else { kg };
        let per_crate = product.number("units_per_crate");
        weight = weight.zip(kg).map(|(sum, kg)| sum + kg * quantity);
        crates = crates
            .zip(per_crate)
            .map(|(sum, units)| sum + (quantity / units).ceil());
    }
    for (column, goods, unit) in [
        (column::LOAD_KG, weight, "kg"),
        (column::LOAD_CRATES, crates, "crates"),
    ] {
        let (Some(goods), Some(load)) = (goods, stop.number(column)) else {
            continue;
        };
        if load + HALF_DIGIT < goods {
            let goods = rounded(goods);
            findings.push(stop.error(
                column,
                "routes/goods",
                format!("the goods of this order come to {goods} {unit}, more than {load}"),
                "`demo-session generate routes` computes it from the order's lines",
            ));
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
