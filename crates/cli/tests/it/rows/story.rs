//! The story that the first screen of each profile tells.

use serde_json::Value;

use super::seeds::{self, Profile};

/// The specification's edge cases, from the session's instant.
const EDGE_CASES: [(&str, &str); 5] = [
    ("late_delivery", "BASE_TS - 4h"),
    ("overdue_batch", "BASE_TS - 2h"),
    ("batch_in_progress", "BASE_TS - 1h45m"),
    ("next_batch", "BASE_TS + 1h30m"),
    ("delivery_soon", "BASE_TS + 2h30m"),
];

/// Rows of a table, of whichever tenant.
fn rows<'a>(profile: &'a Profile, table: &'a str) -> impl Iterator<Item = &'a Value> {
    let tables = profile
        .files
        .iter()
        .filter_map(move |file| file.tables.get(table));
    tables.flat_map(|rows| rows.as_array().unwrap())
}

fn row<'a>(profile: &'a Profile, table: &'a str, id: &Value) -> Option<&'a Value> {
    rows(profile, table).find(|row| row["id"] == *id)
}

#[test]
fn each_edge_case_is_where_its_manifest_says() {
    for name in ["professional", "enterprise"] {
        let profile = seeds::profile(name);
        for (case, marker) in EDGE_CASES {
            let place = &profile.manifest["edge_cases"][case];
            let row = row(&profile, place["table"].as_str().unwrap(), &place["id"]);
            let row = row.unwrap_or_else(|| panic!("{name}: {case} has no row"));
            assert_eq!(row[place["column"].as_str().unwrap()], marker, "{case}");
        }
    }
}

#[test]
fn the_first_screen_has_something_to_say() {
    for name in ["professional", "enterprise"] {
        let profile = seeds::profile(name);
        for kind in ["late_delivery", "overdue_batch", "expiring_stock", "route"] {
            let mut alerts = rows(&profile, "alerts");
            let open = alerts.any(|alert| alert["kind"] == kind && alert["status"] == "open");
            assert!(open, "{name} has no open alert of {kind}");
        }
        for alert in rows(&profile, "alerts") {
            let table = alert["subject_table"].as_str().unwrap();
            let subject = row(&profile, table, &alert["subject_id"]);
            assert!(subject.is_some(), "{name}: nothing is behind {alert}");
        }
        let on_the_road = |row: &Value| row["status"] == "in_progress";
        let route = rows(&profile, "delivery_routes").find(|row| on_the_road(row));
        let route = &route.expect("a route on the road")["id"];
        let stops: Vec<&Value> = rows(&profile, "delivery_stops")
            .filter(|stop| stop["route_id"] == *route)
            .collect();
        for status in ["delivered", "pending"] {
            assert!(stops.iter().any(|stop| stop["status"] == status));
        }
    }
}
