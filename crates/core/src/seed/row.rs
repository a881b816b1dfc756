//! Rows and cells: places in a file's text, and what stands there when it is asked for.

use std::collections::BTreeMap;

use super::SeedFile;

/// The rows of a table in one file.
#[derive(Debug, Clone)]
pub struct SeedTable {
    /// Its name.
    pub name: String,
    /// The byte offset of its rows.
    pub at: usize,
    /// Each name once, in the order in which they first stand.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<RowPlace>,
    /// Of all rows, one after the other.
    pub(super) cells: Vec<CellPlace>,
    /// Strings with escapes, by where they begin. They are few.
    pub(super) unescaped: BTreeMap<u32, Box<str>>,
}

/// The offset of a row's brace, and the end of its cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowPlace {
    pub at: u32,
    pub cells_end: u32,
}

/// A value's bytes, and its column as an index. Twelve bytes, of which there are ten millions.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellPlace {
    pub at: u32,
    pub length: u32,
    pub column: u16,
    pub escaped: bool,
    pub sound: bool,
}

/// A row as written.
#[derive(Debug, Clone, Copy)]
pub struct SeedRow<'a> {
    /// The byte offset of its brace.
    pub at: usize,
    text: &'a str,
    table: &'a SeedTable,
    cells: &'a [CellPlace],
}

/// A value as written.
#[derive(Debug, Clone, Copy)]
pub struct SeedCell<'a> {
    /// The column's name.
    pub column: &'a str,
    /// The byte offset of the value.
    pub at: usize,
    /// Its length in bytes, as written.
    pub length: usize,
    /// The value.
    pub value: Value<'a>,
    /// False when reading found a fault in the value: what is said of it has been said.
    pub sound: bool,
}

/// A JSON value, as far as a column cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// Its text, so that no digit is lost.
    Number(&'a str),
    /// Without quotes and escapes.
    String(&'a str),
    /// An object's or array's text.
    Json(&'a str),
}

impl Value<'_> {
    /// What it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a truth value",
            Self::Number(_) => "that number",
            Self::String(_) => "a string",
            Self::Json(_) => "an object or array",
        }
    }
}

impl SeedTable {
    /// The names of all columns that a row of it lists.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
    }

    /// The column of the last value that begins at a byte offset or before.
    pub(super) fn column_at(&self, at: usize) -> Option<&str> {
        let after = self.cells.partition_point(|cell| cell.at as usize <= at);
        let cell = &self.cells[after.checked_sub(1)?];
        Some(&self.columns[usize::from(cell.column)])
    }

    /// How many rows it has.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Its rows, in the file's order; `file` is the one that it stands in.
    pub fn rows<'a>(&'a self, file: &'a SeedFile) -> impl Iterator<Item = SeedRow<'a>> {
        let mut begin = 0;
        self.rows.iter().map(move |row| {
            let end = row.cells_end as usize;
            SeedRow {
                at: row.at as usize,
                text: &file.text,
                table: self,
                cells: &self.cells[std::mem::replace(&mut begin, end)..end],
            }
        })
    }
}

impl<'a> SeedRow<'a> {
    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<SeedCell<'a>> {
        let index = self.table.columns.iter().position(|name| name == column)?;
        let is_it = |cell: &&CellPlace| usize::from(cell.column) == index;
        // Most rows list the same columns in the same order.
        let usual = self.cells.get(index).filter(is_it);
        usual
            .or_else(|| self.cells.iter().find(is_it))
            .map(|place| self.cell(place))
    }

    /// The text of a column that holds a string.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&'a str> {
        match self.get(column)?.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Its values, in the order in which they are written.
    pub fn cells(&self) -> impl Iterator<Item = SeedCell<'a>> + use<'a> {
        let row = *self;
        row.cells.iter().map(move |place| row.cell(place))
    }

    fn cell(&self, place: &CellPlace) -> SeedCell<'a> {
        let at = place.at as usize;
        let length = place.length as usize;
        let written = &self.text[at..at + length];
        let value = match written.as_bytes()[0] {
            b'n' => Value::Null,
            b't' => Value::Boolean(true),
            b'f' => Value::Boolean(false),
            b'"' if place.escaped => {
                let unescaped = self.table.unescaped.get(&place.at);
                Value::String(unescaped.map_or("", |text| text))
            }
            b'"' => Value::String(&written[1..length - 1]),
            b'{' | b'[' => Value::Json(written),
            _ => Value::Number(written),
        };
        SeedCell {
            column: &self.table.columns[usize::from(place.column)],
            at,
            length,
            value,
            sound: place.sound,
        }
    }
}
