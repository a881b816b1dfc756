//! A service is data: a name, its migrations, and what its catalogue cannot say.

mod check;
mod places;
mod range;
mod sql;
mod sum;
mod types;

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{FileFault, Table, fault, time::DatePolicy};

pub use check::check;
use places::Place;
pub use range::Range;
pub use sum::{Parts, Sum, cents, millionths};
pub use types::TYPES;

/// The name of the engine's own database and role, which no service's can be.
pub const SESSIONS: &str = "sessions";

/// The contents of a `service.toml`. Columns are written `table.column`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// One line for people.
    pub description: String,
    /// Columns that name a row of another service or tenant, and that row's table.
    #[serde(default)]
    pub references: BTreeMap<String, String>,
    /// Columns whose ISO values do not move exactly.
    #[serde(default)]
    pub dates: BTreeMap<String, DatePolicy>,
    /// Columns of one row that come in order, by table.
    #[serde(default)]
    pub ranges: BTreeMap<String, Vec<Range>>,
    /// Dates and instants of what has happened: who edits a row is told where one lies ahead.
    #[serde(default)]
    pub happened: Vec<String>,
    /// Numbers that others add up to, by table: what who edits a row is told.
    #[serde(default)]
    pub sums: BTreeMap<String, Vec<Sum>>,
    /// What is left as it is in seed data.
    #[serde(default)]
    pub keep: Keep,
    /// Ids and instants inside JSON columns.
    #[serde(default)]
    pub json: BTreeMap<String, JsonPaths>,
    /// Columns that the data API never serves, filters or sorts by.
    #[serde(default)]
    pub secret: Vec<String>,
}

/// Ids that are the same in every tenant, such as those of shared reference rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Whole columns.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Single ids, wherever they stand.
    #[serde(default)]
    pub ids: Vec<Uuid>,
}

/// Paths such as `lines[*].product_id`, from the root of a JSON value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JsonPaths {
    /// Transformed as a UUID column is.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Shifted as a TIMESTAMPTZ column is.
    #[serde(default)]
    pub instants: Vec<String>,
    /// The tables whose rows the ids at a path name: pages show them by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, String>,
}

/// One migration: `0001_init.sql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The number before the underscore.
    pub version: i64,
    /// The rest of the name, without `.sql`.
    pub name: String,
    /// Its path for people, below the service's folder.
    pub path: String,
    /// Its text, one for both engines.
    pub sql: String,
}

/// A service as a folder describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The folder's name.
    pub name: String,
    /// Its `service.toml`.
    pub settings: Settings,
    /// By version.
    pub migrations: Vec<Migration>,
    /// The folder's path for people, as it was given: `services/orders`.
    folder: String,
    /// The text of `service.toml`, for the places of faults in it.
    toml: String,
}

/// Why a service's folder cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// A folder's name is not one.
    #[error(
        "{folder}: `{name}` is not a service's name: lower-case letters, digits and underscores, \
         a letter first"
    )]
    Name {
        /// Its path.
        folder: String,
        /// Its name.
        name: String,
    },
    /// The name is taken.
    #[error("{0}: the engine's own database is called so; name the service otherwise")]
    Reserved(String),
    /// `service.toml` or migrations that are not as they must be, each with its place.
    #[error("{}", fault::lines(.0))]
    Files(Vec<FileFault>),
    /// A file's name in `migrations/` is not one.
    #[error("{folder}/migrations/{file}: name it like 0001_init.sql, each number once")]
    Migration {
        /// The service's folder.
        folder: String,
        /// The file.
        file: String,
    },
    /// No migration at all.
    #[error("{0}/migrations has no .sql file: write 0001_init.sql")]
    NoMigration(String),
}

impl Service {
    /// The table that a column of one of its tables names a row of: by a foreign key, or by what
    /// `service.toml` declares.
    #[must_use]
    pub fn target<'s>(&'s self, table: &'s Table, column: &str) -> Option<&'s str> {
        let mut keys = table.foreign_keys.iter();
        let key = keys.find(|key| key.columns.len() == 2 && key.columns[1] == column);
        let declared = || {
            let name = format!("{}.{column}", table.name);
            self.settings.references.get(&name)
        };
        key.map(|key| &key.table)
            .or_else(declared)
            .map(String::as_str)
    }

