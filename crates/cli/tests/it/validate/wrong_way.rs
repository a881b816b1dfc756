//! Two values that stand the wrong way round, and windows that nearly all values miss: one finding,
//! at the cause.

use super::common::{Copy, once};

const P: &str = "professional";
const FILE: &str = "manifest.json";

#[test]
fn two_dates_that_would_lie_in_each_others_windows() {
    for (file, first, second, words) in [
        (
            "03-suppliers.json",
            "\"valid_from\": \"2025-01-02\",\n      \"valid_until\": \"2025-06-30\"",
            "\"valid_from\": \"2025-06-30\",\n      \"valid_until\": \"2025-01-02\"",
            "`valid_from` (2025-06-30) is not before `valid_until` (2025-01-02): the two stand the wrong way round",
        ),
        // A third date lies between them, and is in order with neither.
        (
            "02-inventory.json",
            "\"produced_at\": \"2024-12-26T08:00:00Z\", \"received_at\": \"2025-01-09T08:10:00Z\",\n      \"expires_at\": \"2025-01-30T08:00:00Z\"",
            "\"produced_at\": \"2025-01-30T08:00:00Z\", \"received_at\": \"2025-01-09T08:10:00Z\",\n      \"expires_at\": \"2024-12-26T08:00:00Z\"",
            "`produced_at` (2025-01-30T08:00:00Z) is not before `expires_at` (2024-12-26T08:00:00Z): the two stand the wrong way round",
        ),
    ] {
        let hint = "let their values change places: each then lies in its window of manifest.json";
        once(P, &[[file, first, second]], "time/range", &[words, hint]);
    }
}

#[test]
fn bounds_that_are_swapped() {
    once(
        P,
        &[[
            "10-forecasting.json",
            "\"lower_bound\": 158.2, \"upper_bound\": 197.4",
            "\"lower_bound\": 197.4, \"upper_bound\": 158.2",
        ]],
        "constraint/check",
        &[
            "`lower_bound` (197.4) is more than `upper_bound` (158.2), with `predicted_quantity` (177.8) between",
            "let their values change places",
        ],
    );
}

#[test]
fn a_window_that_nearly_all_values_miss() {
    once(
        P,
        &[[
            "manifest.json",
            "\"sales.sold_at\": { \"past\": \"92d\"",
            "\"sales.sold_at\": { \"past\": \"9d\"",
        ]],
        "time/window",
        &[
            "professional/manifest.json:",
            "values of `sales.sold_at` lie outside of this window, up to 90 d 9 h before the session",
            "which is right? Write \"91d\" here, or mend these values",
        ],
    );
}

#[test]
fn a_window_whose_column_is_misspelt() {
    const KEY: &str = "\"subscriptions.started_at\"";
    // Even where nobody can tell which column is meant, its values are not held against another's
    // window.
    for (wrong, hint) in [
        (
            "\"subscriptions.startd_at\"",
            "did you mean `subscriptions.started_at`?",
        ),
        (
            "\"subscriptions.since\"",
            "did you mean `subscriptions.started_at`?",
        ),
        ("\"since\"", "write `table.column` of a date or an instant"),
    ] {
        let run = Copy::of(P).with(FILE, KEY, wrong);
        let found = run.only();
        assert!(found.contains("error[manifest/window]: "), "{found}");
        assert!(found.contains(hint), "{found}");
    }
    // What no window would hold is said beside it.
    let copy = Copy::of(P);
    copy.change(
        "07-procurement.json",
        "\"expected_at\": \"BASE_TS - 4h\"",
        "\"expected_at\": \"BASE_TS + 900d\"",
    );
    let run = copy.with(FILE, KEY, "\"since\"");
    let rules = run.rules();
    assert!(rules.contains(&"time/window"), "{}", run.out);
    assert!(rules.contains(&"manifest/window"), "{}", run.out);
    // One that is too narrow besides is at its own line.
    let copy = Copy::of(P);
    let run = copy.with(
        FILE,
        "\"sales.sold_at\": { \"past\": \"92d\"",
        "\"sales.sold_att\": { \"past\": \"9d\"",
    );
    let place = copy.place(FILE, "\"9d\"");
    assert!(
        run.out.contains(&format!("{place}error[time/window]: ")),
        "{}",
        run.out
    );
    // A name with a slip beside the right one does not take its place.
    let copy = Copy::of(P);
    let run = copy.with(
        FILE,
        "\"sales.sold_at\": {",
        "\"sales.sold_att\": { \"past\": \"9d\", \"future\": \"0d\" },\n      \"sales.sold_at\": {",
    );
    assert_eq!(run.rules(), ["manifest/window"], "{}", run.out);
}

