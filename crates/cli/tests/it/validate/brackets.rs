//! Brackets that are missing, or that stand there once too often: what is open, and since where.

use super::common::Copy;

/// A change of one line of a file of the professional profile is found once, at a line and column
/// of the changed file, with this hint.
#[track_caller]
fn hints(file: &str, line: usize, (old, new): (&str, &str), place: &str, hint: &str) {
    let copy = Copy::of("professional");
    let mut lines: Vec<String> = copy.text(file).lines().map(str::to_owned).collect();
    let changed = &mut lines[line - 1];
    assert!(changed.contains(old), "`{old}` is not in `{changed}`");
    *changed = changed.replacen(old, new, 1);
    copy.write(file, lines.join("\n"));
    let run = copy.validate(&[]);
    let found = run.only();
    let place = format!("seed-data/professional/{file}:{place}: error[shape/syntax]: ");
    assert!(found.starts_with(&place), "not at {place}: {found}");
    assert!(found.ends_with(&format!("= help: {hint}")), "{found}");
}

#[test]
fn a_list_that_is_not_closed() {
    let list = "the list `sales`, opened at line 2, is not closed: write its `]` before this";
    hints("09-sales.json", 21, ("]", ""), "22:1", list);
    // Before another list, with its comma and without.
    let list = "the list `customers`, opened at line 2, is not closed: write its `]` before this";
    hints("08-orders.json", 15, ("]", ""), "16:3", list);
    let list = "the list `customers`, opened at line 2, is not closed: write `],` before this";
    hints("08-orders.json", 15, ("],", ""), "16:3", list);
    // Inside a row.
    let list = "the list `allergens`, opened at line 38, is not closed: write its `]` before this";
    let change = ("[\"gluten\"]", "[\"gluten\"");
    hints("02-inventory.json", 38, change, "38:31", list);
}

#[test]
fn a_row_that_is_not_closed() {
    let row = "the row that begins at 39:5 is not closed: write its `}` before the comma";
    hints("03-suppliers.json", 42, ("true },", "true ,"), "42:54", row);
    let row = "the row that begins at 47:5 is not closed: write its `}` before this";
    hints("03-suppliers.json", 50, ("true }", "true"), "51:3", row);
}

#[test]
fn a_row_that_is_not_opened() {
    let row = "the row is not opened: write its `{` before this";
    hints("03-suppliers.json", 39, ("{ \"id\"", "\"id\""), "39:5", row);
}

#[test]
fn a_bracket_too_many() {
    let bracket = "this `}` closes nothing: remove it";
    hints(
        "03-suppliers.json",
        42,
        ("true },", "true }},"),
        "42:55",
        bracket,
    );
    let bracket = "the list is closed at line 42, before this row: remove that `]`";
    hints(
        "03-suppliers.json",
        42,
        ("true },", "true }],"),
        "43:5",
        bracket,
    );
}
