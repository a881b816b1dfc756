//! Migrations: which are to be applied. How is each engine's own affair.
//!
//! Applied ones stand in `demo_migrations`, with a checksum each.

use data_encoding::HEXLOWER;
use demo_core::{Service, service};
use sha2::{Digest, Sha256};

use crate::error::Error;

/// Made before the first migration, by either engine.
pub(crate) const TABLE: &str = "create table if not exists demo_migrations (
    owner TEXT not null,
    version BIGINT not null,
    name TEXT not null,
    checksum TEXT not null,
    applied_at TIMESTAMPTZ not null default current_timestamp,
    primary key (owner, version)
)";

/// What was applied.
pub(crate) const APPLIED: &str = "select owner, version, checksum from demo_migrations";

/// Notes one that was applied.
pub(crate) const NOTE: &str =
    "insert into demo_migrations (owner, version, name, checksum) values ($1, $2, $3, $4)";

/// A migration, the store's own or a service's.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub owner: &'static str,
    pub version: i64,
    pub name: String,
    /// Of its file, for people.
    pub path: String,
    pub sql: String,
    pub checksum: String,
}

/// An applied migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Applied {
    pub owner: String,
    pub version: i64,
    pub checksum: String,
}

impl Step {
    /// One of the store's own.
    fn own(version: i64, name: &str, sql: &str) -> Self {
        let path = format!("the store's {version:04}_{name}.sql");
        Self::new("store", version, (name, &path), sql)
    }

    fn new(owner: &'static str, version: i64, (name, path): (&str, &str), sql: &str) -> Self {
        // A checkout on Windows must not look like a change.
        let text = sql.replace("\r\n", "\n");
        let checksum = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
        Self {
            owner,
            version,
            name: name.to_owned(),
            path: path.to_owned(),
            sql: text,
            checksum,
        }
    }

    /// The file's name.
    pub fn file(&self) -> String {
        format!("{:04}_{}.sql", self.version, self.name)
    }

    /// What a database says of its text, at the byte that it names.
    pub fn refused(&self, at: Option<usize>, message: impl Into<String>) -> Error {
        let file = (self.path.as_str(), self.sql.as_str());
        Error::Sql(service::migration_fault(file, at, message))
    }

    /// An error about it.
    pub fn fault(&self, database: &str, detail: impl Into<String>) -> Error {
        Error::Migration {
            database: database.to_owned(),
            file: self.file(),
            detail: detail.into(),
        }
    }
}

/// Those of a service's database: the ledger first.
pub(crate) fn of_service(service: &Service) -> Vec<Step> {
    let ledger = include_str!("../migrations/service/0001_ledger.sql");
    let removed = include_str!("../migrations/service/0002_removed_records.sql");
    let own = [
        Step::own(1, "ledger", ledger),
        Step::own(2, "removed_records", removed),
    ];
    let theirs = service
        .migrations
        .iter()
        .map(|m| Step::new("service", m.version, (&m.name, &m.path), &m.sql));
    own.into_iter().chain(theirs).collect()
}

/// Those of the sessions database.
pub(crate) fn of_sessions() -> Vec<Step> {
    let init = include_str!("../migrations/sessions/0001_init.sql");
    vec![Step::own(1, "init", init)]
}

/// The next to be applied.
///
/// # Errors
///
/// [`Error::Migration`] when one that was applied has been changed since.
pub(crate) fn next<'a>(
    database: &str,
    steps: &'a [Step],
    applied: &[Applied],
) -> Result<Option<&'a Step>, Error> {
    let mut first = None;
    for step in steps {
        match applied
            .iter()
            .find(|done| done.owner == step.owner && done.version == step.version)
        {
            Some(done) if done.checksum == step.checksum => {}
            Some(_) => {
                return Err(step.fault(
                    database,
                    "it was changed after it had been applied; put the old text back, and the change into a new \
                     migration file with the next number",
                ));
            }
            None => first = first.or(Some(step)),
        }
    }
    if first.is_none() {
        warn_of_unknown(database, steps, applied);
    }
    Ok(first)
}

fn warn_of_unknown(database: &str, steps: &[Step], applied: &[Applied]) {
    for done in applied {
        let is_known = |step: &Step| step.owner == done.owner && step.version == done.version;
        if !steps.iter().any(is_known) {
            tracing::warn!(
                database,
                migration = done.version,
                "the database has a migration that this program does not: another build made it, \
                 and tables may differ from what profiles expect"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_found_and_a_new_file_is_next() {
        let steps = [
            Step::new("service", 1, ("init", "0001_init.sql"), "a\r\n"),
            Step::new("service", 2, ("more", "0002_more.sql"), "b"),
        ];
        let applied = |sql| {
            let step = Step::new("service", 1, ("init", "0001_init.sql"), sql);
            [Applied {
                owner: "service".to_owned(),
                version: 1,
                checksum: step.checksum,
            }]
        };
        assert_eq!(
            next("d", &steps, &applied("a\n")).unwrap().unwrap().version,
            2
        );
        let error = next("d", &steps, &applied("x")).unwrap_err().to_string();
        assert!(
            error.contains("0001_init.sql") && error.contains("new migration file"),
            "{error}"
        );
    }
}
