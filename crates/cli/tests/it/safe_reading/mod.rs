//! `demo-session validate` on seed data that is broken, hostile or out of reach: each fault is a
//! finding at its place or a clear error, whatever else is wrong.

mod files;
mod limits;
mod texts;

use std::{os::unix::process::CommandExt as _, process::Command};

use crate::copies::{Copy, Run};

/// What a run came to: the findings, a line each, in the report's order.
struct Report {
    status: Option<i32>,
    findings: Vec<String>,
    stderr: String,
}

impl Copy {
    /// Lists a file in the manifest, before the others.
    fn list(&self, file: &str) {
        let manifest = self.text("manifest.json");
        let listed = format!("\"files\": [\"{file}\", ");
        self.write(
            "manifest.json",
            manifest.replacen("\"files\": [", &listed, 1),
        );
    }

    /// What `validate` finds in it.
    fn report(&self) -> Report {
        let path = self.path("");
        let profile = path.file_name().unwrap().to_str().unwrap();
        self.run(&["--profile", profile], None)
    }

    fn run(&self, args: &[&str], user: Option<u32>) -> Report {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demo-session"));
        command
            .args(["validate", "--format", "json", "--seed-dir"])
            .arg(self.seed_data())
            .args(args)
            .env_clear()
            .current_dir(self.seed_data());
        if let Some(user) = user {
            command.uid(user);
        }
        let run = Run::of(&mut command);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
        let profiles = report["profiles"].as_object().into_iter().flatten();
        let findings = profiles.filter_map(|(_, findings)| findings.as_array());
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
            status: run.status,
            findings: findings.flatten().map(line).collect(),
            stderr: run.error,
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
