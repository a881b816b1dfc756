//! From a row of the database back to where it is written.

use std::{borrow::Cow, collections::HashMap, sync::OnceLock};

use demo_core::{
    Finding, SeedSet, Table,
    schema::Type,
    seed::{SeedFile, SeedRow, Value},
};

use super::{definition::Definition, load::ID};

/// Around a place in a text of a query, until the text is read. No text that people write has it.
const MARK: char = '\u{1}';

/// The place of a column, with its table, in the row of a number: what rules have for it.
pub(super) fn mark(column: &str, row: i64) -> String {
    format!("{MARK}{column}:{row}{MARK}")
}

/// The rows of a table, each with its file.
type Rows<'a> = Vec<(&'a SeedFile, SeedRow<'a>)>;

/// The rows of a profile by table and number, in the order of the plans.
pub(super) struct Places<'a> {
    seeds: &'a SeedSet,
    tables: HashMap<&'a str, (&'a Table, OnceLock<Rows<'a>>)>,
}

impl<'a> Places<'a> {
    pub fn new(seeds: &'a SeedSet, definitions: &'a [Definition]) -> Self {
        let tables = definitions.iter().map(|definition| {
            let table = &definition.table;
            (table.name.as_str(), (table, OnceLock::new()))
        });
        Self {
            seeds,
            tables: tables.collect(),
        }
    }

    /// All tables that a rule may name.
    pub fn table(&self, name: &str) -> Option<&'a Table> {
        self.tables.get(name).map(|(table, _)| *table)
    }

    pub fn rows(&self, table: &str) -> &[(&'a SeedFile, SeedRow<'a>)] {
        // Collected when first asked for: most profiles have no finding.
        self.tables.get(table).map_or(&[], |(table, rows)| {
            rows.get_or_init(|| self.seeds.rows(&table.name).collect())
                .as_slice()
        })
    }

    /// The names of all tables.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.tables.keys().copied()
    }

    /// The tables without a row in the whole profile.
    pub fn without_rows(&self) -> impl Iterator<Item = &'a str> {
        let names = self.tables.keys().copied();
        names.filter(|name| self.rows(name).is_empty())
    }

    /// The tables that have rows in a file, with the numbers of these rows.
    pub fn in_file(&self, path: &str) -> Vec<(&'a str, usize, SeedRow<'a>)> {
        let mut found = Vec::new();
        for name in self.tables.keys() {
            let rows = self.rows(name).iter().enumerate();
            let here = rows.filter(|(_, (file, _))| file.path == path);
            found.extend(here.map(|(number, (_, row))| (*name, number, *row)));
        }
        found.sort_by_key(|(_, _, row)| row.at);
        found
    }

    /// Whether two outlets have one id.
    pub fn has_doubled_outlets(&self) -> bool {
        !self.seeds.doubled.is_empty()
    }

    /// A file's text.
    pub fn text(&self, path: &str) -> Option<&'a str> {
        let file = self.seeds.files.iter().find(|file| file.path == path);
        file.map(|file| file.text.as_str())
    }

    /// An error at a value of a row, or at the row where it does not list that column.
    pub fn finding(
        &self,
        (table, row): (&str, usize),
        column: &str,
        rule: &str,
        (message, hint): (String, String),
    ) -> Finding {
        let (file, written) = &self.rows(table)[row];
        let at = written.get(column).map_or(written.at, |cell| cell.at);
        file.error(rule, at, message, hint)
    }

    /// An error at a text inside a value that is JSON, or at the value where it is not found as
    /// it is. The number is that of the text among equal ones, from 0; none where there are fewer.
    pub fn inside(
        &self,
        (table, row): (&str, usize),
        column: &str,
        (element, number): (&str, usize),
        rule: &str,
        (message, hint): (String, String),
    ) -> Option<Finding> {
        let (file, written) = &self.rows(table)[row];
        let cell = written.get(column);
        let inside = cell.and_then(|cell| {
            let mut text = Cow::from(&file.text[cell.at..cell.at + cell.length]);
            // Ids are written in letters of either case.
            if element.len() == ID {
                text.to_mut().make_ascii_lowercase();
            }
            let quoted = format!("\"{element}\"");
            let (inside, _) = text.match_indices(&quoted).nth(number)?;
            Some(cell.at + inside)
        });
        let whole = || cell.map_or(written.at, |cell| cell.at);
        let at = inside.or_else(|| (number == 0).then(whole))?;
        Some(file.error(rule, at, message, hint))
    }

    /// A value as it is written; none where the row does not list it, or where it is null.
    pub fn text_of(&self, table: &str, row: usize, column: &str) -> Option<String> {
        let (_, written) = self.rows(table).get(row)?;
        match written.get(column)?.value {
            Value::Null => None,
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::Number(text) | Value::String(text) | Value::Json(text) => Some(text.to_owned()),
        }
    }

    /// A text of a query with its places as file and line.
    pub fn told(&self, text: String) -> String {
        if !text.contains(MARK) {
            return text;
        }
        let parts = text.split(MARK).enumerate();
        let parts = parts.map(|(number, part)| {
            let place = (number % 2 == 1).then(|| self.of_mark(part)).flatten();
            place.map_or(Cow::Borrowed(part), Cow::Owned)
        });
        parts.collect()
    }

    /// Such as `03-suppliers.json:29`.
    fn of_mark(&self, mark: &str) -> Option<String> {
        let (column, row) = mark.split_once(':')?;
        let (table, column) = column.split_once('.')?;
        let (file, written) = self.rows(table).get(row.parse::<usize>().ok()?)?;
        let at = written.get(column).map_or(written.at, |cell| cell.at);
        Some(file.place(at))
    }

    /// The base id of a row.
    pub fn id(&self, table: &str, row: usize) -> Option<&'a str> {
        let (_, written) = self.rows(table).get(row)?;
        written.text(self.table(table)?.row_key())
    }

    /// The base ids of other rows that a row names.
    pub fn mentions(&self, table: &str, row: usize) -> Vec<&'a str> {
        let (Some(known), Some((_, written))) = (self.table(table), self.rows(table).get(row))
        else {
            return Vec::new();
        };
        let ids = known
            .columns
            .iter()
            .filter(|column| column.kind == Type::Uuid && column.name != known.row_key());
        ids.filter_map(|column| written.text(&column.name))
            .collect()
    }
}
