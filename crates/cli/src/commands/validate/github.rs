//! Annotations of GitHub Actions: workflow commands, which its runner reads from the output.

use std::io::{self, Write};

use demo_core::{FileFault, Severity};

use super::{refused, report::Report};

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

/// An annotation for each file that keeps the check from being made, or one for all of it.
pub fn write_refused(out: &mut impl Write, message: &str, faults: &[FileFault]) -> io::Result<()> {
    if faults.is_empty() {
        return writeln!(out, "::error title=demo-session::{}", data(message));
    }
    for fault in faults {
        writeln!(
            out,
            "::error file={},line={},endLine={},col={},title=demo-session::{}",
            property(&fault.file),
            fault.line,
            fault.line,
            fault.column,
            data(&refused::words(fault, "\n"))
        )?;
    }
    Ok(())
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
