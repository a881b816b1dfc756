//! What can go wrong, in the few kinds that a caller treats differently.

use demo_core::FileFault;

/// Why a statement did not do what it was asked. Texts may name tables and constraints, so
/// they are for logs; they never hold a password or a row's values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The database does not answer, refuses the login or cannot write: try later.
    #[error("database {database} cannot be used: {detail}")]
    Unreachable {
        /// Where it is: `demo_orders at localhost:5432`, or a file's path.
        database: String,
        /// What happened and what to do.
        detail: String,
    },
    /// A row breaks a rule of its table.
    #[error("{kind} constraint failed{}", place(.table.as_deref(), .columns))]
    Constraint {
        /// Which sort of rule.
        kind: ConstraintKind,
        /// The table, where the database says.
        table: Option<String>,
        /// The columns, where the database says.
        columns: Vec<String>,
    },
    /// The tenant was removed, and a late clone must not bring it back.
    #[error("the tenant was removed")]
    Tombstoned,
    /// The tenant is there already, with another profile, version of it or instant.
    #[error("the tenant exists already with another profile or instant")]
    LedgerConflict,
    /// A reset that began later has been here, and this one must not undo what came after it.
    #[error("a later reset came first")]
    Overtaken,
    /// No such row.
    #[error("not found")]
    NotFound,
    /// A value that the database does not take, or a call that makes no sense.
    #[error("{detail}")]
    Invalid {
        /// What is wrong with it.
        detail: String,
    },
    /// A migration that cannot be applied.
    #[error("migration {file} of {database}: {detail}")]
    Migration {
        /// The database.
        database: String,
        /// Such as `0001_init.sql`.
        file: String,
        /// What is wrong and what to do.
        detail: String,
    },
    /// A migration's text that the database does not take.
    #[error(transparent)]
    Sql(FileFault),
    /// The rows counted while loading are not those of the plan; nothing was kept.
    #[error("the rows loaded are not those of the plan; nothing was kept")]
    CountMismatch,
    /// Anything else: a fault in the program or in the database.
    #[error("{0}")]
    Other(String),
}

/// The sorts of constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// Another row has the same key.
    Unique,
    /// The row pointed at does not exist, or is still pointed at.
    ForeignKey,
    /// A check.
    Check,
    /// A value is missing.
    NotNull,
}

impl std::fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::NotNull => "not null",
        })
    }
}

impl Error {
    /// Whether a later attempt may succeed without anything being changed.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::Invalid {
            detail: detail.into(),
        }
    }

    pub(crate) fn is_unique(&self) -> bool {
        matches!(
            self,
            Self::Constraint {
                kind: ConstraintKind::Unique,
                ..
            }
        )
    }

    /// A check of the ledger's own table can only be that of its counts.
    pub(crate) fn from_constraint(
        kind: ConstraintKind,
        table: Option<String>,
        columns: Vec<String>,
    ) -> Self {
        let counts = matches!(kind, ConstraintKind::Check | ConstraintKind::NotNull);
        if counts && table.as_deref() == Some("demo_tenants") {
            return Self::CountMismatch;
        }
        Self::Constraint {
            kind,
            table,
            columns,
        }
    }
}

fn place(table: Option<&str>, columns: &[String]) -> String {
    match table {
        None => String::new(),
        Some(table) if columns.is_empty() => format!(" in {table}"),
        Some(table) => format!(" in {table} ({})", columns.join(", ")),
    }
}
