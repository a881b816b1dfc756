//! The manifest, at the value that is wrong.

use super::common::{Copy, finds};

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
            .stdout
            .contains("PASSED")
    );
    let copy = Copy::of("professional");
    let run = copy.with(FILE, &described, "{}");
    let message = "`description` must be a string, or an object of one by language";
    assert!(run.stdout.contains(message), "{}", run.stdout);
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
        assert_eq!(found.len(), 1, "{new}: {}", run.stdout);
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
    assert_eq!(
        run.rules(),
        ["shape/unlisted-file", "shape/missing-file"],
        "{}",
        run.stdout
    );
    let place = copy.place(FILE, "\"08-ordres.json\"");
    let missing = run.findings()[1];
    assert!(missing.starts_with(&place), "{missing}");
    assert!(
        missing.contains("help: did you mean `08-orders.json`?"),
        "{missing}"
    );
}
