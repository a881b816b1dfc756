//! References inside a database, across services, and between parent and outlets.

use std::fs;

use super::common::{Copy, finds, finds_in, once};

const CHAMBERI: &str = "children/outlet-chamberi.json";

#[test]
fn an_id_that_no_row_has_and_the_nearest() {
    // A foreign key of the schema.
    finds(
        "08-orders.json",
        "\"vehicle_id\": \"00170000-0000-4000-8000-000000000001\"",
        "\"vehicle_id\": \"00170000-0000-4000-8000-000000000007\"",
        "\"00170000-0000-4000-8000-000000000007\"",
        "reference/missing",
        &[
            "no row of `vehicles` has the id 00170000-0000-4000-8000-000000000007",
            "help: did you mean `00170000-0000-4000-8000-000000000001` (6148 MVB, Furgoneta",
            "; or is the id mistyped at seed-data/professional/08-orders.json:54? Nothing names `00170000-0000-4000-8000-000000000001` (",
        ],
    );
    // One that service.toml declares.
    finds(
        "08-orders.json",
        "\"driver_user_id\": \"00040000-0000-4000-8000-000000000004\"",
        "\"driver_user_id\": \"00170000-0000-4000-8000-000000000001\"",
        "\"00170000-0000-4000-8000-000000000001\",\n      \"status\"",
        "reference/missing",
        &["names a row of `users`, and 00170000-0000-4000-8000-000000000001 is one of `vehicles`"],
    );
}

#[test]
fn an_outlet_names_its_own_rows_and_its_parents() {
    let own = "\"location_id\": \"00020011-0000-4000-8000-000000000001\",\n      \"quantity\": 9";
    // The parent's.
    let copy = Copy::of("enterprise");
    copy.change(CHAMBERI, own, &own.replace("00020011", "00020000"));
    let run = copy.validate(&[]);
    assert!(!run.out.contains("reference/"), "{}", run.out);
    // Another outlet's.
    finds_in(
        "enterprise",
        CHAMBERI,
        (own, &own.replace("00020011", "00020012")),
        "\"00020012-0000-4000-8000-000000000001\"",
        "reference/other-tenant",
        &[
            "is a row of another tenant, at seed-data/enterprise/children/outlet-chamartin.json:",
            "an outlet's row names its own rows and its parent's",
            "did you mean `00020011-0000-4000-8000-000000000001` (TDA-CHB, Tienda Chamber",
        ],
    );
}

#[test]
fn a_parent_names_its_own_rows_alone() {
    for (file, old, new) in [
        (
            "parent/09-sales.json",
            "\"location_id\": \"00020000-0000-4000-8000-000000000001\"",
            "\"location_id\": \"00020011-0000-4000-8000-000000000001\"",
        ),
        (
            "distribution/routes.json",
            "\"driver_user_id\": \"00040000-0000-4000-8000-000000000005\"",
            "\"driver_user_id\": \"00040011-0000-4000-8000-000000000001\"",
        ),
    ] {
        let mark = new.split_once(": ").unwrap().1;
        finds_in(
            "enterprise",
            file,
            (old, new),
            mark,
            "reference/other-tenant",
            &[
                "is a row of another tenant, at seed-data/enterprise/children/outlet-chamberi.json:",
                "a parent's row names its own rows, and none of an outlet",
            ],
        );
    }
}

#[test]
fn a_foreign_key_stays_inside_its_tenant() {
    finds_in(
        "enterprise",
        CHAMBERI,
        (
            "\"role_id\": \"00050011-0000-4000-8000-000000000001\"",
            "\"role_id\": \"00050000-0000-4000-8000-000000000001\"",
        ),
        "\"00050000-0000-4000-8000-000000000001\"",
        "reference/other-tenant",
        &[
            "inside a database, an outlet's row names its own rows alone",
            "did you mean `00050011-0000-4000-8000-000000000001` (shop_manager)?",
        ],
    );
}

#[test]
fn an_id_inside_json() {
    finds(
        "12-orchestration.json",
        "\"purchase_order_ids\": [\"00110000-0000-4000-8000-000000000001\"",
        "\"purchase_order_ids\": [\"00110000-0000-4000-8000-000000000041\"",
        "\"00110000-0000-4000-8000-000000000041\"",
        "reference/json",
        &["`summary` names 00110000-0000-4000-8000-000000000041, which is no row's id"],
    );
}

