//! Business rules through the real binary: each shipped rule finds what it is for, others can be
//! added, and a bad one is refused with its place.

mod bad;
mod calendar;
mod constraints;
mod mutants;
mod own;
mod start;

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::copies::Copy;

/// A copy of the shipped seed data that a test may break.
struct Seeds {
    copy: Copy,
    /// Services in place of those compiled in.
    services: Option<PathBuf>,
}

/// What `validate` says.
struct Report {
    status: Option<i32>,
    findings: Vec<Found>,
    errors: String,
}

#[derive(Debug)]
struct Found {
    rule: String,
    severity: String,
    file: String,
    line: u64,
    column: u64,
    length: u64,
    message: String,
    hint: String,
}

impl Seeds {
    fn new(profile: &str) -> Self {
        Self {
            copy: Copy::without_history(profile),
            services: None,
        }
    }

    /// With its history, for what is about that.
    fn with_history(profile: &str) -> Self {
        Self {
            copy: Copy::of(profile),
            services: None,
        }
    }

    /// A file beside the profiles, or in one.
    fn path(&self, file: &str) -> PathBuf {
        self.copy.seed_data().join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        self.write_bytes(file, text.as_bytes());
    }

    fn write_bytes(&self, file: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), bytes).unwrap();
    }

    /// Replaces the first occurrence of a text behind an anchor, or its only one.
    fn change(&self, file: &str, anchor: &str, old: &str, new: &str) -> usize {
        let text = self.text(file);
        let from = text
            .find(anchor)
            .unwrap_or_else(|| panic!("no {anchor} in {file}"));
        let found = text[from..]
            .find(old)
            .unwrap_or_else(|| panic!("no {old} in {file}"));
        if anchor.is_empty() {
            assert_eq!(text.matches(old).count(), 1, "{old} in {file}");
        }
        let at = from + found;
        self.write(
            file,
            &format!("{}{new}{}", &text[..at], &text[at + old.len()..]),
        );
        at
    }

    /// Lets every offset pass, so that business rules alone judge dates.
    fn widen_windows(&self) {
        let wide = serde_json::json!({ "past": "4000d", "future": "4000d" });
        let change = |manifest: &mut Value| manifest["offset_window"] = wide;
        self.copy.change_manifest(change);
    }

    fn validate(&self) -> Report {
        let mut args = vec!["--format", "json"];
        let services = self.services.as_ref().map(|path| path.to_str().unwrap());
        args.extend(services.iter().flat_map(|path| ["--services-dir", path]));
        let run = self.copy.validate(&args);
        let report: Value = serde_json::from_str(&run.out).unwrap_or_default();
        let mut findings = Vec::new();
        collect(&report, &mut findings);
        Report {
            status: run.status,
            findings,
            errors: run.error,
        }
    }
}

/// The findings of a report, wherever they stand in it.
fn collect(json: &Value, found: &mut Vec<Found>) {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| json[name].as_u64().unwrap_or_default();
    match json {
        Value::Object(object) if object.contains_key("rule") && object.contains_key("message") => {
            found.push(Found {
                rule: text("rule"),
                severity: text("severity"),
                // Some reports name a file from the working directory.
                file: text("file"),
                line: number("line"),
                column: number("column"),
                length: number("length"),
                message: text("message"),
                hint: text("hint"),
            });
        }
        Value::Object(object) => object.values().for_each(|value| collect(value, found)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The line and column, from 1, of a byte offset.
fn place(text: &str, at: usize) -> (u64, u64) {
    let line_begins = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[..at].matches('\n').count() + 1;
    let column = text[line_begins..at].chars().count() + 1;
    (line as u64, column as u64)
}
