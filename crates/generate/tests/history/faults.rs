//! What is said where a history cannot be made, and what is made where little is known.

use crate::{Files, Options, USUAL};

fn message(files: &Files) -> String {
    let history = files.generate(USUAL).map(|history| history.revenue);
    history.unwrap_err().to_string()
}

#[track_caller]
fn assert_says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "`{word}` is not in `{message}`");
    }
}

#[test]
fn days_have_bounds_and_reasons() {
    for days in [-1, 0, 6, 92, i32::MAX] {
        let options = Options { days, ..USUAL };
        let error = Files::shipped("professional").generate(options);
        let message = error.unwrap_err().to_string();
        assert_says(
            &message,
            &["7 to 91", &format!("not {days}"), "window", "yesterday"],
        );
    }
}

#[test]
fn what_is_wrong_in_a_profile_is_named_with_its_place() {
    let shipped = || Files::shipped("professional");
    let inventory = "02-inventory.json";
    let faults = [
        (
            shipped().with(inventory, r#""price": 1.50"#, r#""price": "dear""#),
            &["02-inventory.json:47:76:", "`price`", "1.20"][..],
        ),
        (
            shipped().with(
                inventory,
                r#""products": ["#,
                r#""products": [ {"sku": "X"},"#,
            ),
            &["lacks `id`"],
        ),
        (
            shipped().with(inventory, "{", "["),
            &["02-inventory.json:1:"],
        ),
        (
            shipped().with(
                "10-forecasting.json",
                r#""forecast_date": "2025-01-22""#,
                r#""forecast_date": "BASE_TS + 7d""#,
            ),
            &["10-forecasting.json:4:", "`forecast_date`", "2025-01-22"],
        ),
        (
            shipped().with(
                "00-tenant.json",
                r#""opening_hours": {"#,
                r#""opening_hours": 7, "hours": {"#,
            ),
            &["`opening_hours`"],
        ),
        (
            shipped().with("00-tenant.json", r#""active": true"#, r#""active": false"#),
            &["no place"],
        ),
        (
            shipped().with("manifest.json", "Europe/Madrid", "Europe/Benimaclet"),
            &["`Europe/Benimaclet`", "Europe/Madrid"],
        ),
        (
            shipped().with("manifest.json", r#""history/forecasts.json","#, ""),
            &["`history/forecasts.json`", "manifest", "`files`"],
        ),
        (
            shipped().with("manifest.json", r#""001a""#, r#""sale""#),
            &["`sale`", "prefix"],
        ),
    ];
    for (files, words) in faults {
        assert_says(&message(&files), words);
    }
}

#[test]
fn a_profile_without_forecasts_or_sales_gets_usual_ones() {
    let mut files = Files::shipped("professional");
    for name in ["09-sales.json", "10-forecasting.json"] {
        files.files.insert(name.to_owned(), "{}".to_owned());
    }
    // Nor is it open on Mondays.
    let files = files.with("00-tenant.json", r#""monday": "06:00-20:30","#, "");
    let history = files.generate(USUAL).unwrap();
    let rows: Vec<(usize, usize)> = history
        .files
        .iter()
        .map(|file| (file.sales, file.forecasts))
        .collect();
    assert_eq!(rows, [(3 * 78, 0), (0, 3 * 78)]);
    assert_eq!((history.revenue[0], history.revenue[6] > 0), (0, true));
    assert!(history.files[1].text.contains("\"weekly_seasonal\""));
}

#[test]
fn a_group_of_ids_that_is_taken_is_left_alone() {
    let files = Files::shipped("professional").with("09-sales.json", "001a0000-", "001a0001-");
    let text = &files.generate(USUAL).unwrap().files[0].text;
    assert!(text.contains("\"001a0002-0000-4000-8000-000000000001\""));
    assert!(!text.contains("\"001a0001-"));
}
