//! The four formats.

use std::process::Command;

use serde_json::Value;

use super::common::{Copy, validate};

/// One fault, with what escaping must cope with.
fn broken() -> Copy {
    let copy = Copy::of("professional");
    copy.change(
        "08-orders.json",
        "\"plate\": \"6148 MVB\"",
        "\"plate, 100%\": \"6148 MVB\", \"plate\": \"6148 MVB\"",
    );
    copy
}

#[test]
fn text_shows_the_line_and_a_caret() {
    let copy = broken();
    let run = copy.validate(&[]);
    let expected = "seed-data/professional/08-orders.json:54:53: error[shape/unknown-column]: `vehicles` has no column `plate, 100%`\n";
    assert!(run.out.starts_with(expected), "{}", run.out);
    let found = run.only();
    let lines: Vec<&str> = found.lines().collect();
    assert!(
        lines[2].starts_with("54 |     { \"id\": \"00170000"),
        "{found}"
    );
    assert_eq!(
        lines[3].find('^').map(|at| at - 5),
        lines[2].find("\"plate, 100%\"").map(|at| at - 5),
        "{found}"
    );
    assert_eq!(
        lines[3].matches('^').count(),
        "\"plate, 100%\"".len(),
        "{found}"
    );
    assert!(!run.out.contains('\u{1b}'), "no colours off a terminal");
}

/// A run on a terminal that `script` makes.
fn on_a_terminal(copy: &Copy, environment: &str) -> String {
    let program = env!("CARGO_BIN_EXE_demo-session");
    let command = format!("{environment} {program} validate --profile professional");
    let output = Command::new("script")
        .args(["--quiet", "--command", &command, "/dev/null"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir(copy.root())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn text_is_coloured_on_a_terminal_unless_no_color_is_set() {
    let copy = broken();
    let coloured = on_a_terminal(&copy, "");
    assert!(
        coloured.contains("\u{1b}[1;31merror[shape/unknown-column]\u{1b}[0m: "),
        "{coloured:?}"
    );
    let plain = on_a_terminal(&copy, "NO_COLOR=1");
    assert!(plain.contains("error[shape/unknown-column]: "), "{plain:?}");
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn json_gives_each_field() {
    let copy = broken();
    let run = copy.validate(&["--format", "json"]);
    assert_eq!(run.status, Some(1));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["status"], "FAILED");
    assert_eq!(
        (&report["errors"], &report["warnings"]),
        (&1.into(), &0.into())
    );
    let finding = &report["profiles"]["professional"][0];
    for (field, value) in [
        ("path", Value::from("seed-data/professional/08-orders.json")),
        ("file", "08-orders.json".into()),
        ("line", 54.into()),
        ("column", 53.into()),
        ("length", 13.into()),
        ("severity", "error".into()),
        ("rule", "shape/unknown-column".into()),
        ("message", "`vehicles` has no column `plate, 100%`".into()),
        ("text", "\"plate, 100%\"".into()),
    ] {
        assert_eq!(finding[field], value, "{field}");
    }
}

#[test]
fn github_reads_its_own_escapes() {
    let copy = broken();
    let run = copy.validate(&["--format", "github"]);
    assert_eq!(run.status, Some(1));
    let annotation = run.out.lines().next().unwrap();
    let begin = "::error file=seed-data/professional/08-orders.json,line=54,endLine=54,col=53,endColumn=66,title=shape/unknown-column::`vehicles` has no column `plate, 100%25`%0A";
    assert!(annotation.starts_with(begin), "{annotation}");
    assert!(
        run.out
            .ends_with("\nStatus: FAILED\nErrors: 1\nWarnings: 0\n")
    );
}

fn sarif(copy: &Copy) -> Value {
    let run = copy.validate(&["--format", "sarif"]);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn sarif_has_places_rules_and_fingerprints_that_stay() {
    let copy = broken();
    let log = sarif(&copy);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][rule];
    assert_eq!(
        (&result["ruleId"], &rule["id"]),
        (&rule["id"], &"shape/unknown-column".into())
    );
    assert!(
        rule["help"]["markdown"]
            .as_str()
            .unwrap()
            .contains("Wrong:")
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "seed-data/professional/08-orders.json"
    );
    assert_eq!(place["region"]["startLine"], 54);
    assert_eq!(
        (
            &place["region"]["startColumn"],
            &place["region"]["endColumn"]
        ),
        (&53.into(), &66.into())
    );

    let fingerprint = |log: &Value| log["runs"][0]["results"][0]["partialFingerprints"].clone();
    copy.change("08-orders.json", "{\n", "{\n\n\n");
    let later = sarif(&copy);
    let region = &later["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 56);
    assert_eq!(fingerprint(&log), fingerprint(&later));
    copy.change("08-orders.json", "plate, 100%", "plate, 10%");
    assert_ne!(fingerprint(&log), fingerprint(&sarif(&copy)));
}

#[test]
fn paths_are_absolute_where_the_profile_lies_elsewhere() {
    let copy = broken();
    let elsewhere = tempfile::TempDir::new().unwrap();
    let seeds = copy.path("..");
    let seeds = seeds.canonicalize().unwrap();
    let args = ["--all", "--seed-dir", seeds.to_str().unwrap(), "--format"];
    let run = |format: &str| validate(&[&args[..], &[format]].concat(), elsewhere.path()).out;
    let path = seeds.join("professional/08-orders.json");
    assert!(run("text").starts_with(&format!("{}:54:53: ", path.display())));
    assert!(run("sarif").contains(&format!("\"uri\": \"file://{}\"", path.display())));
}
