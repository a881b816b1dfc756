//! What is wrong with seed data, where, and how to mend it.

use std::fmt;

use serde::Serialize;

/// Whether a finding keeps a profile from being served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The profile cannot be served.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// One thing that is wrong, with its place. Ordered by place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file's path inside its profile, such as `parent/08-orders.json`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The rule's id, such as `shape/unknown-column`.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The offending text; may be empty.
    pub text: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(
            f,
            "{severity}[{}] {}:{}:{}: {}",
            self.rule, self.file, self.line, self.column, self.message
        )?;
        if !self.hint.is_empty() {
            write!(f, " ({})", self.hint)?;
        }
        Ok(())
    }
}

/// The line and column, from 1, of a byte offset in a text; the column in characters.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}
