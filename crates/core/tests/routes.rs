//! Each way in which a route cannot be driven is found, at the value that is wrong.

use std::{fs, path::Path};

use demo_core::{Finding, routes, seed};

const ROUTES: &str = "distribution/routes.json";
const FLEET: &str = "distribution/fleet.json";
const ORDERS: &str = "parent/08-orders.json";

/// The shipped enterprise without its history.
fn shipped() -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data/enterprise");
    let manifest = fs::read(root.join("manifest.json")).unwrap();
    let mut files = Vec::new();
    for folder in ["parent", "children", "distribution"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            files.push((format!("{folder}/{name}"), fs::read(&path).unwrap()));
        }
    }
    (manifest, files)
}

fn findings(files: &[(String, Vec<u8>)]) -> Vec<Finding> {
    let (manifest, _) = shipped();
    let (seeds, faults) = seed::read(&manifest, files, false);
    assert_eq!(faults, []);
    routes::check(&seeds.unwrap())
}

/// Changes the first `from` after `after` in a file, and gives the byte where it stood.
fn change(
    files: &mut [(String, Vec<u8>)],
    path: &str,
    after: &str,
    [from, to]: [&str; 2],
) -> (usize, usize) {
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == path).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let begin = text
        .find(after)
        .unwrap_or_else(|| panic!("{path} has no `{after}`"));
    let at = begin
        + text[begin..]
            .find(from)
            .unwrap_or_else(|| panic!("no `{from}` in {path}"));
    let changed = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
    // The value that is wrong begins after the column's name.
    let value = at + to.find(": ").map_or(0, |colon| colon + 2);
    let place = demo_core::finding::line_and_column(&changed, value);
    *bytes = changed.into_bytes();
    place
}

#[test]
fn the_shipped_routes_can_be_driven() {
    assert_eq!(findings(&shipped().1), []);
}

