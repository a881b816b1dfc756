//! One fault is found once: what only follows from it is left out.

use std::fs;

use super::common::Copy;

/// The rules that a change of one file breaks.
#[track_caller]
fn only(profile: &'static str, file: &str, old: &str, new: &str, rules: &[&str]) {
    let copy = Copy::of(profile);
    let run = copy.with(file, old, new);
    assert_eq!(run.rules(), rules, "{}", run.out);
}

#[test]
fn rows_that_are_named_by_others() {
    // Two orders, lines and stops name them.
    let customer = "\"id\": \"00140000-0000-4000-8000-000000000002\"";
    for (new, rule) in [
        (
            "\"id\": \"00140000-0000-4000-8000-00000000000z\"",
            "uuid/invalid",
        ),
        (
            "\"id\": \"00990000-0000-4000-8000-000000000002\"",
            "uuid/prefix",
        ),
        (
            "\"id\": \"6fa459ea-ee8a-11ec-8d97-0800200c9a66\"",
            "uuid/version",
        ),
        ("\"id\": 7", "shape/wrong-type"),
        ("\"id\": null", "shape/null"),
        (
            "\"idd\": \"00140000-0000-4000-8000-000000000002\"",
            "shape/unknown-column",
        ),
    ] {
        only("professional", "08-orders.json", customer, new, &[rule]);
    }
    let batch = "\"id\": \"000f0000-0000-4000-8000-000000000004\"";
    let new = batch.replace("000f", "000e");
    only(
        "professional",
        "06-production.json",
        batch,
        &new,
        &["uuid/prefix"],
    );
}

#[test]
fn tables_that_are_named_by_others() {
    for (old, new, rule) in [
        ("\"customers\": [", "\"customrs\": [", "shape/unknown-table"),
        ("\"customers\": [", "\"customers\" [", "shape/syntax"),
        ("\"vehicles\": [", "\"vehicles\": [7, ", "shape/wrong-type"),
    ] {
        only("professional", "08-orders.json", old, new, &[rule]);
    }
    // An alert is about a lot, and names it in a JSON column too.
    only(
        "professional",
        "02-inventory.json",
        "\"stock_lots\": [",
        "\"stock_lot\": [",
        &["shape/unknown-table"],
    );
}

#[test]
fn files_that_are_named_by_others() {
    for (profile, file) in [
        ("professional", "02-inventory.json"),
        ("professional", "08-orders.json"),
        ("professional", "00-tenant.json"),
        ("professional", "01-users.json"),
        ("enterprise", "children/outlet-chamberi.json"),
        ("enterprise", "parent/06-production.json"),
        ("enterprise", "distribution/fleet.json"),
    ] {
        let copy = Copy::of(profile);
        fs::remove_file(copy.path(file)).unwrap();
        let run = copy.validate(&[]);
        assert_eq!(run.rules(), ["shape/missing-file"], "{file}: {}", run.out);

        let copy = Copy::of(profile);
        fs::write(copy.path(file), b"{\"tenants\": [\xFF").unwrap();
        let run = copy.validate(&[]);
        assert_eq!(run.rules(), ["shape/encoding"], "{file}: {}", run.out);
    }
}

#[test]
fn two_faults_are_two_findings() {
    // A customer with a wrong prefix excuses those who name it, and nobody else.
    let copy = Copy::of("professional");
    copy.change(
        "08-orders.json",
        "\"id\": \"00140000-0000-4000-8000-000000000002\"",
        "\"id\": \"00990000-0000-4000-8000-000000000002\"",
    );
    copy.change(
        "08-orders.json",
        "\"order_number\": \"PV-1142\",\n      \"customer_id\": \"00140000-0000-4000-8000-000000000001\"",
        "\"order_number\": \"PV-1142\",\n      \"customer_id\": \"00140000-0000-4000-8000-000000000055\"",
    );
    let run = copy.validate(&[]);
    let engine: Vec<&str> = run
        .rules()
        .into_iter()
        .filter(|rule| !rule.starts_with("business/"))
        .collect();
    assert_eq!(engine, ["uuid/prefix", "reference/missing"], "{}", run.out);
}

/// The enterprise's distribution has rows of tables of which the parent has others.
#[test]
fn files_of_which_nothing_was_read() {
    const FILE: &str = "distribution/orders.json";
    let found = |change: fn(&Copy), rule: &str, hint: &str| {
        let copy = Copy::of("enterprise");
        change(&copy);
        let run = copy.validate(&[]);
        assert_eq!(run.rules(), [rule], "{}", run.out);
        assert!(run.out.contains(hint), "{}", run.out);
    };
    found(
        |copy| copy.write(FILE, format!("\u{feff}{}", copy.text(FILE))),
        "shape/encoding",
        "save it as UTF-8 without a BOM",
    );
    found(
        |copy| fs::remove_file(copy.path(FILE)).unwrap(),
        "shape/missing-file",
        "put it back, or take it out of `files`",
    );
    found(
        |copy| {
            copy.change_manifest(|manifest| {
                let files = manifest["files"].as_array_mut().unwrap();
                files.retain(|file| file != FILE);
            });
        },
        "shape/unlisted-file",
        "add it to `files` of manifest.json",
    );
}