    /// A service from its folder's path, whose last part is its name, and texts: `service.toml`,
    /// and the names and texts in `migrations/`.
    ///
    /// # Errors
    ///
    /// [`ServiceError`], naming the file.
    pub fn new(
        folder: &str,
        toml: &str,
        migrations: &[(String, String)],
    ) -> Result<Self, ServiceError> {
        let name = Path::new(folder).file_name();
        let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let folder = folder.to_owned();
        if !is_plain_name(&name) {
            return Err(ServiceError::Name { folder, name });
        }
        if name == SESSIONS {
            return Err(ServiceError::Reserved(folder));
        }
        let settings = toml::from_str(toml).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().trim_end().replace('\n', "; ");
            toml_fault((&folder, toml), at, message)
        })?;
        let (mut parsed, mut faults) = (Vec::new(), Vec::new());
        for (file, sql) in migrations {
            let wrong = || ServiceError::Migration {
                folder: folder.clone(),
                file: file.clone(),
            };
            let stem = file.strip_suffix(".sql").ok_or_else(wrong)?;
            let (version, title) = stem.split_once('_').ok_or_else(wrong)?;
            let version: i64 = version.parse().map_err(|_| wrong())?;
            if parsed
                .iter()
                .any(|other: &Migration| other.version == version)
            {
                return Err(wrong());
            }
            let path = format!("{folder}/migrations/{file}");
            types::check(&path, sql, &mut faults);
            parsed.push(Migration {
                version,
                name: title.to_owned(),
                path,
                sql: sql.clone(),
            });
        }
        if !faults.is_empty() {
            return Err(ServiceError::Files(faults));
        }
        if parsed.is_empty() {
            return Err(ServiceError::NoMigration(folder));
        }
        parsed.sort_by_key(|migration| migration.version);
        Ok(Self {
            name,
            settings,
            migrations: parsed,
            folder,
            toml: toml.to_owned(),
        })
    }

    /// Where a migration makes a column: its path and line.
    #[must_use]
    pub fn place_of(&self, table: &str, column: &str) -> Option<String> {
        let (migration, line) = types::place(&self.migrations, table, column)?;
        Some(format!("{}:{line}", migration.path))
    }

    /// A fault of `service.toml` at a name below a key of it.
    fn settings_fault(&self, place: Place, name: &str, message: &str) -> ServiceError {
        let text = self.toml.as_str();
        let message = format!("`{name}` in `{}`: {message}", place.key);
        toml_fault((&self.folder, text), places::find(text, place), message)
    }

    /// A fault of a table at its name in the migrations.
    fn table_fault(&self, table: &str, message: &str) -> ServiceError {
        let message = format!("the table `{table}` {message}");
        let found = types::table_place(&self.migrations, table);
        let found = found.or_else(|| Some((self.migrations.first()?, 0)));
        let faults = found.into_iter().map(|(migration, at)| {
            let file = (migration.path.as_str(), migration.sql.as_str());
            FileFault::at(file, at, message.as_str(), "")
        });
        ServiceError::Files(faults.collect())
    }

    /// Whether a column is never to be shown.
    #[must_use]
    pub fn is_secret(&self, table: &str, column: &str) -> bool {
        self.settings
            .secret
            .iter()
            .any(|name| name.split_once('.') == Some((table, column)))
    }
}

fn toml_fault((folder, text): (&str, &str), at: usize, message: String) -> ServiceError {
    let file = format!("{folder}/service.toml");
    ServiceError::Files(vec![FileFault::at((&file, text), at, message, "")])
}

/// What a database says of a migration's text, at the byte that it names, with what is likely
/// meant there.
#[must_use]
pub fn migration_fault(
    (file, sql): (&str, &str),
    at: Option<usize>,
    message: impl Into<String>,
) -> FileFault {
    let message = message.into();
    let (at, mut hint) = sql::likely(sql, at);
    if WITHOUT_VALUES.iter().any(|told| message.contains(told)) {
        "the table has rows: give the column a default, let it be null, or fill the rows first"
            .clone_into(&mut hint);
    }
    FileFault::at((file, sql), at, message, hint)
}

/// How SQLite and PostgreSQL say that rows have no value for a new column.
const WITHOUT_VALUES: [&str; 2] = [
    "Cannot add a NOT NULL column with default value NULL",
    "contains null values",
];

/// Whether a name is fit for a folder, a database and a path segment, and nothing else.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    name.len() <= 48
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
