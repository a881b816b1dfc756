//! What goes wrong in a bakery: two values of a row that do not fit each other.

use demo_core::seed::Value;

use super::{Site, numbers::ten_times, rows::swap, times::moved};

/// A column gets the value of another of its row, as much later.
const TIMES: [(&str, &str, &str, &str, i64); 12] = [
    (
        "a lot that expires before it was made",
        "stock_lots",
        "expires_at",
        "produced_at",
        -3600,
    ),
    (
        "a lot received before it was made",
        "stock_lots",
        "received_at",
        "produced_at",
        -3600,
    ),
    (
        "a stop outside its window",
        "delivery_stops",
        "planned_arrival_at",
        "window_end_at",
        3600,
    ),
    (
        "a stop outside its window",
        "delivery_stops",
        "planned_arrival_at",
        "window_start_at",
        -3600,
    ),
    (
        "a window that ends before it begins",
        "delivery_stops",
        "window_end_at",
        "window_start_at",
        -60,
    ),
    (
        "a route that ends before it starts",
        "delivery_routes",
        "planned_end_at",
        "planned_start_at",
        -60,
    ),
    (
        "a batch that ends before it starts",
        "production_batches",
        "finished_at",
        "started_at",
        -60,
    ),
    (
        "a batch that takes no time",
        "production_batches",
        "planned_end_at",
        "planned_start_at",
        60,
    ),
    (
        "an order delivered before it was made",
        "customer_orders",
        "delivered_at",
        "order_date",
        -60,
    ),
    (
        "a price that ends before it begins",
        "supplier_prices",
        "valid_until",
        "valid_from",
        -86_400,
    ),
    (
        "a run that ends before it starts",
        "orchestration_runs",
        "finished_at",
        "started_at",
        -60,
    ),
    (
        "an alert answered before it was raised",
        "alerts",
        "acknowledged_at",
        "raised_at",
        -60,
    ),
];

/// A column gets the value of another of its row times ten, which is too much.
const TEN_TIMES: [(&str, &str, &str, &str); 6] = [
    (
        "a forecast above its bounds",
        "demand_forecasts",
        "predicted_quantity",
        "upper_bound",
    ),
    (
        "bounds above their forecast",
        "demand_forecasts",
        "lower_bound",
        "upper_bound",
    ),
    (
        "more reserved than there is",
        "stock_lots",
        "reserved_quantity",
        "quantity",
    ),
    (
        "more received than ordered",
        "purchase_order_lines",
        "received_quantity",
        "quantity",
    ),
    (
        "a value beyond its limit",
        "quality_checks",
        "measured_value",
        "upper_limit",
    ),
    (
        "more made than planned",
        "production_batches",
        "produced_quantity",
        "planned_quantity",
    ),
];

pub fn make(site: &mut Site) {
    let name = site.table.name.clone();
    for (kind, _, to, from, seconds) in TIMES.iter().filter(|scene| scene.1 == name) {
        let Some((to, from)) = site.row.get(to).zip(site.row.text(from)) else {
            continue;
        };
        if to.value != Value::Null {
            let new = moved(from, *seconds).expect("shipped dates can be read");
            site.value(kind, &to, &format!("\"{new}\""));
        }
    }
    for (kind, _, to, from) in TEN_TIMES.iter().filter(|scene| scene.1 == name) {
        let Some((to, from)) = site.row.get(to).zip(site.row.get(from)) else {
            continue;
        };
        if let (Value::Number(_), Value::Number(from)) = (to.value, from.value)
            && from != "0"
        {
            site.value(kind, &to, &ten_times(from));
        }
    }
    let places = [site.row.get("latitude"), site.row.get("longitude")];
    if let [Some(latitude), Some(longitude)] = places {
        swap(
            site,
            "latitude and longitude swapped",
            &latitude,
            &longitude,
        );
    }
    for column in ["capacity_kg", "capacity_crates"] {
        if let Some(cell) = site.row.get(column) {
            site.value("an overloaded vehicle", &cell, "1");
        }
    }
}
