//! One slip that reaches many rows, or that is two things at once, is one finding.

use std::fs;

use super::common::{Copy, Run, finds, finds_in, validate};
use crate::copies::{copy_folder, shipped};

const ORDERS: &str = "08-orders.json";
const MANIFEST: &str = "manifest.json";

/// The text of a file from where one begins to where the other ends.
fn between(text: &str, begin: &str, end: &str) -> String {
    let begin = text.find(begin).unwrap();
    let end = begin + text[begin..].find(end).unwrap() + end.len();
    text[begin..end].to_owned()
}

/// The one finding, of this rule and with these words.
#[track_caller]
fn only(run: &Run, rule: &str, words: &[&str]) {
    let found = run.only();
    assert!(found.contains(&format!("error[{rule}]: ")), "{found}");
    for word in words {
        assert!(found.contains(word), "`{word}` is not in:\n{found}");
    }
}

#[test]
fn a_row_that_is_pasted_twice() {
    let copy = Copy::of("professional");
    let text = copy.text(ORDERS);
    let begin = "    { \"id\": \"00160000-0000-4000-8000-000000000004\"";
    let row = between(&text, begin, " },\n");
    let run = copy.with(ORDERS, &row, &format!("{row}{row}"));
    let words = "this row is a copy of the row of `customer_order_lines` at seed-data/professional/08-orders.json:43";
    let hint = "delete it, or write a new id and another `line_number` in it";
    only(&run, "uuid/duplicate", &[words, hint]);
    // With an id of its own the key is what they have in common.
    let own = row.replace("000000000004\", \"order_id", "000000000044\", \"order_id");
    let copy = Copy::of("professional");
    let run = copy.with(ORDERS, &row, &format!("{row}{own}"));
    let words = "this row is, but for its id, a copy of the row of `customer_order_lines` at seed-data/professional/08-orders.json:43";
    let rules = run.rules();
    assert_eq!(
        rules
            .iter()
            .filter(|rule| **rule == "constraint/unique")
            .count(),
        1,
        "{}",
        run.out
    );
    assert!(run.out.contains(words), "{}", run.out);
}

#[test]
fn a_deleted_row_that_json_names_too() {
    let copy = Copy::of("professional");
    let text = copy.text("02-inventory.json");
    let begin = "    { \"id\": \"00080000-0000-4000-8000-000000000002\"";
    let row = between(&text, begin, " },\n");
    let run = copy.with("02-inventory.json", &row, "");
    let of = |rule: &str| run.rules().iter().filter(|one| **one == rule).count();
    assert_eq!(
        (of("reference/missing"), of("reference/json")),
        (1, 0),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("no row of `products` has the id 00080000-0000-4000-8000-000000000002, and 192 places name it"),
        "{}",
        run.out
    );
}

#[test]
fn a_window_that_is_no_amount() {
    finds(
        MANIFEST,
        "\"supplier_prices.valid_from\": { \"past\": \"31d\"",
        "\"supplier_prices.valid_from\": { \"past\": \"31\"",
        "\"31\"",
        "manifest/window",
        &["`31` is not an amount of time"],
    );
    finds(
        MANIFEST,
        "\"supplier_prices.valid_from\": { \"past\": \"31d\", ",
        "\"supplier_prices.valid_from\": { ",
        "{ \"future\": \"0d\" },\n      \"supplier_prices.valid_until\"",
        "manifest/missing-key",
        &["the manifest lacks `offset_window.columns.supplier_prices.valid_from.past`"],
    );
}

#[test]
fn a_name_of_the_manifest_whose_value_rows_hold() {
    finds(
        MANIFEST,
        "\"subscription_tier\"",
        "\"subscription_teir\"",
        "\"subscription_teir\"",
        "manifest/unknown-key",
        &["did you mean `subscription_tier`?"],
    );
}

#[test]
fn an_id_prefix_under_another_name() {
    finds(
        MANIFEST,
        "\"vehicles\": \"0017\"",
        "\"vans\": \"0017\"",
        "\"0017\"",
        "manifest/id-prefix",
        &["no service has a table `vans`", "did you mean `vehicles`?"],
    );
}

