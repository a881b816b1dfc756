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
    /// Of the offending text on that line, in characters.
    pub length: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The rule's id, such as `shape/unknown-column`.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
    /// The offending text, as far as the excerpt shows it; may be empty.
    pub text: String,
    /// The line, or of a long one the part around the offending text.
    pub excerpt: String,
    /// The characters of the excerpt that stand before the offending text.
    pub caret: usize,
}

/// Of a long line this many characters are shown, which fits an editor's width...
const EXCERPT: usize = 160;
/// ...and this many of them before the offending text.
const BEFORE: usize = 60;
/// Of a line as long as its file, this many bytes after the place are looked at.
const REACH: usize = 64 << 10;

impl Finding {
    /// A finding at a byte offset of a file's text; what stands there is the offending text.
    #[must_use]
    pub fn at(
        severity: Severity,
        rule: &str,
        (path, text): (&str, &str),
        at: usize,
        message: String,
        hint: impl Into<String>,
    ) -> Self {
        let place = (at, line_and_column(text, at));
        Self::at_place(severity, rule, (path, text), place, (message, hint.into()))
    }

    /// Whether another finding is of the same rule at the same place.
    #[must_use]
    pub fn stands_with(&self, other: &Self) -> bool {
        let place = |finding: &Self| (finding.line, finding.column);
        self.rule == other.rule && self.file == other.file && place(self) == place(other)
    }

    /// The same where the line and column of the offset are known.
    pub(crate) fn at_place(
        severity: Severity,
        rule: &str,
        (path, text): (&str, &str),
        (at, (line, column)): (usize, (usize, usize)),
        (message, hint): (String, String),
    ) -> Self {
        let at = text.floor_char_boundary(at.min(text.len()));
        let first = text.floor_char_boundary(at.saturating_sub(4 * EXCERPT));
        let last = text.floor_char_boundary((at + REACH).min(text.len()));
        let before = text[first..at].rsplit('\n').next().unwrap_or_default();
        let rest = text[at..last].split('\n').next().unwrap_or_default();
        let rest = rest.trim_end_matches('\r');
        let is_long = column - 1 + rest.chars().take(EXCERPT).count() > EXCERPT;
        let shown = before.chars().count();
        let caret = if is_long { shown.min(BEFORE) } else { shown };
        let line_text = before.chars().skip(shown - caret).chain(rest.chars());
        let offending = &rest[..extent(rest)];
        let length = offending.chars().count();
        Self {
            file: path.to_owned(),
            line,
            column,
            length,
            severity,
            rule: rule.to_owned(),
            message,
            hint,
            text: offending.chars().take(EXCERPT - caret).collect(),
            excerpt: line_text.take(EXCERPT).collect(),
            caret,
        }
    }
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

/// How many bytes of the rest of a line are the JSON value, or the part of one, that it begins
/// with. Of a value that goes on in the next line, all of the line.
fn extent(rest: &str) -> usize {
    let line = rest.trim_end().len();
    match rest.as_bytes().first() {
        None => 0,
        Some(b'"') => quoted(rest).unwrap_or(line),
        Some(b'{' | b'[') => bracketed(rest).unwrap_or(line),
        // To its brace; of one that nothing closes, to the end of its name.
        Some(b'$') => {
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || "${_.".contains(c);
            let name = rest.find(|c| !is_of_name(c)).unwrap_or(line);
            name + usize::from(rest[name..].starts_with('}'))
        }
        Some(_) => {
            let ends = |c: char| c.is_whitespace() || ",:]}\"".contains(c);
            let first = rest.chars().next().map_or(0, char::len_utf8);
            rest.find(ends).unwrap_or(rest.len()).max(first)
        }
    }
}

/// The length of a JSON string with its quotes.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}

/// The length of an object or array.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'"' => at += quoted(&text[at..])? - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
