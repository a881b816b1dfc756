//! Seed files: text to rows, each value with its place.
//!
//! Reading never stops at the first fault. It returns what it could read and what it found.
//! A text is kept once: rows and cells are places in it, and a value is looked at when it is
//! asked for. So a profile takes little more memory than its files.

mod brackets;
mod file;
mod json;
mod limits;
mod outlets;
mod place;
mod profile;
mod row;
mod syntax;

use std::sync::OnceLock;

use uuid::Uuid;

pub use limits::{LARGEST_FILE, LARGEST_PROFILE, MOST_FILES, MOST_ROWS, about_file, too_large};
pub use profile::{Sources, read, read_sources};
pub use row::{SeedCell, SeedRow, SeedTable, Value};

use crate::{
    finding::{Finding, Severity},
    manifest::{self, Manifest},
};
use place::LineIndex;

/// The parsed files of a profile.
#[derive(Debug, Clone)]
pub struct SeedSet {
    /// Its `manifest.json`.
    pub manifest: Manifest,
    /// Its text, without tables.
    pub manifest_file: SeedFile,
    /// In the manifest's order.
    pub files: Vec<SeedFile>,
    /// Listed files whose rows are missing, all or from some place on: not there, not readable,
    /// or with a text that breaks off. There is a finding for each. What refers to a row that
    /// is not in the set may well be right.
    pub unread: Vec<String>,
    /// The base ids of its outlets, in the order of their files.
    pub outlets: Vec<Uuid>,
    /// Those of them that two outlets have; there is a finding for each.
    pub doubled: Vec<Uuid>,
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
    /// Made when the first place is asked for.
    lines: OnceLock<LineIndex>,
}

impl SeedSet {
    /// All rows of a table, each with its file.
    pub fn rows<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a SeedFile, SeedRow<'a>)> {
        self.files
            .iter()
            .flat_map(move |file| file.rows(table).map(move |row| (file, row)))
    }

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

    /// Where a value of the manifest stands, for messages: its file and line.
    #[must_use]
    pub fn manifest_place(&self, path: &[&str]) -> String {
        let at = manifest::place(&self.manifest_file.text, path);
        self.manifest_file.place(at)
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

    /// Where a byte stands, for messages: the file and the line.
    #[must_use]
    pub fn place(&self, at: usize) -> String {
        let (line, _) = self.line_and_column(at);
        format!("{}:{line}", self.path)
    }

    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            tenant: Uuid::nil(),
            tables: Vec::new(),
            lines: OnceLock::new(),
        }
    }

    /// The rows of a table in this file.
    pub fn rows<'a>(&'a self, table: &'a str) -> impl Iterator<Item = SeedRow<'a>> {
        let tables = self.tables.iter().filter(move |found| found.name == table);
        tables.flat_map(move |found| found.rows(self))
    }

    /// The line and column, from 1, of a byte offset; the column in characters.
    #[must_use]
    pub fn line_and_column(&self, at: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.text));
        lines.line_and_column(&self.text, at)
    }

    /// The byte offset of a line and column of this file.
    pub(crate) fn offset(&self, line: usize, column: usize) -> usize {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.text));
        lines.offset(&self.text, (line, column))
    }

    /// The table whose rows stand at a byte offset, and the column whose value begins there or
    /// before.
    pub(crate) fn column_at(&self, at: usize) -> Option<(&str, Option<&str>)> {
        let after = self.tables.partition_point(|table| table.at <= at);
        let table = &self.tables[after.checked_sub(1)?];
        Some((&table.name, table.column_at(at)))
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
        self.finding(Severity::Error, rule, at, (message, hint.into()))
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
        self.finding(Severity::Warning, rule, at, (message, hint.into()))
    }

    fn finding(
        &self,
        severity: Severity,
        rule: &str,
        at: usize,
        (message, hint): (String, String),
    ) -> Finding {
        let file = (self.path.as_str(), self.text.as_str());
        let place = (at, self.line_and_column(at));
        let words = (limits::shortened(message), limits::shortened(hint));
        Finding::at_place(severity, rule, file, place, words)
    }
}
