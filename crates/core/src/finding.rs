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
        let at = text.floor_char_boundary(at.min(text.len()));
        let (line, column) = line_and_column(text, at);
        let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let line_text = text[begin..end].trim_end_matches('\r');
        let skipped = match line_text.char_indices().nth(EXCERPT) {
            Some(_) => (column - 1).saturating_sub(BEFORE),
            None => 0,
        };
        let excerpt: String = line_text.chars().skip(skipped).take(EXCERPT).collect();
        let caret = column - 1 - skipped;
        let offending = &text[at..at + extent(&text[at..end])];
        let length = offending.chars().count();
        Self {
            file: path.to_owned(),
            line,
            column,
            length,
            severity,
            rule: rule.to_owned(),
            message,
            hint: hint.into(),
            text: excerpt.chars().skip(caret).take(length).collect(),
            excerpt,
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
        Some(b'$') => rest.find('}').map_or(line, |end| end + 1),
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
