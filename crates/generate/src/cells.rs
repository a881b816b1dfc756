//! Rows as they are written into seed files.

use demo_core::seed::Value;

use crate::row::Row;

const WIDTH: usize = 120;

/// A value as JSON.
pub(crate) struct Cell(String);

impl From<String> for Cell {
    fn from(json: String) -> Self {
        Self(json)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// A row's columns with their values as JSON, in order.
#[derive(Default, Clone)]
pub(crate) struct Cells(Vec<(String, String)>);

impl Cells {
    /// A row that is there already, with all that it has.
    pub(crate) fn of(row: &Row) -> Self {
        let cells = row.cells.cells();
        Self(
            cells
                .map(|cell| (cell.column.to_owned(), json(cell.value)))
                .collect(),
        )
    }

    /// Sets a value in its place, or at the end.
    pub(crate) fn set(&mut self, column: &str, value: impl Into<Cell>) {
        let Cell(value) = value.into();
        match self.0.iter_mut().find(|(found, _)| found == column) {
            Some((_, found)) => *found = value,
            None => self.0.push((column.to_owned(), value)),
        }
    }

    /// The same with a value more.
    pub(crate) fn with(mut self, column: &str, value: impl Into<Cell>) -> Self {
        self.set(column, value);
        self
    }

    /// The same without a column.
    pub(crate) fn without(mut self, column: &str) -> Self {
        self.0.retain(|(found, _)| found != column);
        self
    }

    /// In one line, without a comma.
    pub(crate) fn line(&self) -> String {
        let cells = self.0.iter();
        let cells: Vec<String> = cells
            .map(|(column, value)| format!("\"{column}\": {value}"))
            .collect();
        format!("{{ {} }}", cells.join(", "))
    }

    /// In lines of 120 characters, with a comma when it is not the last.
    pub(crate) fn text(&self, last: bool) -> String {
        let mut lines = String::new();
        let mut line = String::from("    {");
        for (number, (column, value)) in self.0.iter().enumerate() {
            let end = if number + 1 < self.0.len() {
                ","
            } else if last {
                " }"
            } else {
                " },"
            };
            let cell = format!("\"{column}\": {value}{end}");
            if line.chars().count() + 1 + cell.chars().count() > WIDTH {
                lines.push_str(&line);
                lines.push('\n');
                line = format!("      {cell}");
            } else {
                line.push(' ');
                line.push_str(&cell);
            }
        }
        lines + &line + "\n"
    }
}

fn json(value: Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Number(text) | Value::Json(text) => text.to_owned(),
        Value::String(text) => quoted(text),
    }
}

pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
