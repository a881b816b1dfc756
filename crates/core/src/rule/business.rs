//! A business rule: a query for the rows that break it, with a header that says why.
//!
//! ```sql
//! -- id: business/batch-capacity
//! -- severity: error
//! -- title: A batch fits its machine
//! -- why: A plan that no oven can bake is the first thing that a baker sees.
//! -- wrong: "planned_quantity": 150, on an oven with "batch_capacity": 140
//! -- right: "planned_quantity": 130, on an oven with "batch_capacity": 140
//! -- at: production_batches.planned_quantity
//!
//! select …
//! ```

use std::borrow::Cow;

use super::Explanation;
use crate::{FileFault, Severity, nearest};

/// What the ids of business rules begin with.
pub const PREFIX: &str = "business/";

/// A rule as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessRule {
    /// Its file, for messages.
    pub file: String,
    /// What its header says.
    pub explanation: Explanation,
    /// The table whose rows it finds.
    pub table: String,
    /// The column that it points at, where the query names no other.
    pub column: String,
    /// Rules whose findings explain those of this one.
    pub after: Vec<String>,
    /// Whether it is asked of day zero alone: what it looks at is the same in every session.
    pub day_zero: bool,
    /// The file's text. The header is a comment to the database too.
    pub sql: String,
}

const REQUIRED: [&str; 7] = ["id", "severity", "title", "why", "wrong", "right", "at"];
const AFTER: &str = "after";
const DAY: &str = "day";
const OPTIONAL: [&str; 2] = [AFTER, DAY];

/// A line of the header with those that continue it.
struct Entry<'a> {
    key: &'a str,
    value: String,
    /// The byte offset of its line.
    at: usize,
}

impl BusinessRule {
    /// Reads a rule's file.
    ///
    /// # Errors
    ///
    /// [`FileFault`] at the first place of the header that is not as it must be. The query is
    /// for the database to judge.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileFault> {
        let fault =
            |at, message: String, hint: &str| FileFault::at((file, text), at, message, hint);
        let entries = header(text).map_err(|(at, message, hint)| fault(at, message, &hint))?;
        let entry = |key| entries.iter().find(|entry| entry.key == key);
        for key in REQUIRED {
            if entry(key).is_none() {
                let hint = format!("write `-- {key}: …` in the comment at the top");
                return Err(fault(0, format!("the header lacks `{key}`"), &hint));
            }
        }
        let find = |key| entry(key).unwrap_or(&entries[0]);
        let id = find("id");
        if !is_id(&id.value) {
            let message = format!("`{}` is not a business rule's id", id.value);
            return Err(fault(
                id.at,
                message,
                "write one like `business/order-total`",
            ));
        }
        let severity = match find("severity").value.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            other => {
                let message = format!("`{other}` is not a severity");
                return Err(fault(
                    find("severity").at,
                    message,
                    "write `error` or `warning`",
                ));
            }
        };
        let Some((table, column)) = find("at").value.split_once('.') else {
            let message = format!("`{}` is not a column of a table", find("at").value);
            return Err(fault(
                find("at").at,
                message,
                "write one like `customer_orders.total`",
            ));
        };
        if let Some(day) = entry(DAY).filter(|day| day.value != "zero") {
            let message = format!("`{}` is not a day that a rule can be for", day.value);
            let hint = "write `zero`, or leave the line out: rules hold on all days";
            return Err(fault(day.at, message, hint));
        }
        let text_of = |key| Cow::Owned(find(key).value.clone());
        let after = entry(AFTER)
            .map(|entry| entry.value.as_str())
            .unwrap_or_default();
        Ok(Self {
            file: file.to_owned(),
            explanation: Explanation {
                id: text_of("id"),
                severity,
                title: text_of("title"),
                why: text_of("why"),
                wrong: text_of("wrong"),
                right: text_of("right"),
            },
            table: table.to_owned(),
            column: column.to_owned(),
            after: after
                .split([',', ' '])
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            day_zero: entry(DAY).is_some(),
            sql: text.to_owned(),
        })
    }

    /// A fault at a byte offset of its file.
    #[must_use]
    pub fn fault(&self, at: usize, message: impl Into<String>, hint: &str) -> FileFault {
        FileFault::at((&self.file, &self.sql), at, message, hint)
    }

    /// A fault at a line of its header, such as `at`.
    #[must_use]
    pub fn header_fault(&self, key: &str, message: String, hint: &str) -> FileFault {
        let entries = header(&self.sql).unwrap_or_default();
        let at = entries
            .iter()
            .find(|entry| entry.key == key)
            .map_or(0, |entry| entry.at);
        self.fault(at, message, hint)
    }
}

/// The comment lines at the top. `-- key: value` begins an entry, and a line that is indented by
/// three spaces or more continues it: an example keeps its lines, all else becomes one.
fn header(text: &str) -> Result<Vec<Entry<'_>>, (usize, String, String)> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let Some(comment) = line.trim_end().strip_prefix("--") else {
            break;
        };
        if comment.starts_with("   ")
            && let Some(entry) = entries.last_mut()
        {
            let example = matches!(entry.key, "wrong" | "right");
            entry.value.push(if example { '\n' } else { ' ' });
            entry.value.push_str(comment.trim());
            continue;
        }
        let known = || REQUIRED.into_iter().chain(OPTIONAL);
        let Some((key, value)) = comment.trim().split_once(':') else {
            let message = "a line of the header is neither `-- key: …` nor indented".to_owned();
            let hint = "indent what continues a line by three spaces after `--`".to_owned();
            return Err((begin, message, hint));
        };
        let Some(key) = known().find(|name| *name == key) else {
            let message = format!("the header has no key `{key}`");
            return Err((begin, message, nearest::hint(key, known())));
        };
        let value = value.trim().to_owned();
        if value.is_empty() {
            return Err((
                begin,
                format!("`{key}` says nothing"),
                "write it here".to_owned(),
            ));
        }
        if entries.iter().any(|entry| entry.key == key) {
            return Err((
                begin,
                format!("`{key}` stands twice"),
                "join the two".to_owned(),
            ));
        }
        entries.push(Entry {
            key,
            value,
            at: begin,
        });
    }
    Ok(entries)
}

fn is_id(id: &str) -> bool {
    id.strip_prefix(PREFIX).is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.len() <= 48
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}
