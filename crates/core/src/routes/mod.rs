//! Whether delivery routes can be driven as they are written: loads, windows, working time,
//! distances, and whether what they tell of today agrees.
//!
//! It shares nothing with what plans routes, and knows no speeds but physical bounds: whoever
//! made a route, by hand or by a solver, it has to hold. A profile without routes is not
//! checked. A value that cannot be read is left to the rules of shape and type.

mod load;
mod lost;
mod meant;
mod overlap;
mod stand;
mod tables;
mod time;
mod window;

use jiff::tz::TimeZone;

use crate::{Finding, SeedSet, seed::SeedRow, time::is_same_zone};
use tables::Fleet;

/// The file of routes that a command plans, in profiles that list it.
pub const FILE: &str = "distribution/routes.json";

/// The tables and columns that the check reads, beside ids; without
/// columns, all of them. What is wrong there already may be
/// what it finds. In the order in which one row leads to the next.
pub const READS: [(&str, &[&str]); 9] = [
    (
        "vehicles",
        &[
            "location_id",
            "capacity_kg",
            "capacity_crates",
            "shift_start",
            "shift_end",
            "status",
        ],
    ),
    ("locations", &["latitude", "longitude"]),
    ("customers", &["latitude", "longitude"]),
    ("customer_orders", &["customer_id", "status"]),
    (
        "customer_order_lines",
        &["order_id", "product_id", "quantity"],
    ),
    ("products", &["unit", "weight_g", "units_per_crate"]),
    // What a product weighs is told beside what its recipe yields.
    ("recipes", &["product_id"]),
    // Of stops and routes nearly all is read.
    ("delivery_routes", &[]),
    ("delivery_stops", &[]),
];

/// Business rules whose findings explain those of routes: where a place lies is wrong rather
/// than the way there, and what is ordered rather than what the van carries.
pub const AFTER: [&str; 14] = [
    "business/customer-coordinates",
    "business/location-coordinates",
    "business/order-delivered",
    "business/order-line-number",
    "business/order-line-product",
    "business/order-line-total",
    "business/order-place",
    "business/order-total",
    "business/product-crates",
    "business/product-used",
    "business/product-weight",
    "business/recipe-yield",
    "business/stop-brings",
    "business/vehicle-capacity",
];

/// All that is wrong with a profile's routes.
#[must_use]
pub fn check(seeds: &SeedSet) -> Vec<Finding> {
    let fleet = Fleet::read(seeds);
    let mut findings = Vec::new();
    if fleet.routes.is_empty() && fleet.stops.is_empty() {
        return findings;
    }
    load::check(&fleet, &mut findings);
    stand::check(&fleet, &mut findings);
    overlap::check(&fleet, &mut findings);
    // Of a zone that is not one, and of one that is not the tenant's, the manifest's own rule speaks.
    let zone = seeds.manifest.timezone.as_str();
    let differs = |row: SeedRow| {
        let other = row.text("timezone");
        other.is_some_and(|other| !is_same_zone(other, zone))
    };
    let mut tenants = seeds.rows("tenants");
    let is_disputed = tenants.any(|(file, row)| file.tenant.is_nil() && differs(row));
    if let (Ok(zone), false) = (TimeZone::get(zone), is_disputed) {
        window::check(&fleet, &mut findings);
        time::check(&fleet, &zone, &mut findings);
    }
    lost::tell(&fleet, &mut findings);
    findings
}
