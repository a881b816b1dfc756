//! Annotations of GitHub Actions: workflow commands, which its runner reads from the output.

use std::io::{self, Write};

use demo_core::Severity;

use super::report::Report;

pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for (profile, finding) in report.findings() {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let path = profile.path(finding).display().to_string();
        let message = if finding.hint.is_empty() {
            finding.message.clone()
        } else {
            format!("{}\n{}", finding.message, finding.hint)
        };
        writeln!(
            out,
            "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            property(&path),
            finding.line,
            finding.line,
            finding.column,
            finding.column + finding.length.max(1),
            property(&finding.rule),
            data(&message)
        )?;
    }
    write!(out, "{}", report.summary())
}

/// As `@actions/core` escapes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
