//! The manifest, at the value that is wrong.

use std::fs;

use super::common::{Copy, finds, finds_in};

const FILE: &str = "manifest.json";

#[test]
fn names_and_types() {
    finds(
        FILE,
        "\"currency\": \"EUR\"",
        "\"curency\": \"EUR\"",
        "\"curency\"",
        "manifest/unknown-key",
        &[
            "the manifest has no `curency`",
            "help: did you mean `currency`?",
        ],
    );
    finds(
        FILE,
        "\"currency\": \"EUR\",\n",
        "",
        "{",
        "manifest/missing-key",
        &["the manifest lacks `currency`", "help: add \"currency\""],
    );
    finds(
        FILE,
        "\"locale\": \"es-ES\"",
        "\"locale\": 34",
        "34",
        "manifest/wrong-type",
        &["`locale` must be a string"],
    );
    finds(
        FILE,
        "\"locale\": \"es-ES\"",
        "\"locale\": \"es-ES\", \"locale\": \"ca-ES\"",
        "\"locale\": \"ca-ES\"",
        "shape/duplicate-key",
        &["`locale` stands twice"],
    );
}

#[test]
fn a_description_in_several_languages() {
    finds(
        FILE,
        "\"es\": \"Una panadería",
        "\"spanish\": \"Una panadería",
        "\"spanish\"",
        "manifest/language",
        &[
            "`spanish` is not a language",
            "help: write two small letters, such as `en` or `es`",
        ],
    );
    // One language is enough, and no text is not.
    let copy = Copy::of("professional");
    let text = copy.text(FILE);
    let (_, rest) = text.split_once("\"description\": ").unwrap();
    let described = rest.split_once("},").unwrap().0.to_owned() + "}";
    assert!(
        copy.with(FILE, &described, "\"A bakery.\"")
            .out
            .contains("PASSED")
    );
    let copy = Copy::of("professional");
    let run = copy.with(FILE, &described, "{}");
    let message = "`description` must be a string, or an object of one by language";
    assert!(run.out.contains(message), "{}", run.out);
}

/// A text of the manifest, what is written instead, the rule without its family, and words.
const VALUES: [[&str; 4]; 11] = [
    [
        "\"timezone\": \"Europe/Madrid\"",
        "\"timezone\": \"Europe/Valencia\"",
        "timezone",
        "`Europe/Valencia` is not a time zone",
    ],
    [
        "\"locale\": \"es-ES\"",
        "\"locale\": \"es_ES\"",
        "locale",
        "`es_ES` is not a locale",
    ],
    [
        "\"currency\": \"EUR\"",
        "\"currency\": \"EUX\"",
        "currency",
        "`EUX` is not a currency",
    ],
    [
        "\"subscription_tier\": \"professional\"",
        "\"subscription_tier\": \"Pro!\"",
        "tier",
        "`Pro!` is not a tier's name",
    ],
    [
        "\"profile\": \"professional\"",
        "\"profile\": \"enterprise\"",
        "profile",
        "the profile is called `enterprise`, and its folder `professional`",
    ],
    [
        "\"base_reference_date\": \"2025-01-15T06:00:00Z\"",
        "\"base_reference_date\": \"2025-01-15\"",
        "base-reference-date",
        "write \"2025-01-15T06:00:00Z\"",
    ],
    [
        "\"past\": \"7d\"",
        "\"past\": \"7 days\"",
        "window",
        "`7 days` is not an amount of time",
    ],
    [
        "\"tenants.founded_on\": {",
        "\"tenants.founded_at\": {",
        "window",
        "did you mean `tenants.founded_on`?",
    ],
    [
        "\"vehicles\": \"0017\"",
        "\"vehicles\": \"van\"",
        "id-prefix",
        "`van` is not the beginning of an id",
    ],
    [
        "\"vehicles\": \"0017\"",
        "\"vehicle\": \"0017\"",
        "id-prefix",
        "did you mean `vehicles`?",
    ],
    [
        "\"vehicles\": \"0017\",\n",
        "",
        "id-prefix",
        "the manifest gives `vehicles` no id prefix",
    ],
];

#[test]
fn values() {
    for [old, new, rule, words] in VALUES {
        let copy = Copy::of("professional");
        let run = copy.with(FILE, old, new);
        let found: Vec<&str> = run
            .findings()
            .into_iter()
            .filter(|block| !block.contains("constraint/") && !block.contains("business/"))
            .collect();
        assert_eq!(found.len(), 1, "{new}: {}", run.out);
        let key = new.split(": ").next().unwrap();
        let value = new
            .split_once(": ")
            .map_or("\"id_prefixes\"", |(_, value)| value);
        let text = copy.text(FILE);
        let line = text[..text.find(new).unwrap_or(0)].matches('\n').count() + 1;
        assert!(
            found[0].contains(&format!("error[manifest/{rule}]: ")),
            "{}",
            found[0]
        );
        assert!(found[0].contains(words), "{new}: {}", found[0]);
        if !new.is_empty() {
            let place = format!("manifest.json:{line}:");
            assert!(found[0].contains(&place), "{key} {value}: {}", found[0]);
        }
    }
}

