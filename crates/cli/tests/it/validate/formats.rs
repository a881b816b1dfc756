//! The four formats.

use std::{fs, process::Command};

use serde_json::Value;

use super::common::{Copy, Run, validate};
use crate::copies::{copy_folder, shipped};

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

/// With what keeps the check from being made: a service's type that is none.
fn refused(format: &str) -> Run {
    let copy = Copy::of("professional");
    let folder = copy.root().join("mine/orders");
    copy_folder(&shipped().join("../services/orders"), &folder);
    let file = folder.join("migrations/0001_init.sql");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("TEXT ", "TEXTT", 1)).unwrap();
    copy.validate(&["--services-dir", "mine", "--format", format])
}

#[test]
fn what_keeps_the_check_from_being_made_has_each_form_too() {
    let place = ("mine/orders/migrations/0001_init.sql", 6, 24);
    let (message, hint) = (
        "`TEXTT` is no type that a column may have",
        "did you mean `TEXT`?",
    );
    let (path, line, column) = place;
    let said = format!("error: {path}:{line}:{column}: {message} ({hint})\n");
    let run = refused("text");
    assert_eq!(
        (run.status, run.out.as_str(), run.error),
        (Some(2), "", said.clone())
    );

    let run = refused("json");
    assert_eq!((run.status, &run.error), (Some(2), &said));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&report["status"], &report["errors"]),
        (&"ERROR".into(), &1.into())
    );
    let fault = &report["faults"][0];
    assert_eq!(
        (&fault["file"], &fault["line"]),
        (&path.into(), &line.into())
    );
    assert_eq!(
        (&fault["message"], &fault["hint"]),
        (&message.into(), &hint.into())
    );

    let run = refused("sarif");
    assert_eq!((run.status, &run.error), (Some(2), &said));
    let log: Value = serde_json::from_str(&run.out).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(log["runs"][0]["results"], Value::Array(vec![]));
    let told = &invocation["toolConfigurationNotifications"][0];
    let physical = &told["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], path);
    assert_eq!(physical["region"]["startLine"], line);
    assert_eq!(told["message"]["text"], format!("{message}; {hint}"));

    let run = refused("github");
    assert_eq!((run.status, &run.error), (Some(2), &said));
    let annotation = format!(
        "::error file={path},line={line},endLine={line},col={column},title=demo-session::{message}%0A{hint}\n"
    );
    assert_eq!(run.out, annotation);
}

#[test]
fn an_error_without_a_place_has_each_form_too() {
    let copy = Copy::of("professional");
    let run = |format: &str| validate(&["--profile", "none", "--format", format], copy.root());
    let message = "there is no profile `none` (";
    let report: Value = serde_json::from_str(&run("json").out).unwrap();
    assert!(report["error"].as_str().unwrap().starts_with(message));
    assert!(run("sarif").out.contains(&format!("\"text\": \"{message}")));
    let annotation = format!("::error title=demo-session::{message}");
    assert!(run("github").out.starts_with(&annotation));
}

#[test]
fn a_fault_of_a_rule_is_said_once() {
    let copy = Copy::of("professional");
    let rules = copy.seed_data().join("rules");
    copy_folder(&shipped().join("rules"), &rules);
    let file = rules.join("alert-kind.sql");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("severity: error", "severity: eror", 1)).unwrap();
    for args in [&[][..], &["--seed-dir", "seed-data"]] {
        let run = copy.validate(args);
        assert_eq!(run.status, Some(2));
        assert_eq!(
            run.error.matches("`eror` is not a severity").count(),
            1,
            "{}",
            run.error
        );
    }
}
