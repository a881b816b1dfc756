//! Everything that reads what somebody else wrote, and what it promises of any text.

use std::str::from_utf8;

use demo_core::{
    Batch, Finding, IdTransform, Key, SeedSet, Service,
    plan::{JsonTemplate, Profile, SessionValues, TextTemplate},
    seed::{self, Value},
    service::JsonPaths,
    time::{
        DatePolicy, DateSlot, InstantSlot, Moment, is_marker, parse_date, parse_instant,
        parse_marker, resolve_time_marker,
    },
    validate,
};
use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

use crate::shipped::{self, SERVICES};

/// A reader under test.
pub struct Target {
    /// That of its folder in `inputs/`.
    pub name: &'static str,
    /// Which of the shipped files are inputs too, by their path from the root.
    pub shipped: fn(&str) -> bool,
    /// Mutations tried in a short run; a long one tries many times as many.
    pub cases: u32,
    /// Panics when a promise is broken.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target {
        name: "marker",
        shipped: none,
        cases: 3000,
        run: marker,
    },
    Target {
        name: "date",
        shipped: none,
        cases: 3000,
        run: date,
    },
    Target {
        name: "text",
        shipped: none,
        cases: 3000,
        run: text,
    },
    Target {
        name: "json",
        shipped: none,
        cases: 2000,
        run: json,
    },
    Target {
        name: "service",
        shipped: |path| path.ends_with("/service.toml"),
        cases: 1000,
        run: service,
    },
    Target {
        name: "manifest",
        shipped: is_manifest,
        cases: 300,
        run: manifest,
    },
    Target {
        name: "seed-file",
        shipped: is_seed_file,
        cases: 600,
        run: seed_file,
    },
    Target {
        name: "profile",
        shipped: is_professional,
        cases: 60,
        run: profile,
    },
];

fn none(_: &str) -> bool {
    false
}

fn is_manifest(path: &str) -> bool {
    path.ends_with("/manifest.json")
}

fn is_seed_file(path: &str) -> bool {
    path.starts_with("seed-data/") && !path.starts_with("seed-data/rules/") && !is_manifest(path)
}

fn is_professional(path: &str) -> bool {
    path.starts_with("seed-data/professional/") && is_seed_file(path)
}

/// Instants at which what was accepted must be rendered: now-like, a leap day, and near both
/// ends of the calendar, where it may be out of range and nothing else.
const INSTANTS: [&str; 4] = [
    "2026-10-25T00:30:00Z",
    "2028-02-29T23:59:59.999999Z",
    "-009990-01-01T00:00:00Z",
    "9990-12-31T00:00:00Z",
];

fn instants() -> impl Iterator<Item = Timestamp> {
    INSTANTS
        .iter()
        .map(|text| text.parse().expect("it is an instant"))
}

fn moments() -> impl Iterator<Item = Moment> {
    let zone = TimeZone::get("Europe/Madrid").expect("the zone is known");
    instants().filter_map(move |instant| Moment::new(instant, zone.clone()).ok())
}

fn session() -> SessionValues {
    SessionValues {
        email: "ana@example.com".to_owned(),
        company: "Pan \"y\" \\ más".to_owned(),
        short_id: "abc".to_owned(),
        subscription_tier: "basic".to_owned(),
        password_digest: "!".to_owned(),
    }
}

fn key() -> Key {
    Key::new(Uuid::from_u128(0xABCD << 64), IdTransform::Xor).expect("the tenant is not nil")
}

fn marker(input: &[u8]) {
    let Ok(text) = from_utf8(input) else { return };
    let _ = is_marker(text);
    match parse_marker(text) {
        Ok(offset) => assert!(i64::try_from(offset.as_micros()).is_ok(), "{text}"),
        Err(error) => {
            assert!(
                text.is_char_boundary(error.offset),
                "{text}: {}",
                error.offset
            );
            assert!(error.to_string().contains("BASE_TS"));
        }
    }
    for instant in instants() {
        let _ = resolve_time_marker(text, instant);
    }
}

fn date(input: &[u8]) {
    let Ok(text) = from_utf8(input) else { return };
    let zone = TimeZone::get("Europe/Madrid").expect("the zone is known");
    let week = DatePolicy::SameWeekday { window_ends: -1 };
    for policy in [DatePolicy::Exact, DatePolicy::Workday, week] {
        for moment in moments() {
            if let Some(instant) = parse_instant(text) {
                let _ = moment.shift(InstantSlot::new(instant, policy, &zone));
            }
            if let Some(Ok(slot)) = parse_date(text).map(|date| DateSlot::new(date, policy)) {
                let _ = moment.shift_date(slot);
            }
        }
    }
}

fn text(input: &[u8]) {
    let Ok(text) = from_utf8(input) else { return };
    match TextTemplate::parse(text) {
        Ok(template) => {
            let rendered = template.render(&session());
            assert!(
                text.contains("${") || rendered == text,
                "{text}: {rendered}"
            );
            assert!(!rendered.contains("${session."), "{text}: {rendered}");
        }
        Err(error) => {
            let wrong = &text[error.offset..];
            assert!(
                wrong.starts_with("${") || wrong.starts_with("{session."),
                "{text}"
            );
        }
    }
}

