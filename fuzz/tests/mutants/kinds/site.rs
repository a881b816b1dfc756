//! A row that is broken, and how mutants of it are written down.

use std::{ops::Range, sync::LazyLock};

use demo_core::{
    SeedSet, Service, Table,
    schema::Column,
    seed::{SeedCell, SeedFile, SeedRow},
};
use demo_fuzz::shipped::SERVICES;

use super::Mutant;

pub struct Site<'a> {
    pub seeds: &'a SeedSet,
    pub file: &'a SeedFile,
    pub service: &'a Service,
    pub table: &'a Table,
    pub row: SeedRow<'a>,
    found: &'a mut Vec<Mutant>,
}

impl<'a> Site<'a> {
    pub fn new(
        seeds: &'a SeedSet,
        file: &'a SeedFile,
        name: &str,
        row: SeedRow<'a>,
        found: &'a mut Vec<Mutant>,
    ) -> Option<Self> {
        let (service, table) = SERVICES.iter().find_map(|(service, tables)| {
            let table = tables.iter().find(|table| table.name == name)?;
            Some((service, table))
        })?;
        Some(Self {
            seeds,
            file,
            service,
            table,
            row,
            found,
        })
    }

    pub fn column(&self, cell: &SeedCell) -> Option<&'a Column> {
        self.table.column(cell.column)
    }

    pub fn written(&self, cell: &SeedCell) -> &'a str {
        &self.file.text[cell.at..cell.at + cell.length]
    }

    /// From the row's first brace to behind its last.
    pub fn whole(&self) -> Range<usize> {
        let last = self.row.cells().last();
        let from = last.map_or(self.row.at, |cell| cell.at + cell.length);
        let end = from + self.file.text[from..].find('}').expect("a row ends");
        self.row.at..end + 1
    }

    /// Any change of the row's file; `of` is a column, or empty for the row.
    pub fn push(
        &mut self,
        kind: &'static str,
        of: &str,
        (cut, new): (Range<usize>, &str),
        place: Range<usize>,
    ) {
        let table = &self.table.name;
        let point = if of.is_empty() { "" } else { "." };
        self.found.push(Mutant {
            kind,
            of: format!("{table}{point}{of}"),
            file: self.file.path.clone(),
            cut,
            new: new.to_owned(),
            place,
        });
    }

    /// Another value, found inside it.
    pub fn value(&mut self, kind: &'static str, cell: &SeedCell, new: &str) {
        let cut = cell.at..cell.at + cell.length;
        if &self.file.text[cut.clone()] != new {
            let place = cell.at..cell.at + new.len();
            self.push(kind, cell.column, (cut, new), place);
        }
    }

    /// What is cut out with the comma before or behind it.
    pub fn without(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.file.text;
        let rest = &text[range.end..];
        let behind = rest.trim_start();
        if behind.starts_with(',') {
            range.start..range.end + (rest.len() - behind.len()) + 1
        } else {
            let before = text[..range.start].trim_end();
            before.strip_suffix(',').unwrap_or(before).len()..range.end
        }
    }

    /// The tables that a column names rows of.
    pub fn target(&self, column: &str) -> Option<&'a str> {
        let mut keys = self.table.foreign_keys.iter();
        let inside = keys.find(|key| key.columns.iter().any(|name| name == column));
        let name = format!("{}.{column}", self.table.name);
        let declared = self.service.settings.references.get(&name);
        let inside = inside
            .map(|key| &key.table)
            .filter(|_| column != "tenant_id");
        inside.or(declared).map(String::as_str)
    }

    /// The values that a check of the table lists for a column.
    pub fn listed(&self, column: &str) -> Vec<&'a str> {
        let own = MIGRATIONS.split("create table ").find(|text| {
            text.strip_prefix(self.table.name.as_str())
                .is_some_and(|rest| rest.starts_with(" ("))
        });
        let list = own.and_then(|own| {
            let (_, rest) = own.split_once(&format!("({column} in ("))?;
            Some(rest.split_once(')')?.0)
        });
        let values = list.into_iter().flat_map(|list| list.split(", "));
        values.map(|value| value.trim_matches('\'')).collect()
    }
}

static MIGRATIONS: LazyLock<String> = LazyLock::new(|| {
    let services = SERVICES.iter();
    let steps = services.flat_map(|(service, _)| &service.migrations);
    steps.map(|step| step.sql.as_str()).collect()
});