#[test]
fn a_number_that_a_text_names() {
    // One that is misspelt, and one that a row no longer has.
    once(
        "professional",
        &[[
            "12-orchestration.json",
            "cruasanes P-2120",
            "cruasanes P-2102",
        ]],
        "reference/text",
        &[
            "12-orchestration.json:33:36: ",
            "the text names P-2102, which no row of `production_batches` has\n",
            "is `P-2120` meant, at seed-data/professional/06-production.json:24? Which is right? Write here the number of a row that is there, or P-2102 there",
        ],
    );
    once(
        "professional",
        &[["06-production.json", "\"P-2120\"", "\"P-2129\""]],
        "reference/text",
        &[
            "06-production.json:24:69: ",
            "no row of `production_batches` has the number P-2120, which texts name: seed-data/professional/12-orchestration.json:33, ",
            " and 1 more\n",
            "is this number wrong? Write `P-2120` here, or `P-2129` there",
        ],
    );
}

#[test]
fn numbers_that_need_not_be_there() {
    // Of last week, though lots have numbers of the kind too; of a supplier; and a name.
    for text in [
        "cruasanes como la P-2098",
        "cruasanes P-2108",
        "cruasanes, pedido X-1234 de T-55",
    ] {
        let copy = Copy::of("professional");
        let run = copy.with("12-orchestration.json", "cruasanes P-2120", text);
        assert_eq!(run.status, Some(0), "{text}: {}", run.out);
        assert!(run.findings().is_empty(), "{text}: {}", run.out);
    }
    // Of tomorrow there is none, two digits changed places, and three are three.
    let copy = Copy::of("professional");
    copy.change(
        "12-orchestration.json",
        "cruasanes P-2120",
        "cruasanes P-2122",
    );
    copy.change("08-orders.json", "la tanda P-2120", "la tanda P-2112");
    copy.change("12-orchestration.json", "pedido PC-0087", "pedido PC-0078");
    let run = copy.validate(&["--strict"]);
    assert_eq!(run.rules(), ["reference/text"; 3], "{}", run.out);
}

#[test]
fn what_is_unique_in_a_tenant() {
    finds(
        "08-orders.json",
        "\"code\": \"CLI-021\"",
        "\"code\": \"CLI-014\" ",
        "\"CLI-014\" ",
        "constraint/unique",
        &[
            "another row of `customers` has the same `code`, at seed-data/professional/08-orders.json:3",
        ],
    );
}

#[test]
fn an_id_in_json_an_alert_or_an_edge_case_is_named() {
    const QUALITY: &str = "11-quality.json";
    const ORCHESTRATION: &str = "12-orchestration.json";
    const MANIFEST: &str = "manifest.json";
    let id = |number: u32| format!("000f0000-0000-4000-8000-0000000000{number:02}");
    // A batch, and whether what names it stands in JSON, an alert and an edge case.
    for (number, [json, alert, edge]) in [
        (1, [false, false, false]),
        (5, [true, false, false]),
        (4, [false, true, false]),
        (5, [false, false, true]),
    ] {
        let copy = Copy::of("professional");
        let rename = |file: &str, is_it: &dyn Fn(&str) -> bool| {
            let text = copy.text(file);
            let lines = text.split_inclusive('\n').map(|line| {
                if is_it(line) {
                    line.replace(&id(number), &id(3))
                } else {
                    line.to_owned()
                }
            });
            fs::write(copy.path(file), lines.collect::<String>()).unwrap();
        };
        let is_alert = |line: &str| line.contains("\"subject_id\"");
        if !json {
            rename(ORCHESTRATION, &|line| !is_alert(line));
        }
        if !alert {
            rename(ORCHESTRATION, &is_alert);
        }
        if !edge {
            rename(MANIFEST, &|_| true);
        }
        let is_none = ![json, alert, edge].contains(&true);
        let slip = format!("\"batch_id\": \"{}\"", id(80 + number));
        let run = copy.with(QUALITY, &format!("\"batch_id\": \"{}\"", id(2)), &slip);
        let missing = run.findings().into_iter();
        let mut missing = missing.filter(|found| found.contains("error[reference/missing]"));
        let found = missing.next().unwrap_or_else(|| panic!("{}", run.out));
        assert!(
            found.contains(&format!("did you mean `{}`", id(number))),
            "{found}"
        );
        assert_eq!(
            found.contains("Nothing names"),
            is_none,
            "{number} {json} {alert} {edge}: {found}"
        );
    }
}
