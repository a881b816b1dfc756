//! Markers, dates, windows, ranges and edge cases.

use super::common::{Copy, finds};

const FILE: &str = "08-orders.json";
const LAST_ORDER: &str = "\"last_order_date\": \"BASE_TS - 9h\"";

#[test]
fn a_marker_or_date_that_cannot_be_read() {
    finds(
        FILE,
        LAST_ORDER,
        "\"last_order_date\": \"BASE_TS - 9x\"",
        "x\",\n",
        "time/marker",
        &[
            "`BASE_TS - 9x`: a unit, one of w d h m s, expected at character 12",
            "BASE_TS + 2h30m",
        ],
    );
    finds(
        FILE,
        LAST_ORDER,
        "\"last_order_date\": \"2025-01-14\"",
        "\"2025-01-14\"",
        "time/instant",
        &["`2025-01-14` is not an instant", "BASE_TS - 4h"],
    );
    finds(
        FILE,
        "\"next_inspection_on\": \"2025-04-24\"",
        "\"next_inspection_on\": \"2025-04-31\"",
        "\"2025-04-31\"",
        "time/date",
        &["`2025-04-31` is not a date"],
    );
}

#[test]
fn a_date_that_lies_too_far_away() {
    finds(
        FILE,
        "\"next_inspection_on\": \"2025-04-24\"",
        "\"next_inspection_on\": \"2035-04-24\"",
        "\"2035-04-24\"",
        "time/window",
        &[
            "`next_inspection_on` lies 3751 d after the session, and the manifest allows 400 d after",
            "write a date from 2025-01-15 to 2026-02-19: this is the column's window, by seed-data/professional/manifest.json:",
        ],
    );
    // What lies in a column's own window may still be too far for another column.
    finds(
        "03-suppliers.json",
        "\"valid_from\": \"2025-01-02\"",
        "\"valid_from\": \"2024-01-02\"",
        "\"2024-01-02\"",
        "time/window",
        &["lies 379 d before the session, and the manifest allows 31 d before"],
    );
}

#[test]
fn dates_the_wrong_way_round() {
    finds(
        FILE,
        "\"planned_end_at\": \"BASE_TS + 27m\"",
        "\"planned_end_at\": \"BASE_TS - 27m\"",
        "\"BASE_TS - 27m\"",
        "time/range",
        &[
            "`planned_start_at` (BASE_TS - 16m) is not before `planned_end_at` (BASE_TS - 27m)",
            "do they stand the wrong way round, or is one of them wrong? `planned_start_at` must come before `planned_end_at`",
        ],
    );
    // What lies outside its window is found as that alone.
    finds(
        "05-equipment.json",
        "\"next_maintenance_at\": \"2025-02-17T15:00:00Z\"",
        "\"next_maintenance_at\": \"2024-02-17T15:00:00Z\"",
        "\"2024-02-17T15:00:00Z\"",
        "time/window",
        &[
            "and the manifest allows nothing before it",
            "write an instant from 2025-01-15T06:00:00Z to 2025-05-15T06:00:00Z",
        ],
    );
}

#[test]
fn an_order_that_holds_on_some_weekdays_alone() {
    // Six days before the session, which rolls off a weekend; the marker does not.
    let copy = Copy::of("enterprise");
    let run = copy.with(
        "parent/07-procurement.json",
        "\"expected_delivery_at\": \"BASE_TS - 4h\"",
        "\"expected_delivery_at\": \"BASE_TS - 5d\"",
    );
    let found = run.findings();
    let range = found.iter().find(|block| block.contains("time/range"));
    let range = range.unwrap_or_else(|| panic!("{}", run.out));
    assert!(range.contains(" in a session on a "), "{range}");
    assert!(
        range.contains("`ordered_at` must not come after `expected_delivery_at`"),
        "{range}"
    );
}

#[test]
fn an_edge_case_that_is_not_one() {
    finds(
        FILE,
        "\"requested_delivery_date\": \"BASE_TS + 2h30m\"",
        "\"requested_delivery_date\": \"BASE_TS + 2h31m\"",
        "\"BASE_TS + 2h31m\"",
        "time/edge-case",
        &[
            "the edge case `delivery_soon` of the manifest",
            "help: write `BASE_TS + 2h30m`",
        ],
    );
}
