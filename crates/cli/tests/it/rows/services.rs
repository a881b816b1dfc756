//! The services as their folders say.

use std::{fs, path::Path};

/// A service's folder.
pub struct Service {
    pub name: String,
    pub tables: Vec<Table>,
    /// Its `service.toml`.
    pub settings: toml::Table,
}

/// A table of a migration.
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column of a migration.
pub struct Column {
    pub name: String,
    /// Such as `NUMERIC(12,2)`.
    pub kind: String,
    /// As it is written, without quotes.
    pub default: Option<String>,
}

/// What begins a line of `create table` that is not a column.
const NO_COLUMNS: [&str; 6] = ["", "--", "primary", "unique", "foreign", "check"];

/// All services of the repository.
pub fn services() -> Vec<Service> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../services");
    let mut services: Vec<Service> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let settings = fs::read_to_string(path.join("service.toml")).unwrap();
            let settings: toml::Table = settings.parse().unwrap();
            assert!(!settings.contains_key("keep"), "not expected here yet");
            let migrations: Vec<_> = fs::read_dir(path.join("migrations")).unwrap().collect();
            assert_eq!(migrations.len(), 1, "more than one is not read here yet");
            let migration = fs::read_to_string(migrations[0].as_ref().unwrap().path());
            Service {
                name: path.file_name().unwrap().to_str().unwrap().to_owned(),
                tables: tables(&migration.unwrap()),
                settings,
            }
        })
        .collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    services
}

impl Service {
    /// Each declared reference: its table, its column, and the table that it points into.
    pub fn references(&self) -> Vec<(&str, &str, &str)> {
        let Some(references) = self.settings.get("references") else {
            return Vec::new();
        };
        let references = references.as_table().unwrap().iter();
        references
            .map(|(from, to)| {
                let (table, column) = from.split_once('.').unwrap();
                (table, column, to.as_str().unwrap())
            })
            .collect()
    }
}

/// The statements are laid out alike: a column a line.
fn tables(migration: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut inside = false;
    for line in migration.lines() {
        if let Some(name) = line.strip_prefix("create table ") {
            inside = true;
            tables.push(Table {
                name: name.trim_end_matches(" (").to_owned(),
                columns: Vec::new(),
            });
        } else if line == ");" {
            inside = false;
        } else if inside {
            let mut words = line.split_whitespace();
            let name = words.next().unwrap_or_default();
            if !NO_COLUMNS.contains(&name) {
                tables.last_mut().unwrap().columns.push(Column {
                    name: name.to_owned(),
                    kind: words.next().unwrap().trim_end_matches(',').to_owned(),
                    default: line.split_once(" default ").map(|(_, text)| first(text)),
                });
            }
        }
    }
    tables
}

/// The constant that a text begins with.
fn first(text: &str) -> String {
    let constant = match text.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next(),
        None => text.split([' ', ',']).next(),
    };
    constant.unwrap().to_owned()
}
