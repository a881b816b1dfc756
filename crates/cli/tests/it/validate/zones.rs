//! Time zones: in whatever letters, and of whoever keeps another time than the rest.

use super::common::Copy;

const HEAD_OFFICE: &str = "parent/00-tenant.json";
const OUTLETS: [&str; 3] = [
    "children/outlet-chamberi.json",
    "children/outlet-chamartin.json",
    "children/outlet-salamanca.json",
];

#[test]
fn a_zone_in_other_letters_is_the_same() {
    let (right, other) = ("\"Europe/Madrid\"", "\"europe/madrid\"");
    let copy = Copy::of("enterprise");
    for file in OUTLETS {
        copy.change(file, right, other);
    }
    copy.change(HEAD_OFFICE, right, other);
    let run = copy.validate(&["--strict"]);
    assert_eq!(run.status, Some(0), "{}", run.out);
    // The outlets, in whatever letters, speak against the tenant.
    let run = copy.with(HEAD_OFFICE, other, "\"Europe/Lisbon\"");
    let found = run.only();
    assert!(found.contains("and so do outlets"), "{found}");
    // Places are held against it too.
    let copy = Copy::of("professional");
    copy.change("00-tenant.json", right, other);
    let run = copy.with(
        "08-orders.json",
        "\"latitude\": 39.4",
        "\"latitude\": -39.4",
    );
    let found = run.only();
    assert!(
        found.contains("far from all that keeps the time of europe/madrid"),
        "{found}"
    );
}

#[test]
fn a_head_office_keeps_the_time_of_its_own_place() {
    let copy = Copy::of("enterprise");
    let begin = "\"locations\": [\n";
    let office = "    { \"id\": \"00020000-0000-4000-8000-000000000077\", \"code\": \"OFI-01\", \"name\": \"Oficina de Arrecife\", \"kind\": \"warehouse\", \"street\": \"Calle Real 1\", \"postal_code\": \"35500\", \"city\": \"Arrecife\", \"province\": \"Las Palmas\", \"country\": \"ES\", \"latitude\": 28.9600, \"longitude\": -13.5500, \"opening_hours\": {\"monday\": \"08:00-15:00\"}, \"area_m2\": 90, \"active\": true, \"opened_on\": \"2019-11-18\" },\n";
    copy.change(HEAD_OFFICE, begin, &format!("{begin}{office}"));
    let run = copy.validate(&["--strict"]);
    assert_eq!(run.status, Some(0), "{}", run.out);
    let run = copy.with(HEAD_OFFICE, "\"Europe/Madrid\"", "\"Atlantic/Canary\"");
    assert_eq!(run.status, Some(0), "{}", run.out);
}
