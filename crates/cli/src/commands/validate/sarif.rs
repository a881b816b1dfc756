//! SARIF 2.1.0 (OASIS), which code scanning and editors read.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
};

use demo_core::{FileFault, Finding, Severity, rule::Explanation};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    explain, refused,
    report::{Checked, Report},
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub fn write(out: &mut impl Write, report: &Report, rules: &[Explanation]) -> io::Result<()> {
    let index = |rule: &str| rules.iter().position(|one| one.id == rule);
    let mut seen = HashMap::new();
    let results: Vec<Value> = report
        .findings()
        .map(|(profile, finding)| {
            let mut result = result(profile, finding, &mut seen);
            if let Some(index) = index(&finding.rule) {
                result["ruleIndex"] = index.into();
            }
            result
        })
        .collect();
    let described: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": rule.why },
                "help": {
                    "text": format!("{}\n\nWrong: {}\nRight: {}", rule.why, rule.wrong, rule.right),
                    "markdown": explain::markdown(rule),
                },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let properties = json!({
        "status": report.status(),
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
    });
    let invocation = json!({ "executionSuccessful": true });
    write_run(out, (described, results), &invocation, &properties)
}

/// A run that could not be: what kept it from being is a notification about the configuration.
pub fn write_refused(out: &mut impl Write, message: &str, faults: &[FileFault]) -> io::Result<()> {
    let mut notifications: Vec<Value> = faults
        .iter()
        .map(|fault| {
            json!({
                "level": "error",
                "message": { "text": refused::words(fault, "; ") },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(Path::new(&fault.file)) },
                    "region": { "startLine": fault.line, "startColumn": fault.column },
                } }],
            })
        })
        .collect();
    if notifications.is_empty() {
        notifications.push(json!({ "level": "error", "message": { "text": message } }));
    }
    let invocation = json!({
        "executionSuccessful": false,
        "exitCode": 2,
        "toolConfigurationNotifications": notifications,
    });
    write_run(
        out,
        (vec![], vec![]),
        &invocation,
        &json!({ "status": "ERROR" }),
    )
}

fn write_run(
    out: &mut impl Write,
    (rules, results): (Vec<Value>, Vec<Value>),
    invocation: &Value,
    properties: &Value,
) -> io::Result<()> {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "demo-session",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
            "properties": properties,
        }],
    });
    writeln!(out, "{log:#}")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(profile: &Checked, finding: &Finding, seen: &mut HashMap<String, usize>) -> Value {
    let message = if finding.hint.is_empty() {
        finding.message.clone()
    } else {
        format!("{} ({})", finding.message, finding.hint)
    };
    json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&profile.path(finding)) },
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endColumn": finding.column + finding.length,
                "snippet": { "text": finding.text },
            },
        } }],
        "partialFingerprints": { "finding/v1": fingerprint(profile, finding, seen) },
    })
}

/// The same for the same fault after lines were added above it: from what stands there, not
/// from where. Equal ones are counted.
fn fingerprint(profile: &Checked, finding: &Finding, seen: &mut HashMap<String, usize>) -> String {
    let mut digest = Sha256::new();
    let line = finding.excerpt.trim();
    for part in [
        &profile.name,
        &finding.file,
        &finding.rule,
        &finding.text,
        line,
    ] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let text = data_encoding::HEXLOWER.encode(&digest.finalize()[..16]);
    let count = seen.entry(text.clone()).or_default();
    *count += 1;
    format!("{text}:{count}")
}

/// A relative reference where the path is one, so that it counts from the repository's root.
fn uri(path: &Path) -> String {
    if path.is_absolute() {
        return url::Url::from_file_path(path).map_or_else(|()| String::new(), String::from);
    }
    let root = Path::new("/");
    let absolute = url::Url::from_file_path(root.join(path));
    absolute.map_or_else(
        |()| path.display().to_string(),
        |url| url.path()[1..].to_owned(),
    )
}
