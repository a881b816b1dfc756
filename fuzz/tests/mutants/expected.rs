//! Which rules may rightly speak of what is broken, and what is not meant to be found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
};

use serde::Deserialize;

use crate::{kinds::Mutant, shipped};

/// A rule, and where it points.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub rule: String,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Inside the value that is broken, or the row of what is missing.
    Value,
    /// At another value of the row: which of the two is wrong cannot be known.
    Row,
    /// At a row of this table, or in this file.
    Table(String),
    /// Wherever a row misses what is gone.
    Any,
}

/// The tables of `expected.toml` and `free.toml`.
pub struct Expected {
    kinds: BTreeMap<String, Kind>,
    columns: BTreeMap<String, Vec<Entry>>,
    pub free: Vec<Free>,
}

struct Kind {
    entries: Vec<Entry>,
    /// Whether what is expected of the column counts too.
    by_column: bool,
}

/// What may be broken so without the profile being worse for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Free {
    pub why: String,
    pub kinds: Vec<String>,
    /// `table.column`; `*.column` for every table.
    pub columns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    kinds: BTreeMap<String, Vec<String>>,
    columns: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FreeList {
    free: Vec<Free>,
}

const BY_COLUMN: &str = "by column";

impl Expected {
    pub fn read() -> Self {
        let text = |name: &str| {
            let folder = shipped::root().join("fuzz/tests/mutants");
            fs::read_to_string(folder.join(name)).unwrap()
        };
        let lists: Lists = toml::from_str(&text("expected.toml")).unwrap();
        let free: FreeList = toml::from_str(&text("free.toml")).unwrap();
        let entries = |names: &[String]| -> Vec<Entry> {
            let names = names.iter().filter(|name| *name != BY_COLUMN);
            names.map(|name| Entry::parse(name)).collect()
        };
        let kinds = lists.kinds.iter().map(|(kind, names)| {
            let by_column = names.iter().any(|name| name == BY_COLUMN);
            let entries = entries(names);
            (kind.clone(), Kind { entries, by_column })
        });
        let columns = lists.columns.iter();
        Self {
            kinds: kinds.collect(),
            columns: columns
                .map(|(column, names)| (column.clone(), entries(names)))
                .collect(),
            free: free.free,
        }
    }

    /// What may rightly be found of a mutant.
    pub fn of(&self, mutant: &Mutant) -> Vec<&Entry> {
        let kind = self.kinds.get(mutant.kind);
        let kind = kind.unwrap_or_else(|| panic!("expected.toml lacks the kind `{}`", mutant.kind));
        let columns = self.columns.get(&mutant.of).filter(|_| kind.by_column);
        kind.entries
            .iter()
            .chain(columns.into_iter().flatten())
            .collect()
    }

    /// Why a mutant need not be found.
    pub fn free(&self, mutant: &Mutant) -> Option<&Free> {
        self.free.iter().find(|free| free.covers(mutant))
    }

    /// All that is written and was of no use: entries by which nothing was found, and free ones
    /// of which everything is found.
    pub fn unused(&self, used: &Used) -> Vec<String> {
        let mut unused = Vec::new();
        for (kind, expected) in &self.kinds {
            let entries = expected.entries.iter();
            let idle =
                entries.filter(|entry| !used.kinds.contains(&(kind.clone(), (*entry).clone())));
            unused.extend(idle.map(|entry| format!("kinds: {kind}: {entry}")));
        }
        for (column, entries) in &self.columns {
            let idle = entries
                .iter()
                .filter(|entry| !used.columns.contains(&(column.clone(), (*entry).clone())));
            unused.extend(idle.map(|entry| format!("columns: {column}: {entry}")));
        }
        for free in &self.free {
            for kind in &free.kinds {
                for column in &free.columns {
                    if !used.free.contains(&(kind.clone(), column.clone())) {
                        unused.push(format!("free: {kind}: {column}"));
                    }
                }
            }
        }
        unused
    }

    /// Notes what a mutant was found by, or that it was free.
    pub fn note(&self, mutant: &Mutant, found: Option<&Entry>, used: &mut Used) {
        match found {
            Some(entry) => {
                used.kinds.insert((mutant.kind.to_owned(), entry.clone()));
                used.columns.insert((mutant.of.clone(), entry.clone()));
            }
            None => {
                for free in self.free.iter().filter(|free| free.covers(mutant)) {
                    let columns = free
                        .columns
                        .iter()
                        .filter(|column| fits(column, &mutant.of));
                    used.free
                        .extend(columns.map(|column| (mutant.kind.to_owned(), column.clone())));
                }
            }
        }
    }
}

/// What was of use.
#[derive(Default)]
pub struct Used {
    kinds: BTreeSet<(String, Entry)>,
    columns: BTreeSet<(String, Entry)>,
    free: BTreeSet<(String, String)>,
}

impl Free {
    fn covers(&self, mutant: &Mutant) -> bool {
        self.kinds.iter().any(|kind| kind == mutant.kind)
            && self.columns.iter().any(|column| fits(column, &mutant.of))
    }
}

fn fits(column: &str, of: &str) -> bool {
    match column.strip_prefix('*') {
        Some(end) => of.ends_with(end),
        None => column == of,
    }
}

impl Entry {
    /// `rule`, `rule @ row`, `rule @ any` or `rule @ table`; a rule without a family is a
    /// business rule.
    fn parse(text: &str) -> Self {
        let (rule, place) = text
            .split_once(" @ ")
            .map_or((text, None), |(rule, place)| (rule, Some(place)));
        let rule = if rule.contains('/') {
            rule.to_owned()
        } else {
            format!("business/{rule}")
        };
        let place = match place {
            None => Place::Value,
            Some("row") => Place::Row,
            Some("any") => Place::Any,
            Some(table) => Place::Table(table.to_owned()),
        };
        Self { rule, place }
    }

    /// Whether what was seen is what this expects.
    pub fn allows(&self, seen: &Self) -> bool {
        self.rule == seen.rule && (self.place == seen.place || self.place == Place::Any)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rule = self.rule.strip_prefix("business/").unwrap_or(&self.rule);
        match &self.place {
            Place::Value => write!(f, "{rule}"),
            Place::Row => write!(f, "{rule} @ row"),
            Place::Any => write!(f, "{rule} @ any"),
            Place::Table(table) => write!(f, "{rule} @ {table}"),
        }
    }
}
