//! A type for the rows of each table, so that a load sends a table as one array.
//!
//! With an array a column, PostgreSQL calls a function, and keeps what it gives, for each
//! column: 45 µs for a row of twelve columns, of 60 in all (`bench/README.md`). The table's own
//! row type would not do: it changes when a newer process adds a column, and a process that
//! knows the table as it was would fail from then on. So these types are the engine's own, and
//! named after what they hold: one that is different is another.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use demo_core::{
    Table,
    schema::{Column, Type},
};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::encode::{self, oid};
use crate::database::{Statement, quote};

/// How a column's values are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub oid: u32,
    /// For the SQL.
    pub name: &'static str,
    /// Whether the column's type must be named, since PostgreSQL has no assignment from text.
    pub cast: bool,
}

const fn field(oid: u32, name: &'static str) -> Field {
    Field {
        oid,
        name,
        cast: false,
    }
}

pub(super) const NUMERIC: Field = field(oid::NUMERIC, "numeric");
pub(super) const JSONB: Field = field(oid::JSONB, "jsonb");
const TEXT: Field = field(oid::TEXT, "text");
const CAST: Field = Field { cast: true, ..TEXT };

impl Field {
    pub fn of(column: &Column) -> Self {
        match column.kind {
            Type::Uuid => field(oid::UUID, "uuid"),
            Type::Instant => field(oid::TIMESTAMPTZ, "timestamptz"),
            Type::Date => field(oid::DATE, "date"),
            Type::Text => TEXT,
            Type::Json if column.declared == "json" => field(oid::JSON, "json"),
            Type::Json => JSONB,
            Type::Integer => field(oid::INT8, "int8"),
            Type::Boolean => field(oid::BOOL, "bool"),
            // Without a scale any number of digits may come, and PostgreSQL says how many it takes.
            Type::Numeric(Some(_)) => NUMERIC,
            Type::Numeric(None) | Type::Other => CAST,
            Type::Float => field(oid::FLOAT8, "float8"),
        }
    }
}

/// The type of a table's rows, in one database.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowType {
    pub name: String,
    pub oid: u32,
    pub array_oid: u32,
    /// The table's columns, in order.
    pub columns: Vec<(String, Field)>,
}

/// By table.
pub(crate) type RowTypes = BTreeMap<String, RowType>;

/// The types of all tables, whose object ids [`missing`] fills in.
pub(super) fn declare_all(tables: &[Table]) -> RowTypes {
    tables
        .iter()
        .map(|table| (table.name.clone(), declare(table)))
        .collect()
}

fn declare(table: &Table) -> RowType {
    let columns: Vec<(String, Field)> = table
        .columns
        .iter()
        .map(|column| (column.name.clone(), Field::of(column)))
        .collect();
    let mut digest = Sha256::new();
    for (name, field) in &columns {
        digest.update(format!("{name} {}\n", field.name));
    }
    let digits = HEXLOWER.encode(&digest.finalize()[..8]);
    RowType {
        name: format!("demo_row_{digits}"),
        oid: 0,
        array_oid: 0,
        columns,
    }
}

impl RowType {
    fn definition(&self, table: &str) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(name, field)| format!("{} {}", quote(name), field.name))
            .collect();
        format!(
            "create type {0} as ({1}); comment on type {0} is 'how demos send rows of {2}';\n",
            quote(&self.name),
            columns.join(", "),
            table.replace('\'', "''"),
        )
    }
}

/// Fills in the object ids of the types that are there; the commands that make the others.
/// Tables with the same columns share one.
pub(super) async fn missing(
    connection: &mut PgConnection,
    types: &mut RowTypes,
) -> Result<String, sqlx::Error> {
    const TYPES: &str = "select t.typname::text, t.oid::int8, t.typarray::int8 from pg_type t \
        where t.typnamespace = 'public'::regnamespace and t.typname like 'demo\\_row\\_%'";
    let outcome = encode::run(connection, &Statement::new(TYPES, vec![])).await?;
    let mut missing = BTreeMap::new();
    for (table, row_type) in types {
        let found = outcome
            .rows
            .iter()
            .find(|row| row.text(0).ok().flatten().as_deref() == Some(&row_type.name));
        let oid = |at| {
            found
                .and_then(|row| row.integer(at).ok().flatten())
                .and_then(|oid| u32::try_from(oid).ok())
        };
        match (oid(1), oid(2)) {
            (Some(oid), Some(array_oid)) => {
                (row_type.oid, row_type.array_oid) = (oid, array_oid);
            }
            _ => _ = missing.insert(row_type.name.clone(), row_type.definition(table)),
        }
    }
    Ok(missing.into_values().collect())
}
