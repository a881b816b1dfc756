//! What `generate routes` refuses, and what it says.

use super::{FLEET, ORDERS, ROUTES, Scene, run};

#[test]
fn what_it_cannot_do_it_says() {
    let scene = Scene::new();
    for (option, value) in [
        ("--road-factor", "0.9"),
        ("--town-speed", "0"),
        ("--trunk-speed", "NaN"),
    ] {
        scene.refuses(&[option, value], &["out of bounds"]);
    }
    let no_time = scene.generate(&["--time-limit", "0"]);
    assert!(
        no_time.error.contains("0 is not in 1..=3600"),
        "{}",
        no_time.error
    );
    let compiled_in = run(
        &["generate", "routes", "--profile", "professional"],
        scene.0.root(),
    );
    assert!(
        compiled_in.error.contains("compiled into the program"),
        "{}",
        compiled_in.error
    );
}

/// A file, what is changed in it, and words of what is then said.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (
        ROUTES,
        r#""window_end_at": "BASE_TS + 3h""#,
        r#""window_end_at": "BASE_TS + 1h""#,
        &["routes.json:", "`window_end_at`", "after `window_start_at`"],
    ),
    (
        ORDERS,
        r#""quantity": 190"#,
        r#""quantity": 1900000000000000"#,
        &["08-orders.json:", "`quantity`", "12.50"],
    ),
    (
        FLEET,
        r#""shift_start": "05:30""#,
        r#""shift_start": "early""#,
        &["fleet.json:", "`shift_start`", "05:30"],
    ),
    (
        FLEET,
        r#""location_id": "00020000-0000-4000-8000-000000000001""#,
        r#""location_id": "00020000-0000-4000-8000-000000000009""#,
        &["`location_id`", "`locations`"],
    ),
    (
        FLEET,
        "\"vehicles\": [",
        "\"vehicles\": [], \"delivery_stops\": [",
        &["routes cannot be written beside `delivery_stops`", ROUTES],
    ),
    (
        ROUTES,
        r#""window_end_at": "BASE_TS + 4h""#,
        r#""window_end_at": "BASE_TS + 3h1m""#,
        &["no van can bring PV-08", "widen a window", "add a vehicle"],
    ),
    (
        ROUTES,
        "\"delivery_stops\": [",
        "\"vehicles\": [",
        &["beside `vehicles`", "stand alone"],
    ),
    (
        "distribution/orders.json",
        r#""latitude": 40.6009"#,
        r#""latitude": 140.6"#,
        &["orders.json:", "`latitude`", "degrees"],
    ),
    (
        "manifest.json",
        "\"distribution/routes.json\"",
        "\"distribution/other.json\"",
        &["does not list `distribution/routes.json`"],
    ),
    (
        "manifest.json",
        "Europe/Madrid",
        "Madrid",
        &["`Madrid` is not a time zone"],
    ),
    (
        "manifest.json",
        "\"delivery_stops\": \"0019\"",
        "\"delivery_stops\": \"stop\"",
        &["prefix `stop`"],
    ),
];

#[test]
fn what_is_wrong_in_a_profile_is_named() {
    for (file, from, to, words) in CASES {
        let scene = Scene::new();
        scene.replace(file, from, to);
        scene.refuses(&[], words);
    }
    let scene = Scene::new();
    let [first, other] = [1, 9].map(|number| format!("00170000-0000-4000-8000-{number:012}"));
    scene.replace(FLEET, &first, &other);
    scene.refuses(&[], &["routes.json:", "`vehicle_id`", "`vehicles`"]);
    scene.0.write(FLEET, "{}");
    scene.refuses(&[], &["nothing to plan"]);
}
