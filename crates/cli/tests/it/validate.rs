//! `demo-session validate`: the shipped profiles pass, and each fault is found at its place.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

struct Report {
    status: Option<i32>,
    text: String,
}

fn validate(args: &[&str], directory: &Path) -> Report {
    let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
        .arg("validate")
        .args(args)
        .env_clear()
        .current_dir(directory)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "",
        "results go to stdout"
    );
    Report {
        status: output.status.code(),
        text: String::from_utf8(output.stdout).unwrap(),
    }
}

fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seed-data"))
}

/// A copy of a profile, with its directory.
fn copy(profile: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    copy_folder(&shipped().join(profile), &directory.path().join(profile));
    directory
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Replaces the one occurrence of a text, and gives the line and the column, in characters, of
/// the first that differs or, with `mark`, of that part of the new text.
fn change(file: &Path, old: &str, new: &str, mark: &str) -> (usize, usize) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(
        text.matches(old).count(),
        1,
        "`{old}` in {}",
        file.display()
    );
    let at = text.find(old).unwrap() + new.find(mark).unwrap();
    let text = text.replacen(old, new, 1);
    fs::write(file, &text).unwrap();
    let line_begins = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[..at].matches('\n').count() + 1;
    (line, text[line_begins..at].chars().count() + 1)
}

#[test]
fn the_shipped_profiles_pass() {
    let elsewhere = TempDir::new().unwrap();
    for args in [
        &["--all"][..],
        &["--profile", "professional"],
        &["--profile", "enterprise", "--strict"],
        &[
            "--all",
            "--strict",
            "--seed-dir",
            shipped().to_str().unwrap(),
        ],
    ] {
        let report = validate(args, elsewhere.path());
        assert_eq!(
            report.text, "Status: PASSED\nErrors: 0\nWarnings: 0\n",
            "{args:?}"
        );
        assert_eq!(report.status, Some(0));
    }
    let report = validate(&["--all", "--format", "json"], elsewhere.path());
    let json: serde_json::Value = serde_json::from_str(&report.text).unwrap();
    assert_eq!(
        (&json["status"], &json["errors"]),
        (&"PASSED".into(), &0.into())
    );
}

/// A fault: the file, a text in it and what is written instead, where the finding must stand (the
/// first place of this in the new text; anywhere in the file when it is empty), and its words.
type Fault = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const FAULTS: [Fault; 9] = [
    // Inside the marker, at the character that does not fit.
    (
        "08-orders.json",
        "\"last_order_date\": \"BASE_TS - 9h\"",
        "\"last_order_date\": \"BASE_TS - 9x\"",
        "x\"",
        &["BASE_TS - 9x", "BASE_TS + 2h30m"],
    ),
    (
        "08-orders.json",
        "\"last_order_date\": \"BASE_TS - 9h\"",
        "\"last_order_date\": \"yesterday\"",
        "yesterday",
        &["yesterday"],
    ),
    (
        "08-orders.json",
        "\"code\": \"CLI-014\"",
        "\"kode\": \"CLI-014\"",
        "\"CLI-014\"",
        &["`kode`", "`code`"],
    ),
    (
        "08-orders.json",
        "\"capacity_crates\": 32",
        "\"capacity_crates\": \"32\"",
        "\"32\"",
        &["`capacity_crates`", "integer"],
    ),
    (
        "08-orders.json",
        "\"capacity_kg\": 600.00",
        "\"capacity_kg\": 600.001",
        "600.001",
        &["`600.001`", "2 decimals"],
    ),
    (
        "08-orders.json",
        "\"plate\": \"6148 MVB\"",
        "\"plate\": null",
        "null",
        &["`plate`", "null"],
    ),
    (
        "08-orders.json",
        "\"vehicles\": [",
        "\"vehicels\": [",
        "[",
        &["`vehicels`", "`vehicles`"],
    ),
    (
        "02-inventory.json",
        "\"name\": \"Barra de Benimaclet\"",
        "\"name\": \"Barra de ${session.emial}\"",
        "${",
        &["session.emial", "session.email"],
    ),
    (
        "02-inventory.json",
        "\"sku\": \"PAN-BAR\"",
        "\"sku\": \"PAN-BAR\", \"active\": true, \"sku\": \"PAN-BAR\"",
        "",
        &["sku"],
    ),
];