#[test]
fn edge_cases() {
    for (old, new, mark, words) in [
        (
            "\"table\": \"deliveries\"",
            "\"table\": \"delivery\"",
            "\"delivery\"",
            "no service has a table `delivery`",
        ),
        (
            "\"column\": \"started_at\"",
            "\"column\": \"start_at\"",
            "\"start_at\"",
            "did you mean `started_at`?",
        ),
        (
            "\"column\": \"started_at\"",
            "\"column\": \"status\"",
            "\"status\"",
            "`status` is text, not an instant",
        ),
        (
            "\"id\": \"00130000-0000-4000-8000-000000000001\"",
            "\"id\": \"00130000-0000-4000-8000-000000000009\"",
            "\"00130000-0000-4000-8000-000000000009\"",
            "did you mean `00130000-0000-4000-8000-000000000001`",
        ),
    ] {
        finds(FILE, old, new, mark, "manifest/edge-case", &[words]);
    }
    finds(
        FILE,
        "\"late_delivery\": {",
        "\"late_deliveries\": {",
        "\"late_deliveries\"",
        "manifest/unknown-key",
        &[
            "`late_deliveries` is not an edge case",
            "did you mean `late_delivery`?",
        ],
    );
}

#[test]
fn files_that_the_manifest_does_not_fit() {
    let copy = Copy::of("professional");
    let run = copy.with(FILE, "\"08-orders.json\"", "\"08-ordres.json\"");
    // That the file itself is listed nowhere only follows from it.
    assert_eq!(run.rules(), ["shape/missing-file"], "{}", run.out);
    let place = copy.place(FILE, "\"08-ordres.json\"");
    let missing = run.only();
    assert!(missing.starts_with(&place), "{missing}");
    assert!(
        missing.contains("help: did you mean `08-orders.json`?"),
        "{missing}"
    );
}

#[test]
fn the_tenant_keeps_the_manifests_time_and_currency() {
    for (key, other) in [("timezone", "Europe/Lisbon"), ("currency", "USD")] {
        let copy = Copy::of("professional");
        let right = if key == "timezone" {
            "Europe/Madrid"
        } else {
            "EUR"
        };
        let (old, new) = (
            format!("\"{key}\": \"{right}\""),
            format!("\"{key}\": \"{other}\""),
        );
        let run = copy.with("manifest.json", &old, &new);
        let found = run.only();
        for words in [
            format!(
                "error[manifest/{key}]: the tenant has `{right}`, by seed-data/professional/00-tenant.json:4"
            ),
            format!("which is right? Write \"{right}\" here, or \"{other}\" there"),
        ] {
            assert!(found.contains(&words), "{found}");
        }
    }
    // What is reckoned in the wrong zone only follows, and outlets speak for the manifest.
    finds_in(
        "enterprise",
        "parent/00-tenant.json",
        ("\"Europe/Madrid\"", "\"Europe/Lisbon\""),
        "\"Europe/Lisbon\"",
        "manifest/timezone",
        &["and so do outlets", "help: write \"Europe/Madrid\""],
    );
    let copy = Copy::of("enterprise");
    let run = copy.with("manifest.json", "\"Europe/Madrid\"", "\"Europe/Lisbon\"");
    assert_eq!(run.rules(), ["manifest/timezone"], "{}", run.out);
}

#[test]
fn a_tier_that_is_nearly_the_profiles_name() {
    finds(
        "manifest.json",
        "\"subscription_tier\": \"professional\"",
        "\"subscription_tier\": \"profesional\"",
        "\"profesional\"",
        "manifest/tier",
        &["did you mean `professional`?"],
    );
}

#[test]
fn a_file_that_is_listed_twice_for_another() {
    finds(
        "manifest.json",
        "\"10-forecasting.json\"",
        "\"09-sales.json\"",
        "\"09-sales.json\",\n    \"11",
        "shape/duplicate-file",
        &["did you mean `10-forecasting.json`, which is not listed? If not, remove one"],
    );
}

#[test]
fn two_outlets_of_one_id_are_both_named() {
    let copy = Copy::of("enterprise");
    let run = copy.with(
        "children/outlet-chamberi.json",
        "00010011-0000-4000-8000-000000000001",
        "00010012-0000-4000-8000-000000000001",
    );
    let found = run.only();
    for words in [
        "error[uuid/duplicate]: the outlet at seed-data/enterprise/children/outlet-chamberi.json:3 has the id ",
        "which is the copy? Write a v4 UUID of its own there",
    ] {
        assert!(found.contains(words), "{found}");
    }
}

#[test]
fn without_its_manifest_a_profile_is_not_another_of_its_name() {
    let copy = Copy::of("professional");
    fs::rename(copy.path(FILE), copy.path("Manifest.json")).unwrap();
    let run = copy.validate(&[]);
    let found = run.only();
    for words in [
        "manifest.json",
        "[shape/missing-file]",
        "this is not there, and without it no other file of the folder is read",
        "help: rename `Manifest.json`",
    ] {
        assert!(found.contains(words), "`{words}` is not in:\n{found}");
    }
    fs::remove_file(copy.path("Manifest.json")).unwrap();
    let run = copy.validate(&[]);
    let found = run.only();
    let hint = "write it, with the other files in `files`, or take the folder away";
    assert!(found.contains(hint), "{found}");
}
