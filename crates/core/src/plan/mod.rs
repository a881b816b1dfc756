//! A profile made ready for one service: every value typed, checked and in column order.
//! Literals are as they will be stored; ids and dates are slots that a [`crate::Batch`] fills.

mod build;
mod cell;
mod json;
mod people;
mod template;

pub use build::{Profile, build, read};
pub use cell::NUMBER_ALONE;
pub use json::{JsonTemplate, PathError};
pub use people::{ProfileTenant, ProfileUser};
pub use template::{SessionValues, TemplateError, TextTemplate, Variable};

use uuid::Uuid;

use crate::{
    schema::{Column, Table},
    time::{DateSlot, InstantSlot},
};

/// What one profile puts into one service.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The profile's name.
    pub profile: String,
    /// The service's.
    pub service: String,
    /// SHA-256 over the profile's files, in hexadecimal.
    pub fingerprint: String,
    /// The tenants of the profile, the session's own first; also those without a row here.
    pub tenants: Vec<PlannedTenant>,
    /// Parents before children. Tables without rows are left out.
    pub tables: Vec<TablePlan>,
}

/// A tenant of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTenant {
    /// Nil for the session's own tenant, else an outlet's base id.
    pub base: Uuid,
    /// The rows of it in this service.
    pub records: u64,
}

/// The rows of a table, column by column.
#[derive(Debug, Clone)]
pub struct TablePlan {
    /// The table's name.
    pub table: String,
    /// How many; each column has as many cells.
    pub rows: usize,
    /// Those that are written, `tenant_id` first.
    pub columns: Vec<ColumnPlan>,
}

/// A column's cells.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    /// The column.
    pub column: Column,
    /// A cell a row.
    pub cells: Cells,
}

/// A column's cells by kind; `None` is NULL.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Base ids of tenants, nil for the session's own.
    Tenant(Vec<Option<Uuid>>),
    /// Ids, each with whether it is transformed.
    Id(Vec<Option<(Uuid, bool)>>),
    /// Instants to move.
    Instant(Vec<Option<InstantSlot>>),
    /// Dates to move.
    Date(Vec<Option<DateSlot>>),
    /// Texts, with session values in them or not.
    Text(Vec<Option<TextTemplate>>),
    /// JSON, with ids and instants in it or not.
    Json(Vec<Option<JsonTemplate>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Truth values.
    Boolean(Vec<Option<bool>>),
    /// Exact decimals, as text at the declared scale.
    Numeric(Vec<Option<String>>),
    /// Floating-point numbers.
    Float(Vec<Option<f64>>),
    /// Whatever the database makes of the text.
    Other(Vec<Option<String>>),
}

impl Plan {
    /// Whether a row may come before one that it names: a foreign key of a table names the table itself, or
    /// one that is loaded after it.
    #[must_use]
    pub fn names_forward(&self, tables: &[Table]) -> bool {
        self.tables.iter().enumerate().any(|(place, planned)| {
            let table = tables.iter().find(|table| table.name == planned.table);
            let mut keys = table.into_iter().flat_map(|table| &table.foreign_keys);
            keys.any(|key| {
                let mut later = self.tables[place..].iter();
                later.any(|later| later.table == key.table)
            })
        })
    }

    /// All rows that it loads.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.tenants.iter().map(|tenant| tenant.records).sum()
    }
}
