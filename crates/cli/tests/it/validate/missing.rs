//! Rows that are gone, or stand twice, or on another day: the gap is told before what follows
//! from it.

use super::common::{Copy, Run};

const SALES: &str = "history/sales.json";
const FORECASTS: &str = "history/forecasts.json";

/// A profile without the rows of a file that are picked by their text.
fn without(profile: &'static str, file: &str, is_gone: impl Fn(&str) -> bool) -> (Copy, Run) {
    let copy = Copy::of(profile);
    let text = copy.text(file);
    let (head, rows) = text.split_once("    { ").unwrap();
    let rows = rows.split("\n    { ");
    // The last row has the end of the list behind it.
    let rows: Vec<&str> = rows.filter(|row| !is_gone(row)).collect();
    let mut text = format!("{head}    {{ {}", rows.join("\n    { "));
    if let Some(open) = text.strip_suffix(',') {
        text = format!("{open}\n  ]\n}}\n");
    }
    copy.write(file, text);
    let run = copy.validate(&["--strict"]);
    (copy, run)
}

/// One row of a table is gone, by the id that it had.
#[track_caller]
fn gone(file: &str, id: &str, rule: &str, words: &[&str]) {
    let (_, run) = without("professional", file, |row| {
        row.starts_with(&format!("\"id\": \"{id}\""))
    });
    let found = run.only();
    for word in [&[rule], words].concat() {
        assert!(found.contains(word), "`{word}` is not in:\n{found}");
    }
}

#[test]
fn a_gap_in_numbers_is_told_before_what_follows_from_it() {
    let flour =
        "was a row deleted? Put it back, or number its rows of recipe_ingredients from 1 to 3";
    for (id, words) in [
        (
            "000d0000-0000-4000-8000-000000000001",
            "REC-BAR has no ingredient with the position 1, and the next, with 2, is at seed-data/professional/04-recipes.json:24",
        ),
        (
            "000d0000-0000-4000-8000-000000000002",
            "REC-BAR has no ingredient with the position 2, and the next, with 3, is at seed-data/professional/04-recipes.json:27",
        ),
    ] {
        gone(
            "04-recipes.json",
            id,
            "[business/recipe-position]",
            &[words, flour],
        );
    }
    gone(
        "08-orders.json",
        "00160000-0000-4000-8000-000000000003",
        "[business/order-line-number]",
        &[
            "PV-1143 has no line with the line_number 1, and the next, with 2, is at ",
            "was a row deleted? Put it back",
        ],
    );
    gone(
        "07-procurement.json",
        "00120000-0000-4000-8000-000000000001",
        "[business/purchase-line-number]",
        &["PC-0087 has no line with the line_number 1"],
    );
}

#[test]
fn a_last_row_that_is_gone_is_a_possible_cause() {
    gone(
        "04-recipes.json",
        "000d0000-0000-4000-8000-00000000000f",
        "[business/recipe-yield]",
        &[
            "100 × 70 g is 7.0 kg, from 6.7 kg of dough",
            "\"yield_quantity\" from 58 to 96 here, a \"weight_g\" from 41 to 67 at ",
            "or put back an ingredient that is missing among those up to ",
        ],
    );
    gone(
        "08-orders.json",
        "00160000-0000-4000-8000-000000000004",
        "[business/order-total]",
        &[
            "the subtotal is 71.40, and the lines give 39.60",
            "which is right? Write \"subtotal\": 39.60, \"vat_total\": 1.58, \"total\": 41.18, or put back a line of 31.80 that was deleted behind ",
        ],
    );
}

/// A day of the professional profile's past sales, of its second product.
fn sale(day: &str) -> impl Fn(&str) -> bool {
    let day = format!("\"sold_at\": \"{day}");
    move |row| {
        row.contains(&day)
            && row.contains("\"product_id\": \"00080000-0000-4000-8000-000000000002\"")
    }
}

