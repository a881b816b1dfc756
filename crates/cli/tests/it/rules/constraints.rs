//! The tables' own checks, in plain words at the value, and nothing said twice.

use super::{Seeds, place};

/// File, anchor, old and new text; what the finding says, and its hint.
const CHECKS: [(&str, &str, &str, &str, &str, &str); 10] = [
    (
        "08-orders.json",
        "PV-1144",
        "\"status\": \"in_production\"",
        "\"status\": \"in_prodution\"",
        "`status` may not be `in_prodution`",
        "did you mean `in_production`?",
    ),
    (
        "08-orders.json",
        "00160000-0000-4000-8000-000000000006",
        "\"quantity\": 36",
        "\"quantity\": -36",
        "`quantity` is -36",
        "write more than 0",
    ),
    (
        "08-orders.json",
        "CLI-014",
        "\"payment_terms_days\": 30",
        "\"payment_terms_days\": -1",
        "`payment_terms_days` is -1",
        "write 0 or more",
    ),
    (
        "08-orders.json",
        "CLI-014",
        "\"latitude\": 39.473300",
        "\"latitude\": 99.473300",
        "`latitude` is 99.473300",
        "write a number from -90 to 90",
    ),
    (
        "08-orders.json",
        "CLI-014",
        "\"email\": \"cocina@casaramonet.example\"",
        "\"email\": \"casaramonet\"",
        "`email` is `casaramonet`",
        "write an address such as name@example.com",
    ),
    (
        "08-orders.json",
        "vehicles",
        "\"shift_start\": \"05:30\"",
        "\"shift_start\": \"5:30\"",
        "`shift_start` is `5:30`",
        "write `05:30`",
    ),
    (
        "08-orders.json",
        "vehicles",
        "\"shift_start\": \"05:30\"",
        "\"shift_start\": \"morning\"",
        "`shift_start` is `morning`",
        "write it in the form `__:__`, with a character for each `_`",
    ),
    (
        "00-tenant.json",
        "tenants",
        "\"locale\": \"es-ES\"",
        "\"locale\": \"es_ES\"",
        "`locale` is `es_ES`",
        "write `es-ES`",
    ),
    (
        "10-forecasting.json",
        "\"predicted_quantity\": 177.8",
        "\"upper_bound\": 197.4",
        "\"upper_bound\": 177.4",
        "`upper_bound` (177.4) is less than `predicted_quantity` (177.8)",
        "which is wrong? Write 177.8 or more as `upper_bound`, or 177.4 or less as `predicted_quantity`",
    ),
    (
        "10-forecasting.json",
        "\"predicted_quantity\": 177.8",
        "\"lower_bound\": 158.2",
        "\"lower_bound\": 178.2",
        "`predicted_quantity` (177.8) is less than `lower_bound` (178.2)",
        "which is wrong? Write 178.2 or more as `predicted_quantity`, or 177.8 or less as `lower_bound`",
    ),
];

#[test]
fn a_check_is_found_at_its_value_in_plain_words() {
    for (file, anchor, old, new, message, hint) in CHECKS {
        let seeds = Seeds::new("professional");
        let file = format!("professional/{file}");
        let at = seeds.change(&file, anchor, old, new);
        let value = at + new.find(": ").unwrap() + 2;
        let (line, column) = place(&seeds.text(&file), value);
        let report = seeds.validate();
        let [found] = &report.findings[..] else {
            panic!(
                "{new}: not one finding: {:#?} {}",
                report.findings, report.errors
            );
        };
        assert_eq!(found.rule, "constraint/check", "{found:?}");
        assert_eq!((found.line, found.column), (line, column), "{found:?}");
        assert_eq!(
            (found.message.as_str(), found.hint.as_str()),
            (message, hint)
        );
    }
}

#[test]
fn a_value_that_is_wrong_already_is_not_found_again() {
    for (anchor, old, new) in [
        // A line that is no line has no total, and its order's does not add up: one finding.
        (
            "00160000-0000-4000-8000-000000000006",
            "\"line_total\": 47.52",
            "\"line_total\": \"much\"",
        ),
        // A marker with a slip leaves a stop that was never reached.
        (
            "delivery_stops",
            "\"arrived_at\": \"BASE_TS - 8m\"",
            "\"arrived_at\": \"BASE_TS - 8x\"",
        ),
        // Lines of an order that does not exist.
        (
            "00160000-0000-4000-8000-000000000005",
            "\"order_id\": \"00150000-0000-4000-8000-000000000003\"",
            "\"order_id\": \"00150000-0000-4000-8000-000000000009\"",
        ),
    ] {
        let seeds = Seeds::new("professional");
        seeds.change("professional/08-orders.json", anchor, old, new);
        let report = seeds.validate();
        assert_eq!(report.findings.len(), 1, "{new}: {:#?}", report.findings);
        assert!(!report.findings[0].rule.starts_with("business/"));
    }
}

#[test]
fn two_things_wrong_are_both_found() {
    let seeds = Seeds::new("professional");
    seeds.change(
        "professional/08-orders.json",
        "",
        "\"arrived_at\": \"BASE_TS - 8m\"",
        "\"arrived_at\": \"BASE_TS - 8x\"",
    );
    seeds.change(
        "professional/08-orders.json",
        "",
        "\"total\": 74.26",
        "\"total\": 74.27",
    );
    seeds.change(
        "professional/04-recipes.json",
        "",
        "\"bakers_percentage\": 70.00",
        "\"bakers_percentage\": 71.00",
    );
    let report = seeds.validate();
    let rules: Vec<_> = report
        .findings
        .iter()
        .map(|found| found.rule.as_str())
        .collect();
    assert_eq!(
        rules,
        [
            "business/bakers-percentage",
            "business/order-total",
            "time/marker"
        ]
    );
}

#[test]
fn a_warning_takes_no_check_of_the_table_away() {
    let seeds = Seeds::new("professional");
    seeds.write(
        "rules/reserved.sql",
        "-- id: business/reserved\n-- severity: warning\n-- title: What is reserved is there\n-- why: It is sold twice.\n\
         -- wrong: more than there is\n-- right: no more\n-- at: stock_lots.reserved_quantity\n\n\
         select tenant_id, id, 'too much' as message, 'less' as hint from stock_lots where reserved_quantity > quantity\n",
    );
    let file = "professional/02-inventory.json";
    seeds.change(
        file,
        "MLA-241210-07",
        "\"quantity\": 325",
        "\"quantity\": 3",
    );
    let report = seeds.validate();
    let rules = report.findings.iter().map(|found| found.rule.as_str());
    let rules: Vec<_> = rules.collect();
    assert!(
        rules.contains(&"business/reserved"),
        "{rules:?} {}",
        report.errors
    );
    assert!(rules.contains(&"constraint/check"), "{rules:?}");
}
