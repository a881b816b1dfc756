//! Syntax, types and names.

use std::fs;

use super::common::{Copy, finds};

#[test]
fn a_value_that_its_column_does_not_take() {
    let file = "08-orders.json";
    finds(
        file,
        "\"capacity_crates\": 32",
        "\"capacity_crates\": \"many\"",
        "\"many\"",
        "shape/wrong-type",
        &[
            "`capacity_crates` is integer, not a string",
            "help: write a whole number",
        ],
    );
    for (column, old, new) in [
        ("capacity_crates", "32", "32"),
        ("capacity_kg", "600.00", "600.00"),
    ] {
        finds(
            file,
            &format!("\"{column}\": {old}"),
            &format!("\"{column}\": \"{new}\""),
            &format!("\"{new}\""),
            "shape/wrong-type",
            &[&format!("help: write the number without quotes: {new}")],
        );
    }
    finds(
        file,
        "\"capacity_kg\": 600.00",
        "\"capacity_kg\": 600.001",
        "600.001",
        "shape/scale",
        &[
            "`600.001` has more than the 2 decimals",
            "help: write 600.00, or 6000.01 where the point is in a wrong place",
        ],
    );
    // What the column does not take is not proposed.
    for (old, new, hint) in [
        (
            "\"latitude\": 39.473300",
            "39.4733006",
            "help: write 39.473301",
        ),
        (
            "\"longitude\": -0.351900",
            "-0.35190049",
            "help: write -0.351900",
        ),
    ] {
        let (column, _) = old.split_once(' ').unwrap();
        let changed = format!("{column} {new}");
        finds(file, old, &changed, new, "shape/scale", &[hint]);
    }
    finds(
        file,
        "\"next_inspection_on\": \"2025-04-24\"",
        "\"next_inspection_on\": 20250424",
        "20250424",
        "shape/wrong-type",
        &["`next_inspection_on` is date", "help: write a string"],
    );
    finds(
        file,
        "\"plate\": \"6148 MVB\"",
        "\"plate\": null",
        "null",
        "shape/null",
        &["`plate` may not be null"],
    );
}

#[test]
fn a_name_that_is_none_and_the_nearest() {
    let file = "08-orders.json";
    finds(
        file,
        "\"vehicles\": [",
        "\"vehicels\": [",
        "\"vehicels\"",
        "shape/unknown-table",
        &[
            "no service has a table `vehicels`",
            "help: did you mean `vehicles`?",
        ],
    );
    finds(
        file,
        "\"notes\": \"Pedido fijo. Entrar",
        "\"note\": \"Pedido fijo. Entrar",
        "\"note\"",
        "shape/unknown-column",
        &[
            "`customer_orders` has no column `note`",
            "help: did you mean `notes`?",
        ],
    );
    finds(
        "02-inventory.json",
        "\"name\": \"Barra de Benimaclet\"",
        "\"name\": \"Barra de ${session.emial}\"",
        "${session.emial}",
        "shape/session-value",
        &[
            "`${session.emial}` is not a session value",
            "help: did you mean `session.email`?",
        ],
    );
    for (new, mark, hint) in [
        (
            "{session.company}",
            "{session.company}\"",
            "write `${session.company}`: the `$` is missing",
        ),
        (
            "${session.company de Benimaclet",
            "${session.company de",
            "write `${session.company}`: the `}` is missing",
        ),
    ] {
        finds(
            "02-inventory.json",
            "\"name\": \"Barra de Benimaclet\"",
            &format!("\"name\": \"Barra de {new}\""),
            mark,
            "shape/session-value",
            &[hint],
        );
    }
}

#[test]
fn carets_stand_below_what_offends_also_behind_wide_letters() {
    let copy = Copy::of("professional");
    let run = copy.with(
        "08-orders.json",
        "\"name\": \"Furgoneta Citroën ë-Berlingo\",\n      \"kind\": \"van\"",
        "\"name\": \"麺麭 ë\", \"kid\": \"van\", \"kind\": \"van\"",
    );
    let found = run.only();
    let lines: Vec<&str> = found.lines().collect();
    let line = lines
        .iter()
        .position(|line| line.contains("\"kid\""))
        .unwrap();
    let before = |text: &str, mark: &str| {
        let text = &text[..text.find(mark).unwrap()];
        let wide = text.chars().filter(|c| "麺麭".contains(*c)).count();
        text.chars().count() + wide
    };
    assert_eq!(
        before(lines[line], "\"kid\""),
        before(lines[line + 1], "^^^^^"),
        "{found}"
    );
    assert_eq!(lines[line + 1].matches('^').count(), 5, "{found}");
}