#[test]
fn two_pairs_of_one_row() {
    let copy = Copy::of(P);
    copy.change(
        FILE,
        "\"alerts.raised_at\":",
        "\"production_batches.planned_end_at\": { \"past\": \"5h\", \"future\": \"7d\" },\n      \"production_batches.finished_at\": { \"past\": \"5h\", \"future\": \"7d\" },\n      \"alerts.raised_at\":",
    );
    for [from, to] in [
        [
            "\"planned_start_at\": \"BASE_TS - 9h\", \"planned_end_at\": \"BASE_TS - 3h40m\", \"started_at\": \"BASE_TS - 8h55m\"",
            "\"planned_start_at\": \"BASE_TS - 3h40m\", \"planned_end_at\": \"BASE_TS - 9h\", \"started_at\": \"BASE_TS - 3h32m\"",
        ],
        [
            "\"finished_at\": \"BASE_TS - 3h32m\"",
            "\"finished_at\": \"BASE_TS - 8h55m\"",
        ],
    ] {
        copy.change("06-production.json", from, to);
    }
    let run = copy.validate(&["--strict"]);
    assert_eq!(run.rules(), ["time/range", "time/range"], "{}", run.out);
    for first in ["planned_start_at", "started_at"] {
        let words = format!("`{first}` (BASE_TS - 3h");
        let said = run.findings();
        let said = said.iter().filter(|found| found.contains(&words));
        assert!(
            said.clone()
                .all(|found| found.contains("the two stand the wrong way round")),
            "{}",
            run.out
        );
        assert_eq!(said.count(), 1, "{}", run.out);
    }
}

#[test]
fn an_edge_case_at_another_row_than_the_one_that_has_it() {
    once(
        P,
        &[[
            "manifest.json",
            "\"id\": \"00150000-0000-4000-8000-000000000003\"",
            "\"id\": \"00150000-0000-4000-8000-000000000002\"",
        ]],
        "manifest/edge-case",
        &[
            "professional/manifest.json:122:",
            "the `requested_delivery_date` of this row (PV-1143) must be `BASE_TS + 2h30m`, for the edge case `delivery_soon`, at seed-data/professional/08-orders.json:24",
            "did you mean `00150000-0000-4000-8000-000000000003` (PV-1144), which has it, at seed-data/professional/08-orders.json:29?",
        ],
    );
    once(
        P,
        &[[
            "08-orders.json",
            "\"requested_delivery_date\": \"BASE_TS + 2h30m\"",
            "\"requested_delivery_date\": \"BASE_TS + 2h31m\"",
        ]],
        "time/edge-case",
        &[
            "this is the edge case `delivery_soon` of the manifest, by seed-data/professional/manifest.json:122, and must be `BASE_TS + 2h30m`",
            "or name another row there",
        ],
    );
    let gone = [
        "06-production.json",
        "\"started_at\": \"BASE_TS - 1h45m\"",
        "\"started_at\": null",
    ];
    let words = [
        "`started_at` is not there, and this row is the edge case `batch_in_progress` of the manifest, by seed-data/professional/manifest.json:112",
        "write `BASE_TS - 1h45m`",
    ];
    once(P, &[gone], "time/edge-case", &words);
}

#[test]
fn a_stop_gets_an_hour_that_can_be_driven() {
    let file = "distribution/routes.json";
    let (right, late) = (
        "\"planned_arrival_at\": \"BASE_TS + 3h54m\"",
        "\"planned_arrival_at\": \"BASE_TS + 4h54m\"",
    );
    once(
        "enterprise",
        &[[file, right, late]],
        "routes/window",
        &[
            "arrive from `BASE_TS + 3h46m` to `BASE_TS + 4h5m`, as the window and the way there and on allow, or let",
        ],
    );
    // The hours that it names are taken.
    for hour in ["3h46m", "4h5m"] {
        let copy = Copy::of("enterprise");
        copy.change(file, right, &right.replace("3h54m", hour));
        let run = copy.validate(&["--strict"]);
        let rules = run.rules();
        let of_way = rules.iter().filter(|rule| rule.starts_with("routes/"));
        assert_eq!(of_way.count(), 0, "{}", run.out);
    }
}
