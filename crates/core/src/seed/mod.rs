//! Seed files: text to rows, each value with its place.
//!
//! Reading never stops at the first fault. It returns what it could read and what it found.

mod parse;

use uuid::Uuid;

pub use parse::read;

use crate::{
    finding::{Finding, Severity},
    manifest::{self, Manifest},
};

/// The parsed files of a profile.
#[derive(Debug, Clone)]
pub struct SeedSet {
    /// Its `manifest.json`.
    pub manifest: Manifest,
    /// Its text, without tables.
    pub manifest_file: SeedFile,
    /// In the manifest's order.
    pub files: Vec<SeedFile>,
    /// The base ids of its outlets, in the order of their files.
    pub outlets: Vec<Uuid>,
    /// SHA-256 over paths and texts, in hexadecimal.
    pub fingerprint: String,
}

/// A file of a profile.
#[derive(Debug, Clone)]
pub struct SeedFile {
    /// Inside the profile, such as `parent/08-orders.json`.
    pub path: String,
    /// As it was read.
    pub text: String,
    /// The outlet that it belongs to; nil for the session's own tenant.
    pub tenant: Uuid,
    /// In the file's order.
    pub tables: Vec<SeedTable>,
}

/// The rows of a table in one file.
#[derive(Debug, Clone)]
pub struct SeedTable {
    /// Its name.
    pub name: String,
    /// The byte offset of its rows.
    pub at: usize,
    /// In the file's order.
    pub rows: Vec<SeedRow>,
}

/// A row as written.
#[derive(Debug, Clone)]
pub struct SeedRow {
    /// The byte offset of its brace.
    pub at: usize,
    /// In the order in which they are written.
    pub cells: Vec<SeedCell>,
}

/// A value as written.
#[derive(Debug, Clone)]
pub struct SeedCell {
    /// The column's name.
    pub column: String,
    /// The byte offset of the value.
    pub at: usize,
    /// The value.
    pub value: Value,
}

/// A JSON value, as far as a column cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// Its text, so that no digit is lost.
    Number(String),
    /// Without quotes and escapes.
    String(String),
    /// An object's or array's text.
    Json(String),
}

impl Value {
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

impl SeedRow {
    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&SeedCell> {
        self.cells.iter().find(|cell| cell.column == column)
    }

    /// The text of a column that holds a string.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        match &self.get(column)?.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl SeedSet {
    /// All rows of a table, each with its file.
    pub fn rows<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a SeedFile, &'a SeedRow)> {
        self.files.iter().flat_map(move |file| {
            let tables = file.tables.iter().filter(move |found| found.name == table);
            tables.flat_map(move |found| found.rows.iter().map(move |row| (file, row)))
        })
    }
}

impl SeedSet {
    /// An error at a place in the manifest: the names and, in arrays, indices on the way there.
    #[must_use]
    pub fn manifest_error(
        &self,
        rule: &str,
        path: &[&str],
        message: String,
        hint: impl Into<String>,
    ) -> Finding {
        let at = manifest::place(&self.manifest_file.text, path);
        self.manifest_file.error(rule, at, message, hint)
    }
}

impl SeedFile {
    /// The byte offset of the name of the value at `at`; of the value, where the name is not
    /// written as it is.
    #[must_use]
    pub fn name_of(&self, at: usize, name: &str) -> usize {
        let before = self.text[..at].trim_end().trim_end_matches(':').trim_end();
        let quoted = before.strip_suffix(&format!("\"{name}\""));
        quoted.map_or(at, str::len)
    }

    /// An error at a place in this file.
    #[must_use]
    pub fn error(
        &self,
        rule: &str,
        at: usize,
        message: String,
        hint: impl Into<String>,
    ) -> Finding {
        let file = (self.path.as_str(), self.text.as_str());
        Finding::at(Severity::Error, rule, file, at, message, hint)
    }

    /// A warning at a place in this file.
    #[must_use]
    pub fn warning(
        &self,
        rule: &str,
        at: usize,
        message: String,
        hint: impl Into<String>,
    ) -> Finding {
        let file = (self.path.as_str(), self.text.as_str());
        Finding::at(Severity::Warning, rule, file, at, message, hint)
    }
}

fn finding(
    path: &str,
    text: &str,
    rule: &str,
    at: usize,
    message: String,
    hint: String,
) -> Finding {
    Finding::at(Severity::Error, rule, (path, text), at, message, hint)
}
