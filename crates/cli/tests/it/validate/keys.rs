//! Of two rows with one unique key, the one that is likelier wrong is told, and what it should name.

use super::common::Copy;

/// One change, which is found once, at the line and column of the profile's file, with these words.
#[track_caller]
fn found(profile: &'static str, [file, old, new]: [&str; 3], at: &str, words: &[&str]) {
    let copy = Copy::of(profile);
    let run = copy.with(file, old, new);
    let found = run.only();
    let place = format!("seed-data/{profile}/{file}:{at}: error[constraint/unique]: ");
    assert!(found.starts_with(&place), "not at {place}:\n{found}");
    for word in words {
        assert!(found.contains(word), "`{word}` is not in:\n{found}");
    }
}

#[test]
fn a_line_among_those_of_another_order() {
    let line = |line, order| {
        let id = format!("\"id\": \"00160000-0000-4000-8000-00000000000{line}\"");
        format!("{id}, \"order_id\": \"00150000-0000-4000-8000-00000000000{order}\"")
    };
    // The first line of an order, given to the next and to the one before, and the last.
    for (number, from, to, at, other) in [
        (1, 1, 2, "34:65", "40"),
        (3, 2, 1, "40:65", "34"),
        (4, 2, 3, "43:65", "49"),
    ] {
        found(
            "professional",
            ["08-orders.json", &line(number, from), &line(number, to)],
            at,
            &[
                &format!(
                    "has the same `order_id`, `line_number`, at seed-data/professional/08-orders.json:{other}"
                ),
                &format!("the rows beside it are of 00150000-0000-4000-8000-00000000000{from}:"),
                "is this \"order_id\" wrong?",
            ],
        );
    }
}

#[test]
fn a_number_that_stands_twice() {
    found(
        "professional",
        ["04-recipes.json", "\"position\": 3", "\"position\": 2"],
        "30:76",
        &["of these rows none has the number 3: is it this one's?"],
    );
}

#[test]
fn a_reference_that_was_copied_with_its_row() {
    let id = |column: &str, table: &str, number: u32| {
        format!("\"{column}\": \"{table}0000-0000-4000-8000-00000000000{number}\"")
    };
    let product = |number| id("product_id", "0008", number);
    let croissant = "is this one of `00080000-0000-4000-8000-000000000003` (BOL-CRU, Cruasán de mantequilla)? Of that none has the same `location_id`, `forecast_date`";
    found(
        "professional",
        ["10-forecasting.json", &product(3), &product(2)],
        "11:67",
        &[croissant],
    );
    let user = |number| id("user_id", "0004", number);
    found(
        "enterprise",
        ["parent/01-users.json", &user(6), &user(5)],
        "51:64",
        &["Karim Bouzid Haddad)? Of that there is none. If not, change one of the two rows"],
    );
    // Water from the tap has no price either.
    let ingredient = |number| id("ingredient_id", "0007", number);
    found(
        "professional",
        ["03-suppliers.json", &ingredient(2), &ingredient(1)],
        "28:24",
        &[
            "(HAR-W300, Harina de fuerza W300) or `",
            "Of those there is none",
        ],
    );
}
