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

#[test]
fn a_rule_of_day_zero_is_asked_of_no_other_day() {
    let rule = "\
-- id: business/never-tuesday
-- severity: error
-- title: No session is made on a Tuesday
-- why: One shows the other days.
-- wrong: Tuesday
-- right: Wednesday
-- at: tenants.name

select tenant_id, format('today is %s', today()) as message
from tenants
where strftime('%w', today()) = '2'
";
    let seeds = Seeds::new("professional");
    seeds.write("rules/tuesday.sql", rule);
    let found = seeds.validate().findings;
    assert_eq!(found.len(), 1);
    let message = "today is 2026-12-29, in a session made on Tuesday 2026-12-29 at 10:00";
    assert_eq!(found[0].message, message);
    let at = "-- at: tenants.name\n";
    let rule = rule.replace(at, &format!("{at}-- day: zero\n"));
    seeds.write("rules/tuesday.sql", &rule);
    assert_eq!(seeds.validate().findings.len(), 0);
}