/// What is changed (file, after which text, from, to), the rule, words of its message, and
/// whether it points at the change itself.
type Case = (
    &'static str,
    &'static str,
    [&'static str; 2],
    &'static str,
    &'static str,
    bool,
);

const FIRST_ROUTE: &str = "RUT-0301";
const THIRD_ROUTE: &str = "RUT-0303";
/// The first stop of the route on the road, and the first of one that has not left.
const SERVED: &str = "00190000-0000-4000-8000-000000000001";
const PENDING: &str = "00190000-0000-4000-8000-000000000005";

#[rustfmt::skip]
const CASES: &[Case] = &[
    (ROUTES, FIRST_ROUTE, [r#""load_kg": 232.90"#, r#""load_kg": 232.91"#], "routes/load-sum", "its stops 79.6 + 70.75 + 20.3 + 62.25 = 232.9", true),
    (ROUTES, "", [r#""id": "00180000-0000-4000-8000-000000000002""#, r#""id": "00180000-0000-4000-8000-000000000012""#], "routes/load-sum", "RUT-0302 carries this, and has no stops", false),
    (ROUTES, SERVED, [r#""load_crates": 13"#, r#""load_crates": 14"#], "routes/load-sum", "has 38 here, and its stops", false),
    (FLEET, "4821 LKM", [r#""capacity_crates": 60"#, r#""capacity_crates": 37"#], "routes/capacity", "38 crates do not fit into the vehicle 4821 LKM, which takes 37", false),
    (FLEET, "4821 LKM", [r#""capacity_kg": 900.00"#, r#""capacity_kg": 200.00"#], "routes/capacity", "232.9 kg do not fit", false),
    (ORDERS, "customer_order_lines", [r#""quantity": 190"#, r#""quantity": 390"#], "routes/goods", "79.6 kg are less than the goods of this order", false),
    (ROUTES, PENDING, [r#""window_end_at": "BASE_TS + 2h30m""#, r#""window_end_at": "BASE_TS + 2h20m""#], "routes/window", "after its window ends, at `BASE_TS + 2h20m`", false),
    (ROUTES, PENDING, [r#""planned_arrival_at": "BASE_TS + 2h21m""#, r#""planned_arrival_at": "BASE_TS + 2h31m""#], "routes/window", "after its window ends", true),
    (ROUTES, PENDING, [r#""planned_arrival_at": "BASE_TS + 2h21m""#, r#""planned_arrival_at": "BASE_TS + 1h40m""#], "routes/window", "before its window begins", true),
    (ROUTES, PENDING, [r#""planned_arrival_at": "BASE_TS + 2h21m""#, r#""planned_arrival_at": "BASE_TS + 2h15m""#], "routes/driving", "0 minutes from the start are not enough for 1.8 km", true),
    (ROUTES, PENDING, [r#""service_minutes": 10"#, r#""service_minutes": 25"#], "routes/driving", "this is 4 minutes before the end of service", false),
    (ROUTES, THIRD_ROUTE, [r#""planned_end_at": "BASE_TS + 4h16m""#, r#""planned_end_at": "BASE_TS + 6h29m""#], "routes/driving", "slower than on foot", true),
    (ROUTES, PENDING, [r#""sequence": 1"#, r#""sequence": 2"#], "routes/sequence", "stop 1 of RUT-0303 is not there", true),
    (ROUTES, FIRST_ROUTE, [r#""duration_minutes": 107"#, r#""duration_minutes": 108"#], "routes/duration", "107 minutes, not 108", true),
    (ROUTES, FIRST_ROUTE, [r#""distance_km": 36.54"#, r#""distance_km": 26.54"#], "routes/distance", "26.54 km is less than the", true),
    (ROUTES, FIRST_ROUTE, [r#""distance_km": 36.54"#, r#""distance_km": 96.54"#], "routes/distance", "more than three times", true),
    (FLEET, "4821 LKM", [r#""shift_end": "13:30""#, r#""shift_end": "11:00""#], "routes/shift", "16 minutes after the vehicle's shift does, at 11:00", false),
    (FLEET, "4821 LKM", [r#""shift_start": "05:30""#, r#""shift_start": "06:30""#], "routes/shift", "23 minutes before the vehicle's shift does", false),
    (ROUTES, FIRST_ROUTE, [r#""planned_end_at": "BASE_TS + 54m""#, r#""planned_end_at": "BASE_TS + 2h16m""#], "routes/overlap", "RUT-0303 and RUT-0301 have one vehicle at a time", false),
    (ROUTES, PENDING, ["00150000-0000-4000-8000-000000000005", "00150000-0000-4000-8000-000000000006"], "routes/place", "PV-0876 is another customer's order, which another stop brings", false),
    (ROUTES, PENDING, [r#""latitude": 40.5205"#, r#""latitude": 40.5206"#], "routes/place", "Colegio Los Almendros is at 40.5205, -3.6405", true),
    (ROUTES, PENDING, [r#""longitude": -3.6405"#, r#""longitude": -3.6406"#], "routes/place", "Colegio Los Almendros is at", true),
    (ROUTES, PENDING, [r#""customer_id": "00140000-0000-4000-8000-000000000006""#, r#""customer_id": "00140000-0000-4000-8000-000000000007""#], "routes/place", "PV-0875 is another customer's order", true),
    (ROUTES, SERVED, [r#""status": "delivered""#, r#""status": "pending""#], "routes/status", "this stop is `pending`, and its order `delivered`", true),
    (ROUTES, PENDING, [r#""status": "pending""#, r#""status": "delivered""#], "routes/status", "a stop of a planned route is `delivered`", true),
    (ROUTES, SERVED, [r#""arrived_at": "BASE_TS - 33m", "#, ""], "routes/status", "there is no `arrived_at`", false),
    (ROUTES, PENDING, [r#""service_minutes": 10"#, r#""arrived_at": "BASE_TS + 2h21m", "service_minutes": 10"#], "routes/status", "has arrived at a pending stop", true),
    (ROUTES, FIRST_ROUTE, [r#""status": "in_progress""#, r#""status": "planned""#], "routes/status", "a route that is `planned` has started", true),
    (ROUTES, FIRST_ROUTE, [r#""started_at": "BASE_TS - 52m", "#, ""], "routes/status", "a route that is `in_progress` has not started", false),
    (FLEET, "4821 LKM", [r#""status": "on_route""#, r#""status": "available""#], "routes/status", "the vehicle of a route in progress is `available`", false),
    (FLEET, "0357 MDX", [r#""status": "available""#, r#""status": "maintenance""#], "routes/status", "a vehicle in maintenance drives no route", false),
    (ORDERS, "PV-0876", [r#""status": "ready""#, r#""status": "out_for_delivery""#], "routes/status", "and its order `out_for_delivery`", false),
    (ORDERS, "PV-0873", [r#""status": "out_for_delivery""#, r#""status": "ready""#], "routes/status", "and its order `ready`", false),
];

#[test]
fn what_cannot_be_driven_is_found_at_its_value() {
    for (path, after, change_to, rule, words, at_change) in CASES {
        let (_, mut files) = shipped();
        let place = change(&mut files, path, after, *change_to);
        let found = findings(&files);
        let fitting: Vec<&Finding> = found
            .iter()
            .filter(|finding| finding.rule == *rule && finding.message.contains(words))
            .collect();
        assert!(
            !fitting.is_empty(),
            "{change_to:?}: no {rule} with `{words}` in {found:#?}"
        );
        assert!(fitting.iter().all(|finding| !finding.hint.is_empty()));
        if *at_change {
            let there = |finding: &&&Finding| (finding.line, finding.column) == place;
            assert!(
                fitting.iter().any(|finding| there(&finding)),
                "{place:?}: {fitting:#?}"
            );
        }
    }
}

/// Of another zone the manifest's own rule speaks; one in other letters is the same.
#[test]
fn clocks_are_read_in_a_zone_that_is_not_disputed() {
    for (zone, is_read) in [("europe/madrid", true), ("Europe/Lisbon", false)] {
        let (_, mut files) = shipped();
        change(
            &mut files,
            ROUTES,
            PENDING,
            [
                "\"planned_arrival_at\": \"BASE_TS + 2h21m\"",
                "\"planned_arrival_at\": \"BASE_TS + 2h31m\"",
            ],
        );
        change(
            &mut files,
            FLEET,
            "4821 LKM",
            [r#""shift_end": "13:30""#, r#""shift_end": "11:00""#],
        );
        let to = format!("\"timezone\": \"{zone}\"");
        change(
            &mut files,
            "parent/00-tenant.json",
            "",
            ["\"timezone\": \"Europe/Madrid\"", &to],
        );
        let found = findings(&files);
        for rule in ["routes/window", "routes/shift"] {
            let is_told = found.iter().any(|finding| finding.rule == rule);
            assert_eq!(is_told, is_read, "{zone}: {rule}: {found:#?}");
        }
    }
}

#[test]
fn an_order_on_its_way_without_a_stop_is_found() {
    let (_, mut files) = shipped();
    change(
        &mut files,
        ROUTES,
        SERVED,
        [
            "\"order_id\": \"00150000-0000-4000-8000-000000000001\"",
            "\"order_id\": null",
        ],
    );
    assert_eq!(findings(&files), [], "a delivered order needs no stop");
    change(
        &mut files,
        ORDERS,
        "PV-0871",
        ["\"delivered\"", "\"out_for_delivery\""],
    );
    let found = findings(&files);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].rule.as_str(), found[0].file.as_str()),
        ("routes/status", ORDERS)
    );
}

#[test]
fn a_stop_may_be_tried_again_after_it_failed() {
    let (_, mut files) = shipped();
    change(&mut files, ROUTES, SERVED, ["\"delivered\"", "\"failed\""]);
    change(
        &mut files,
        ROUTES,
        PENDING,
        [
            "00150000-0000-4000-8000-000000000005",
            "00150000-0000-4000-8000-000000000001",
        ],
    );
    let once = |finding: &&Finding| finding.rule == "routes/once";
    assert_eq!(findings(&files).iter().find(once), None);
}

#[test]
fn values_that_cannot_be_read_are_left_to_other_rules() {
    for (from, to) in [
        (r#""sequence": 1"#, r#""sequence": "first""#),
        (
            r#""planned_arrival_at": "BASE_TS - 34m""#,
            r#""planned_arrival_at": "soon""#,
        ),
        (r#""load_kg": 79.60"#, r#""load_kg": null"#),
        (r#""latitude": 40.4452"#, r#""latitude": {}"#),
        (r#""service_minutes": 12"#, r#""service_minutes": 1e300"#),
    ] {
        let (_, mut files) = shipped();
        change(&mut files, ROUTES, SERVED, [from, to]);
        let found = findings(&files);
        assert!(found.len() <= 1, "{to}: {found:#?}");
    }
}

#[test]
fn a_profile_without_routes_is_not_checked() {
    let (manifest, mut files) = shipped();
    files.retain(|(path, _)| path != ROUTES);
    let (seeds, _) = seed::read(&manifest, &files, false);
    assert_eq!(routes::check(&seeds.unwrap()), []);
}
