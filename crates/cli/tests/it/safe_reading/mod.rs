//! `demo-session validate` on seed data that is broken, hostile or out of reach: each fault is a
//! finding at its place or a clear error, whatever else is wrong.

mod files;
mod limits;
mod texts;

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// Copies of the shipped profiles, one of which a test breaks.
struct Profile {
    directory: TempDir,
    name: &'static str,
}

/// What a run came to: the findings, a line each, in the report's order.
struct Report {
    status: Option<i32>,
    findings: Vec<String>,
    stderr: String,
}

impl Profile {
    fn copy(name: &'static str) -> Self {
        let shipped = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seed-data"));
        let directory = TempDir::new().unwrap();
        copy_folder(&shipped.join(name), &directory.path().join(name));
        Self { directory, name }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(self.name).join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(file), bytes).unwrap();
    }

    /// Lists a file in the manifest, before the others.
    fn list(&self, file: &str) {
        let manifest = self.text("manifest.json");
        let listed = format!("\"files\": [\"{file}\", ");
        self.write(
            "manifest.json",
            manifest.replacen("\"files\": [", &listed, 1),
        );
    }

    fn validate(&self) -> Report {
        self.run(&["--profile", self.name], None)
    }

    fn run(&self, args: &[&str], user: Option<u32>) -> Report {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demo-session"));
        command
            .args(["validate", "--format", "json", "--seed-dir"])
            .arg(self.directory.path())
            .args(args)
            .env_clear()
            .current_dir(self.directory.path());
        if let Some(user) = user {
            command.uid(user);
        }
        let output = command.output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let findings = report["profiles"][self.name].as_array();
        let line = |finding: &serde_json::Value| {
            let text = |key: &str| match &finding[key] {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let [file, line, column, rule, message, hint] =
                ["file", "line", "column", "rule", "message", "hint"].map(text);
            format!("{file}:{line}:{column} {rule}: {message} ({hint})")
        };
        Report {
            status: output.status.code(),
            findings: findings.into_iter().flatten().map(line).collect(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
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

impl Report {
    /// Exactly these findings, and exit status 1.
    #[track_caller]
    fn has(&self, expected: &[&str]) {
        assert_eq!(self.stderr, "");
        assert_eq!(self.findings, expected);
        assert_eq!(self.status, Some(1));
    }
}
