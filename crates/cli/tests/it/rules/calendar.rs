//! What holds on day zero and not on another day of the week.

use std::path::Path;

use super::Seeds;
use crate::copies::copy_folder;

#[test]
fn a_weekday_that_breaks_a_rule_is_named() {
    // Ordered yesterday: in a session of a Sunday that is a Saturday, which rolls to Monday.
    let seeds = Seeds::new("enterprise");
    let file = "enterprise/parent/07-procurement.json";
    seeds.change(
        file,
        "PC-0232",
        "\"ordered_at\": \"BASE_TS - 2h58m50s\"",
        "\"ordered_at\": \"2025-01-14T10:20:00Z\"",
    );
    let report = seeds.validate();
    let found = report
        .findings
        .iter()
        .find(|found| found.rule == "business/purchase-status");
    let found = found.unwrap_or_else(|| panic!("{:#?}", report.findings));
    assert_eq!(
        found.message,
        "PC-0232: it is ordered in the future, in a session made on Sunday 2024-03-31 at 01:00"
    );
    assert_eq!(found.length, 22, "the whole value");
}

#[test]
fn a_check_of_the_table_that_a_weekday_breaks_is_found_too() {
    // The ISO value rolls off the weekend, the marker does not. Without a declared range it is
    // the table's own check that would refuse the clone.
    let mut seeds = Seeds::new("professional");
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../services/procurement");
    copy_folder(&service, &seeds.path("services/procurement"));
    let ranges = "purchase_orders = [\"ordered_at <= expected_delivery_at\"]";
    seeds.change("services/procurement/service.toml", "", ranges, "");
    seeds.services = Some(seeds.path("services"));
    let (old, new) = ("\"BASE_TS - 1d16h\"", "\"2025-01-14T14:00:00Z\"");
    seeds.change("professional/07-procurement.json", "", old, new);
    let report = seeds.validate();
    let found = report
        .findings
        .iter()
        .find(|found| found.rule == "constraint/check");
    let found = found.unwrap_or_else(|| panic!("{:#?}", report.findings));
    assert!(
        found.message.contains("expected_delivery_at >= ordered_at"),
        "{found:?}"
    );
    assert!(
        found.message.contains("in a session made on Sunday"),
        "{found:?}"
    );
}
