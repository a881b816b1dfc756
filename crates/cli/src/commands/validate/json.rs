//! For programs.

use std::io::{self, Write};

use demo_core::Severity;
use serde_json::{Map, Value, json};

use super::report::Report;

pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let mut profiles = Map::new();
    for profile in &report.profiles {
        let mut findings = Vec::new();
        for finding in &profile.findings {
            let mut value = serde_json::to_value(finding)?;
            value["path"] = Value::from(profile.path(finding).display().to_string());
            findings.push(value);
        }
        profiles.insert(profile.name.clone(), findings.into());
    }
    let report = json!({
        "status": report.status(),
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
        "profiles": profiles,
    });
    writeln!(out, "{report:#}")
}
