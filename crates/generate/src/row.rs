//! Rows of seed data, read value by value for what is to be generated.

use demo_core::{
    Finding,
    seed::{SeedCell, SeedFile, SeedRow, SeedSet, Value},
};
use uuid::Uuid;

/// A value that is missing or cannot be read.
pub(crate) type Fault = Box<Finding>;

/// A row with what makes a finding of it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) file: &'a SeedFile,
    pub(crate) cells: SeedRow<'a>,
    /// What is to be generated, for messages: such as `a history`.
    purpose: &'static str,
}

impl<'a> Row<'a> {
    pub(crate) fn new(file: &'a SeedFile, row: SeedRow<'a>, purpose: &'static str) -> Self {
        Self {
            file,
            cells: row,
            purpose,
        }
    }

    /// The value of a column that must be there.
    pub(crate) fn cell(&self, column: &str) -> Result<SeedCell<'a>, Fault> {
        self.cells.get(column).ok_or_else(|| {
            let message = format!("this row lacks `{column}`, which {} needs", self.purpose);
            let hint = format!("add \"{column}\"");
            let rule = "shape/missing-column";
            Box::new(self.file.error(rule, self.cells.at, message, hint))
        })
    }

    /// Reads a column that must be there.
    pub(crate) fn read<T>(
        &self,
        column: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        let cell = self.cell(column)?;
        let text = match cell.value {
            Value::String(text) | Value::Number(text) | Value::Json(text) => Some(text),
            Value::Null | Value::Boolean(_) => None,
        };
        text.and_then(read)
            .ok_or_else(|| self.unfit(column, &format!("write {expected}")))
    }

    /// A finding at a column's value, or at the row.
    pub(crate) fn unfit(&self, column: &str, hint: &str) -> Fault {
        let at = self.cells.get(column).map_or(self.cells.at, |cell| cell.at);
        let message = format!("{} cannot be made from this `{column}`", self.purpose);
        Box::new(self.file.error("shape/wrong-type", at, message, hint))
    }

    pub(crate) fn id(&self, column: &str) -> Result<Uuid, Fault> {
        self.read(column, "a UUID", |text| text.parse().ok())
    }

    /// `None` when the column is null or not there.
    pub(crate) fn optional<T>(
        &self,
        column: &str,
        read: impl Fn(&Self) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        match self.cells.get(column).map(|cell| cell.value) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => read(self).map(Some),
        }
    }

    /// An amount such as 1.20, in hundredths.
    pub(crate) fn money(&self, column: &str) -> Result<i64, Fault> {
        self.read(column, "an amount such as 1.20", hundredths)
    }

    pub(crate) fn text(&self, column: &str) -> &'a str {
        self.cells.text(column).unwrap_or_default()
    }

    /// Active unless it says otherwise, as the tables have it.
    pub(crate) fn is_active(&self) -> bool {
        let active = self.cells.get("active");
        active.is_none_or(|cell| cell.value != Value::Boolean(false))
    }
}

/// All rows of a table.
pub(crate) fn rows<'a>(seeds: &'a SeedSet, table: &'a str, purpose: &'static str) -> Vec<Row<'a>> {
    let found = seeds.rows(table);
    found
        .map(|(file, row)| Row::new(file, row, purpose))
        .collect()
}

/// The first finding, and how many there are besides.
pub(crate) fn first(findings: &[Finding]) -> String {
    let Some(first) = findings.first() else {
        return String::new();
    };
    let Finding {
        file,
        line,
        column,
        message,
        hint,
        ..
    } = first;
    let more = match findings.len() {
        1 => String::new(),
        all => format!("; {} more (`demo-session validate` lists all)", all - 1),
    };
    format!("{file}:{line}:{column}: {message} ({hint}){more}")
}

/// Reads `1.2` as 120. At most two decimals, as the column has them, and no sign.
pub(crate) fn hundredths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<2}").parse().ok()
}

/// Hundredths as written in seed data: `1.20`.
pub(crate) fn money(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(hundredths("1.2"), Some(120));
        assert_eq!(hundredths("1.20"), Some(120));
        assert_eq!(hundredths("3"), Some(300));
        for text in ["", "1.234", "-1", "1e2", ".5", "x"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }
}
