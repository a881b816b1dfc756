//! Two dates or instants of one row, of which one comes first.

use std::{fmt, str::FromStr};

use serde::Deserialize;

/// Written `started_at < finished_at`, or with `<=` where both may be the same. NULL is never
/// out of order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Range {
    /// The column that comes first.
    pub first: String,
    /// The one that comes after it.
    pub second: String,
    /// Whether both may be the same.
    pub or_same: bool,
}

impl Range {
    /// Whether it compares one of the columns that another compares.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let columns = [&other.first, &other.second];
        columns.contains(&&self.first) || columns.contains(&&self.second)
    }
}

impl FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_name = |name: &&str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let (first, rest) = text.split_once('<').unwrap_or_default();
        let second = rest.strip_prefix('=').unwrap_or(rest);
        match [first.trim(), second.trim()] {
            [first, second] if is_name(&first) && is_name(&second) => Ok(Self {
                first: first.to_owned(),
                second: second.to_owned(),
                or_same: rest.starts_with('='),
            }),
            _ => Err(format!(
                "`{text}` is not a range: write it like `started_at < finished_at`, or with `<=`"
            )),
        }
    }
}

impl TryFrom<String> for Range {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.or_same { "<=" } else { "<" };
        write!(f, "{} {sign} {}", self.first, self.second)
    }
}