/// Paths as `service.toml` writes them, an empty line, and a JSON value.
fn json(input: &[u8]) {
    let Some((paths, value)) = from_utf8(input)
        .ok()
        .and_then(|text| text.split_once("\n\n"))
    else {
        return;
    };
    let (Ok(paths), Ok(value)) = (
        toml::from_str::<JsonPaths>(paths),
        serde_json::from_str::<serde_json::Value>(value),
    ) else {
        return;
    };
    let Ok(template) = JsonTemplate::new(&value, &paths, &[], &TimeZone::UTC) else {
        return;
    };
    for moment in moments() {
        if let Ok(rendered) = template.render(key(), &moment, &session()) {
            let rendered: serde_json::Value =
                serde_json::from_str(&rendered).expect("what is rendered is JSON");
            let untouched = template.literal().is_some();
            assert!(!untouched || rendered == value, "{value} became {rendered}");
        }
    }
}

fn service(input: &[u8]) {
    let Ok(text) = from_utf8(input) else { return };
    let migrations = [("0001_init.sql".to_owned(), "create table t ();".to_owned())];
    match Service::new("services/orders", text, &migrations) {
        Ok(service) => {
            let tables = SERVICES
                .iter()
                .find(|(shipped, _)| shipped.name == "orders");
            let tables = tables.expect("it is shipped").1.clone();
            let _ = demo_core::service::check(&[(service, tables)]);
        }
        Err(error) => {
            let message = error.to_string();
            let place = message.strip_prefix("services/orders/service.toml:");
            assert!(
                place.is_some_and(|place| place.starts_with(|c: char| c.is_ascii_digit())),
                "{message}"
            );
        }
    }
}

fn manifest(input: &[u8]) {
    let (_, others) = shipped::profile("professional");
    read(input, &others);
}

fn seed_file(input: &[u8]) {
    let (manifest, _) = shipped::profile("professional");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&manifest).expect("a shipped manifest is JSON");
    manifest["files"] = serde_json::json!(["one.json"]);
    let files = [("one.json".to_owned(), input.to_vec())];
    let manifest = manifest.to_string();
    read(manifest.as_bytes(), &files);
    if let (Some(seeds), findings) = seed::read(manifest.as_bytes(), &files, true)
        && findings.is_empty()
    {
        assert_same(&seeds, input);
    }
}

/// One file of the whole profile is the input: the one that it was made from, going by tables.
fn profile(input: &[u8]) {
    let (manifest, mut others) = shipped::profile("professional");
    let begin = |bytes: &[u8]| bytes.split(|byte| *byte == b'[').next().map(<[u8]>::to_vec);
    let same = others
        .iter()
        .position(|(_, bytes)| begin(bytes) == begin(input));
    input.clone_into(&mut others[same.unwrap_or(0)].1);
    read(&manifest, &others);
}

/// Reads and checks a profile. Findings must point into their files; what has none is rendered.
fn read(manifest: &[u8], files: &[(String, Vec<u8>)]) {
    let (seeds, mut findings) = seed::read(manifest, files, true);
    let checked = seeds
        .as_ref()
        .map(|seeds| validate::check("professional", seeds, &SERVICES, &mut findings));
    for finding in &findings {
        let bytes = files.iter().find(|(path, _)| *path == finding.file);
        let bytes = bytes.map_or(manifest, |(_, bytes)| bytes);
        check_place(finding, &String::from_utf8_lossy(bytes));
    }
    match checked {
        Some(profile) if validate::is_fit(&findings) => render(&profile),
        Some(_) => {}
        None => assert!(!findings.is_empty(), "nothing is read, and nothing said"),
    }
}

fn check_place(finding: &Finding, text: &str) {
    let line = text.split('\n').nth(finding.line - 1);
    let line = line.unwrap_or_else(|| panic!("no such line: {finding:?}"));
    let characters = line.chars().count();
    assert!(
        (1..=characters + 1).contains(&finding.column),
        "{finding:?}"
    );
    assert!(
        finding.caret <= finding.excerpt.chars().count(),
        "{finding:?}"
    );
    assert!(
        !finding.message.is_empty() && finding.to_string().len() < 3000,
        "{finding:?}"
    );
}

fn render(profile: &Profile) {
    let session = session();
    for moment in moments() {
        for plan in profile.plans.values() {
            let batch = Batch {
                plan,
                key: key(),
                moment: &moment,
                session: &session,
            };
            for table in &plan.tables {
                for column in &table.columns {
                    for row in 0..table.rows {
                        let _ = batch.value(&column.cells, row);
                    }
                }
            }
        }
    }
}

/// What was read without a fault is what another reader reads: each string, number and nested
/// value.
fn assert_same(seeds: &SeedSet, input: &[u8]) {
    let whole: serde_json::Value = serde_json::from_slice(input).expect("no fault was found");
    let file = &seeds.files[0];
    for table in &file.tables {
        let expected = whole[&table.name].as_array().expect("it is an array");
        assert_eq!(expected.len(), table.row_count(), "{}", table.name);
        for (row, expected) in table.rows(file).zip(expected) {
            for cell in row.cells() {
                let parsed: serde_json::Value = match cell.value {
                    Value::Null => serde_json::Value::Null,
                    Value::Boolean(truth) => truth.into(),
                    Value::String(text) => text.into(),
                    Value::Number(text) | Value::Json(text) => {
                        serde_json::from_str(text).expect("a value is JSON")
                    }
                };
                assert_eq!(parsed, expected[cell.column], "{}", cell.column);
                assert_eq!(
                    row.get(cell.column).map(|same| same.value),
                    Some(cell.value)
                );
            }
            assert_eq!(
                row.cells().count(),
                expected.as_object().map_or(0, serde_json::Map::len)
            );
        }
    }
}