#[test]
fn a_file_that_was_moved() {
    let copy = Copy::of("enterprise");
    fs::rename(
        copy.path("distribution/fleet.json"),
        copy.path("fleet.json"),
    )
    .unwrap();
    let run = copy.validate(&[]);
    let words = [
        "the manifest lists `distribution/fleet.json`, which is not there",
        "was it moved? It lies at `fleet.json`: put it back into its folder, or write that path here",
    ];
    only(&run, "shape/missing-file", &words);
    assert!(
        run.only()
            .starts_with(&copy.place(MANIFEST, "\"distribution/fleet.json\""))
    );
}

#[test]
fn an_outlet_that_lies_among_its_parents_files() {
    let copy = Copy::of("enterprise");
    let (old, new) = (
        "children/outlet-chamberi.json",
        "parent/outlet-chamberi.json",
    );
    fs::rename(copy.path(old), copy.path(new)).unwrap();
    let run = copy.with(MANIFEST, old, new);
    let words = [
        "this is the row of an outlet, and its file lies in `parent/`",
        "move the file to `children/outlet-chamberi.json`, and write that path in `files` of manifest.json",
    ];
    only(&run, "shape/outlet", &words);
    assert!(
        run.only().starts_with(&copy.place(new, "\"outlet\"")),
        "{}",
        run.out
    );
}

#[test]
fn a_column_that_all_rows_call_otherwise() {
    let copy = Copy::of("professional");
    let mut rows = 0;
    for file in ["09-sales.json", "history/sales.json"] {
        let text = copy.text(file);
        rows += text.matches("\"quantity\": ").count();
        copy.write(file, text.replace("\"quantity\": ", "\"quantiy\": "));
    }
    let run = copy.validate(&[]);
    let words = format!(
        "`sales` has no column `quantiy`, here and in {} more rows",
        rows - 1
    );
    only(
        &run,
        "shape/unknown-column",
        &[&words, "did you mean `quantity`?"],
    );
    assert!(run.out.contains("Errors: 1\n"), "{}", run.out);
}

#[test]
fn a_column_that_all_rows_lack() {
    let copy = Copy::of("professional");
    let mut text = copy.text("03-suppliers.json");
    for value in ["25", "10", "6", "0.5"] {
        text = text.replace(&format!(" \"package_quantity\": {value},"), "");
    }
    copy.write("03-suppliers.json", text);
    let run = copy.validate(&[]);
    only(
        &run,
        "shape/missing-column",
        &[
            "this row lacks `package_quantity`, which may not be null, as do 6 more of the 7 rows of `supplier_prices`",
        ],
    );
}

/// With a migration of a service changed.
fn with_migration(service: &str, old: &str, new: &str) -> Run {
    let copy = Copy::of("professional");
    let folder = copy.root().join("mine").join(service);
    let services = shipped().join("../services");
    copy_folder(&services.join(service), &folder);
    let file = folder.join("migrations/0001_init.sql");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{old}");
    fs::write(file, text.replacen(old, new, 1)).unwrap();
    let args = ["--profile", "professional", "--services-dir", "mine"];
    validate(&args, copy.root())
}

#[test]
fn a_type_that_its_values_contradict() {
    let cost = "unit_cost         NUMERIC(10,4)";
    for (new, rule, words) in [
        (
            "INTEGER",
            "shape/wrong-type",
            "`unit_cost` is integer, not that number",
        ),
        ("NUMERIC(10,0)", "shape/scale", " decimals of `unit_cost`"),
        (
            "UUID",
            "shape/wrong-type",
            "`unit_cost` is uuid, not that number",
        ),
    ] {
        let new = format!("unit_cost         {new}");
        let run = with_migration("inventory", cost, &new);
        let more = ", here and in 7 more of the 8 values of `ingredients.unit_cost`";
        let hint = "which is right? The column's type at mine/inventory/migrations/0001_init.sql:11, or these values: ";
        only(&run, rule, &[words, more, hint]);
    }
}

#[test]
fn an_outlets_row_among_its_parents() {
    finds_in(
        "enterprise",
        "parent/00-tenant.json",
        (
            "{ \"kind\": \"parent\"",
            "{ \"tenant_id\": \"00010000-0000-4000-8000-000000000001\", \"kind\": \"parent\"",
        ),
        "\"tenant_id\"",
        "shape/tenant-column",
        &["`tenant_id` is filled by the engine", "remove it"],
    );
}