#[test]
fn days_without_sales_or_forecasts() {
    let hint = "was a row deleted? Put it back, or let `demo-session generate history --profile professional` write all days anew";
    let is_of = |days: [&'static str; 2]| {
        move |row: &str| {
            days.iter()
                .any(|day| row.contains(&format!("_at\": \"{day}")) && row.contains("sold"))
        }
    };
    let (copy, run) = without("professional", SALES, sale("2024-12-09"));
    let found = run.only();
    let place = copy.place(
        SALES,
        "\"2024-12-08T13:00:00Z\", \"channel\": \"counter\", \"quantity\": 33",
    );
    assert!(found.starts_with(&place), "{found}");
    for words in [
        "[business/sale-days]: Hogaza de masa madre has no sale on 2024-12-09 at Obrador y tienda de Benimaclet, between this row and seed-data/professional/history/sales.json:",
        hint,
    ] {
        assert!(found.contains(words), "`{words}` is not in:\n{found}");
    }
    for (days, words) in [
        (["2024-12-09"; 2], "has no sale on 2024-12-09 at "),
        (
            ["2024-12-09", "2024-12-10"],
            "has no sale from 2024-12-09 to 2024-12-10 at ",
        ),
        // In a session of another weekday, yesterday's.
        (["2024-10-16"; 2], "has no sale on 2024-10-16 at "),
        (["2025-01-14"; 2], "has no sale on 2025-01-14 at "),
    ] {
        let (_, run) = without("professional", SALES, is_of(days));
        let found = run.only();
        for words in [
            "[business/sale-days]",
            words,
            "here and in 2 more rows of this file",
            hint,
        ] {
            assert!(found.contains(words), "`{words}` is not in:\n{found}");
        }
    }
    let (_, run) = without(
        "enterprise",
        "history/outlet-chamberi.json",
        is_of(["2024-12-10"; 2]),
    );
    assert!(
        run.only().contains(" at Tienda Chamberí, between"),
        "{}",
        run.out
    );
    for (file, day) in [
        (FORECASTS, "2024-12-20"),
        // A session of another weekday has it a week ahead.
        (FORECASTS, "2024-10-24"),
        ("10-forecasting.json", "2025-01-22"),
    ] {
        let (_, run) = without("professional", file, |row| {
            row.contains(&format!("\"forecast_date\": \"{day}\""))
                && row.contains("000000000002\",")
        });
        let found = run.only();
        let words =
            format!("[business/forecast-days]: Hogaza de masa madre has no forecast for {day} at ");
        assert!(found.contains(&words) && found.contains(hint), "{found}");
    }
}

/// The past sales of the professional profile with a change of one row.
fn changed(day: &str, change: impl Fn(&str) -> String) -> (Copy, Run) {
    let copy = Copy::of("professional");
    let text = copy.text(SALES);
    let rows = text.split_inclusive('\n');
    let is_it = sale(day);
    let rows = rows.map(|row| {
        if is_it(row) {
            change(row)
        } else {
            row.to_owned()
        }
    });
    copy.write(SALES, rows.collect::<String>());
    let run = copy.validate(&["--strict"]);
    (copy, run)
}

#[test]
fn a_row_of_another_day_or_product() {
    for (day, wrong) in [
        ("2024-12-09", "2024-12-19"),
        ("2025-01-14", "2025-01-04"),
        ("2024-10-16", "2024-11-16"),
    ] {
        let (copy, run) = changed(day, |row| row.replace(day, wrong));
        let found = run.only();
        let row = copy
            .text(SALES)
            .lines()
            .filter(|row| sale(wrong)(row))
            .count();
        assert_eq!(row, 2);
        let words = format!(
            "has no sale on {day} at Obrador y tienda de Benimaclet, and this row, which stands in its place, is of {wrong}"
        );
        assert!(found.contains(&words), "{found}");
        assert!(
            found.contains(&format!("is the day wrong? Write {day}")),
            "{found}"
        );
    }
    let (_, run) = changed("2024-12-09", |row| {
        row.replace("8000-000000000002", "8000-000000000001")
    });
    let words = "Barra de Benimaclet is sold twice on 2024-12-09 at Obrador y tienda de Benimaclet, and Hogaza de masa madre not at all";
    assert!(run.only().contains(words), "{}", run.out);
    // A year earlier or later is beyond what may be, and says enough.
    for wrong in ["2023-12-09", "2025-12-09"] {
        let (_, run) = changed("2024-12-09", |row| row.replace("2024-12-09", wrong));
        assert!(run.only().contains("[time/window]"), "{}", run.out);
    }
    let (_, run) = changed("2024-12-09", |row| row.replace("2024-12-09T", "2024-12-9T"));
    assert!(run.only().contains("[time/instant]"), "{}", run.out);
}

#[test]
fn a_forecast_of_another_year() {
    for (day, wrong) in [
        ("2024-12-20", "2023-12-20"),
        ("2024-12-20", "2025-12-20"),
        ("2024-10-24", "2023-10-24"),
    ] {
        let copy = Copy::of("professional");
        let text = copy.text(FORECASTS);
        let [day, wrong] = [day, wrong].map(|day| format!("\"forecast_date\": \"{day}\""));
        let rows = text.split_inclusive('\n').map(|row| {
            if row.contains("8000-000000000002\", \"location_id\"") {
                row.replace(&day, &wrong)
            } else {
                row.to_owned()
            }
        });
        copy.write(FORECASTS, rows.collect::<String>());
        let run = copy.validate(&["--strict"]);
        assert!(run.only().contains("[time/window]"), "{}", run.out);
        assert!(run.only().contains(&wrong[..20]), "{}", run.out);
    }
}

