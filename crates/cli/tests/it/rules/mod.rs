//! Business rules through the real binary: each shipped rule finds what it is for, others can be
//! added, and a bad one is refused with its place.

mod bad;
mod calendar;
mod constraints;
mod mutants;
mod own;
mod start;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

/// A copy of the shipped seed data that a test may break.
struct Seeds {
    directory: TempDir,
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
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data");
        let directory = TempDir::new().unwrap();
        copy_folder(&shipped.join(profile), &directory.path().join(profile));
        let seeds = Self {
            directory,
            services: None,
        };
        // History is most of the rows, and nothing here is about it.
        fs::remove_dir_all(seeds.path(profile).join("history")).unwrap();
        seeds.change_manifest(profile, |manifest| {
            let files = manifest["files"].as_array_mut().unwrap();
            files.retain(|file| !file.as_str().unwrap().starts_with("history/"));
        });
        seeds
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
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

    fn change_manifest(&self, profile: &str, change: impl FnOnce(&mut Value)) {
        let file = format!("{profile}/manifest.json");
        let mut manifest = serde_json::from_str(&self.text(&file)).unwrap();
        change(&mut manifest);
        self.write(&file, &format!("{manifest:#}"));
    }

    /// Lets every offset pass, so that business rules alone judge dates.
    fn widen_windows(&self, profile: &str) {
        let wide = serde_json::json!({ "past": "4000d", "future": "4000d" });
        self.change_manifest(profile, |manifest| manifest["offset_window"] = wide);
    }

    fn validate(&self, profile: &str) -> Report {
        let output = Command::new(env!("CARGO_BIN_EXE_demo-session"))
            .args([
                "validate",
                "--profile",
                profile,
                "--format",
                "json",
                "--seed-dir",
            ])
            .arg(self.directory.path())
            .args(
                self.services
                    .iter()
                    .flat_map(|path| ["--services-dir".as_ref(), path.as_os_str()]),
            )
            .env_clear()
            .current_dir(self.directory.path())
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let mut findings = Vec::new();
        collect(&report, &mut findings);
        Report {
            status: output.status.code(),
            findings,
            errors: String::from_utf8(output.stderr).unwrap(),
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

/// The line and column, from 1, of a byte offset.
fn place(text: &str, at: usize) -> (u64, u64) {
    let line_begins = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[..at].matches('\n').count() + 1;
    let column = text[line_begins..at].chars().count() + 1;
    (line as u64, column as u64)
}