#[test]
fn all_files_are_read_to_their_ends() {
    let copy = Copy::of("enterprise");
    copy.change(
        "children/outlet-chamberi.json",
        "\"BASE_TS - 38m\"",
        "\"BASE_TS - m\"",
    );
    copy.change(
        "parent/00-tenant.json",
        "\"area_m2\": 920",
        "\"area_m2\": \"large\"",
    );
    copy.change("parent/05-equipment.json", "{\n", "{,\n");
    copy.change(
        "manifest.json",
        "\"locale\": \"es-ES\"",
        "\"locale\": \"ES\"",
    );
    let run = copy.validate(&[]);
    assert_eq!(
        run.rules(),
        [
            "time/marker",
            "manifest/locale",
            "shape/wrong-type",
            "shape/syntax"
        ],
        "sorted by file: {}",
        run.out
    );
    assert!(run.out.ends_with("Errors: 4\nWarnings: 0\n"), "{}", run.out);
}

#[test]
fn escape_codes_in_seed_data_do_not_reach_the_terminal() {
    let copy = Copy::of("professional");
    let mut text = copy.text("08-orders.json");
    text = text.replacen("\"vehicles\": [", "\"vehi\u{1b}[31mcles\": [", 1);
    fs::write(copy.path("08-orders.json"), text).unwrap();
    let run = copy.validate(&[]);
    assert_eq!(run.status, Some(1));
    assert!(!run.out.contains('\u{1b}'), "{:?}", run.out);
}

#[test]
fn ids_and_instants_in_json_where_none_are_declared() {
    let file = "12-orchestration.json";
    finds(
        file,
        "\"batch_ids\"",
        "\"batchIds\"",
        "\"000f0000-0000-4000-8000-000000000003\", \"000f",
        "shape/json-path",
        &[
            "`summary` holds the id 000f",
            "is a name on the way to it misspelt? Ids stand at `batch_ids[*]`, `purchase_order_ids[*]`",
        ],
    );
    finds(
        file,
        "\"data_until\"",
        "\"data_untill\"",
        "BASE_TS - 10h\", \"subject_ids\"",
        "shape/json-path",
        &[
            "at detail.data_untill: no instant is known to stand here",
            "Here ids stand at `subject_ids[*]`, instants stand at `data_until`",
        ],
    );
    finds(
        file,
        "\"detail\": {\"data_until\": \"BASE_TS - 3h\", \"subject_ids\": [\"00110000-0000-4000-8000-000000000001\", \"00090000-0000-4000-8000-000000000003\"]}",
        "\"detail\": [7]",
        "[7]",
        "shape/json-path",
        &["`[7]` at detail: ids and instants do not stand at its places"],
    );
}

#[test]
fn a_text_that_is_empty_where_one_must_be() {
    finds(
        "08-orders.json",
        "\"plate\": \"6148 MVB\"",
        "\"plate\": \" \"",
        "\" \", \"name\"",
        "shape/empty-text",
        &["`plate` is empty", "write what people shall read there"],
    );
    finds(
        "manifest.json",
        "\"currency\": \"EUR\"",
        "\"currency\": \"\"",
        "\"\",\n",
        "manifest/missing-key",
        &["`currency` is empty", "write a string"],
    );
}

#[test]
fn a_name_that_stands_for_the_only_column_that_lacks() {
    finds(
        "02-inventory.json",
        "\"quantity\": 71, ",
        "\"qty\": 71, ",
        "\"qty\"",
        "shape/unknown-column",
        &[
            "`stock_lots` has no column `qty`",
            "did you mean `quantity`, which this row lacks?",
        ],
    );
}

#[test]
fn what_is_likely_meant_by_what_is_no_json() {
    let file = "02-inventory.json";
    finds(
        file,
        "\"price\": 3.75",
        "\"price\": 3,75",
        "3,75",
        "shape/syntax",
        &["write a point in a number, not a comma: 3.75"],
    );
    finds(
        file,
        "\"price\": 3.75",
        "\"price\": \"3,75\"",
        "\"3,75\"",
        "shape/wrong-type",
        &["write a point, not a comma: 3.75"],
    );
    for mark in ["<<<<<<< HEAD", "||||||| 7f3", "=======", ">>>>>>> theirs"] {
        let products = "  \"products\": [\n";
        finds(
            file,
            products,
            &format!("{products}{mark}\n"),
            mark,
            "shape/syntax",
            &[&format!("`{}` is a mark that git leaves", &mark[..7])],
        );
    }
}