#[test]
fn a_row_that_is_pasted_again() {
    let (copy, run) = changed("2024-12-09", |row| {
        format!(
            "{row}{}",
            row.replace("001a0001-0000-4000-8000", "001a0001-0000-4000-8009")
        )
    });
    let found = run.only();
    let second = copy.place(SALES, "001a0001-0000-4000-8009");
    let line = second.split(':').nth(1).unwrap();
    assert!(found.contains(&format!(":{line}:")), "{found}");
    for words in [
        "Hogaza de masa madre is sold twice on 2024-12-09 at Obrador y tienda de Benimaclet, by this row and seed-data/professional/history/sales.json:",
        "remove one of the two, or write the day that it is of",
    ] {
        assert!(found.contains(words), "`{words}` is not in:\n{found}");
    }
}

#[test]
fn a_day_of_ten_times_the_others() {
    let (_, run) = changed("2024-12-09", |row| {
        let row = row.replace("\"quantity\": 25, ", "\"quantity\": 250, ");
        row.replace("93.75", "937.50")
    });
    let words = "warning[business/sale-quantity]: 250 of Hogaza de masa madre are sold on 2024-12-09 at Obrador y tienda de Benimaclet, and on the other 12 such weekdays 19 to 26";
    assert!(run.only().contains(words), "{}", run.out);
}

#[test]
fn a_shorter_history_is_whole() {
    for days in ["30", "84", "90"] {
        let copy = Copy::of("professional");
        let arguments = [
            "generate",
            "history",
            "--profile",
            "professional",
            "--days",
            days,
            "--seed-dir",
            "seed-data",
        ];
        let run = crate::copies::run(&arguments, copy.root());
        assert_eq!(run.status, Some(0), "{}", run.error);
        copy.assert_valid();
    }
}

#[test]
fn a_weekday_without_hours_is_no_gap() {
    let copy = Copy::of("professional");
    copy.change(
        "00-tenant.json",
        "\"tuesday\": \"06:00-20:30\"",
        "\"tuesday\": null",
    );
    let arguments = [
        "generate",
        "history",
        "--profile",
        "professional",
        "--seed-dir",
        "seed-data",
    ];
    let run = crate::copies::run(&arguments, copy.root());
    assert_eq!(run.status, Some(0), "{}", run.error);
    // A Tuesday, and the Monday before it.
    assert!(!copy.text(SALES).contains("\"sold_at\": \"2024-12-10"));
    assert!(copy.text(SALES).contains("\"sold_at\": \"2024-12-09"));
    let run = copy.validate(&["--strict"]);
    assert!(
        !run.out.contains("business/sale-days") && !run.out.contains("business/forecast-days"),
        "{}",
        run.out
    );
}

#[test]
fn a_stop_is_missed_by_what_its_route_carries() {
    for (profile, file, stop, words) in [
        (
            "professional",
            "08-orders.json",
            2,
            "RT-0311 carries 17.1 kg and 4 crates more than its stops, as PV-1143 takes",
        ),
        (
            "enterprise",
            "distribution/routes.json",
            9,
            "RUT-0302 carries 25.65 kg and 4 crates more than its stops, as PV-0881 takes",
        ),
    ] {
        let id = format!("\"id\": \"00190000-0000-4000-8000-{stop:012}\"");
        let (_, run) = without(profile, file, |row| row.starts_with(&id));
        let found = run.only();
        for words in ["[routes/load-sum]", words, "deleted? Put it back"] {
            assert!(found.contains(words), "`{words}` is not in:\n{found}");
        }
    }
}

#[test]
fn a_row_that_lacks_in_the_count_of_ids_was_deleted() {
    // Named by one row, and by texts and the manifest alone.
    gone(
        "01-users.json",
        "00050000-0000-4000-8000-000000000002",
        "reference/missing",
        &[
            "was its row deleted behind seed-data/professional/01-users.json:21? Put it back, or name another row of `roles` here",
        ],
    );
    gone(
        "06-production.json",
        "000f0000-0000-4000-8000-000000000003",
        "reference/json",
        &[
            "names 000f0000-0000-4000-8000-000000000003, which is no row's id, and 3 places name it",
            "was its row deleted behind seed-data/professional/06-production.json:10? Put it back, or name another here and at ",
            "12-orchestration.json:20, seed-data/professional/manifest.json:112",
        ],
    );
}