#[test]
fn each_fault_is_found_at_its_place() {
    for (file, old, new, mark, words) in FAULTS {
        let seeds = copy("professional");
        let (line, column) = change(
            &seeds.path().join("professional").join(file),
            old,
            new,
            mark,
        );
        let report = validate(
            &[
                "--profile",
                "professional",
                "--seed-dir",
                seeds.path().to_str().unwrap(),
            ],
            seeds.path(),
        );
        assert_eq!(report.status, Some(1), "{new}: {}", report.text);
        assert!(
            report.text.contains("\nStatus: FAILED\nErrors: "),
            "{}",
            report.text
        );
        let place = if mark.is_empty() {
            file.to_owned()
        } else {
            format!("{file}:{line}:{column}: ")
        };
        let found = report.text.lines().find(|line| line.contains(&place));
        let found = found.unwrap_or_else(|| panic!("{new}: nothing at {place}:\n{}", report.text));
        for word in words {
            assert!(found.contains(word), "{new}: `{word}` is not in: {found}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_named_where_the_manifest_names_it() {
    let seeds = copy("professional");
    let manifest = seeds.path().join("professional/manifest.json");
    let (line, column) = change(
        &manifest,
        "\"08-orders.json\"",
        "\"08-ordres.json\"",
        "\"08",
    );
    let report = validate(
        &[
            "--profile",
            "professional",
            "--seed-dir",
            seeds.path().to_str().unwrap(),
        ],
        seeds.path(),
    );
    assert_eq!(report.status, Some(1));
    let place = format!("manifest.json:{line}:{column}: ");
    let found = report
        .text
        .lines()
        .find(|line| line.contains("08-ordres.json"));
    let found = found.unwrap_or_else(|| panic!("{}", report.text));
    assert!(
        found.contains("`08-orders.json`"),
        "the nearest name: {found}"
    );
    assert!(found.contains(&place), "at {place}: {found}");
}

#[test]
fn all_faults_are_found_and_none_is_served() {
    let seeds = copy("enterprise");
    let profile = seeds.path().join("enterprise");
    change(
        &profile.join("children/outlet-chamberi.json"),
        "\"BASE_TS - 38m\"",
        "\"BASE_TS - m\"",
        "m",
    );
    change(
        &profile.join("parent/00-tenant.json"),
        "\"area_m2\": 920",
        "\"area_m2\": \"large\"",
        "l",
    );
    let report = validate(
        &[
            "--profile",
            "enterprise",
            "--seed-dir",
            seeds.path().to_str().unwrap(),
        ],
        seeds.path(),
    );
    assert!(
        report
            .text
            .ends_with("Status: FAILED\nErrors: 2\nWarnings: 0\n"),
        "{}",
        report.text
    );
    let (first, second) = (
        report.text.find("children/outlet-chamberi.json:").unwrap(),
        report.text.find("parent/00-tenant.json:").unwrap(),
    );
    assert!(first < second, "sorted by place");
}

#[test]
fn broken_json_is_found_at_its_line() {
    let seeds = copy("professional");
    let file = seeds.path().join("professional/08-orders.json");
    let (line, _) = change(&file, "\"vehicles\": [", "\"vehicles\": [,", ",");
    let report = validate(
        &[
            "--profile",
            "professional",
            "--seed-dir",
            seeds.path().to_str().unwrap(),
        ],
        seeds.path(),
    );
    assert_eq!(report.status, Some(1));
    assert!(
        report.text.contains(&format!("08-orders.json:{line}:")),
        "{}",
        report.text
    );
}