#[test]
fn files_in_which_no_row_stands() {
    for (profile, file, text, hint) in [
        (
            "enterprise",
            "distribution/orders.json",
            "{}",
            "put its rows back, or take it out of `files` of manifest.json",
        ),
        (
            "enterprise",
            "children/outlet-chamberi.json",
            "{ \"tenants\": [], \"users\": [] }",
            "put its rows back",
        ),
        (
            "enterprise",
            "distribution/routes.json",
            "{}",
            "let `demo-session generate routes --profile enterprise` write it, put its rows back",
        ),
        (
            "professional",
            "history/sales.json",
            "{ \"sales\": [] }",
            "let `demo-session generate history --profile professional` write it",
        ),
        ("professional", "00-tenant.json", "{}", "put its rows back"),
        (
            "professional",
            "02-inventory.json",
            "{}",
            "put its rows back",
        ),
    ] {
        let copy = Copy::of(profile);
        copy.write(file, text);
        let run = copy.validate(&[]);
        assert_eq!(run.rules(), ["shape/empty-file"], "{file}: {}", run.out);
        assert!(run.out.contains(hint), "{file}: {}", run.out);
    }
}

#[test]
fn dates_and_limits_the_wrong_way_round() {
    let procurement = "parent/07-procurement.json";
    let [ordered, expected] = ["2025-01-08T09:15:00Z", "2025-01-13T05:45:00Z"];
    let dates = |first, second| {
        format!("\"ordered_at\": \"{first}\", \"expected_delivery_at\": \"{second}\"")
    };
    only(
        "enterprise",
        procurement,
        &dates(ordered, expected),
        &dates(expected, ordered),
        &["time/range"],
    );
    // Before it was made, and before it came.
    only(
        "professional",
        "02-inventory.json",
        "\"BASE_TS + 3d20h28m\"",
        "\"BASE_TS - 3d20h28m\"",
        &["time/range"],
    );
    only(
        "professional",
        "08-orders.json",
        "\"shift_end\": \"14:00\"",
        "\"shift_end\": \"04:00\"",
        &["constraint/check"],
    );
    let copy = Copy::of("professional");
    let run = copy.with(
        "11-quality.json",
        "\"lower_limit\": 240.00, \"upper_limit\": 262.00",
        "\"lower_limit\": 262.00, \"upper_limit\": 240.00",
    );
    let found = run.only();
    for words in [
        "[constraint/check]: `upper_limit` (240.00) is less than `lower_limit` (262.00)",
        "which is wrong? Write 262.00 or more as `upper_limit`, or 240.00 or less as `lower_limit`",
    ] {
        assert!(found.contains(words), "`{words}` is not in:\n{found}");
    }
}

#[test]
fn a_stop_that_is_off_puts_no_other_off() {
    let copy = Copy::of("enterprise");
    let planned = "\"planned_arrival_at\": \"BASE_TS + 2h34m\"";
    let run = copy.with(
        "distribution/routes.json",
        planned,
        &planned.replace("2h34m", "3h14m"),
    );
    assert!(run.only().contains("[routes/window]"), "{}", run.out);
    // Two orders that are swapped: neither their loads nor what became of them.
    let copy = Copy::of("professional");
    let text = copy.text("08-orders.json");
    let order = |last: char| {
        format!("\"order_id\": \"00150000-0000-4000-8000-00000000000{last}\",\n      \"latitude\"")
    };
    let text = text.replace(&order('1'), &order('x'));
    let text = text.replace(&order('2'), &order('1'));
    copy.write("08-orders.json", text.replace(&order('x'), &order('2')));
    let run = copy.validate(&["--strict"]);
    let found = run.only();
    for words in [
        "[routes/place]: PV-1143 is the order of the customer at the stop of ",
        "which has this one's",
        "the two orders are swapped: write each at the other stop",
    ] {
        assert!(found.contains(words), "`{words}` is not in:\n{found}");
    }
}

#[test]
fn what_a_cost_or_a_lot_of_butter_would_mean() {
    let file = "02-inventory.json";
    let cost = "\"unit_cost\": 0.68, \"vat_rate\"";
    let copy = Copy::of("professional");
    copy.change(file, cost, &cost.replace("0.68", "6.80"));
    let run = copy.validate(&["--strict"]);
    let words = "warning[business/ingredient-cost]: ";
    assert!(run.only().contains(words), "{}", run.out);
    let copy = Copy::of("professional");
    copy.change(file, "\"quantity\": 1.2, ", "\"quantity\": 1200, ");
    let run = copy.validate(&["--strict"]);
    let words = "warning[business/lot-quantity]: 1200 kg of Mantequilla";
    assert!(run.only().contains(words), "{}", run.out);
}
