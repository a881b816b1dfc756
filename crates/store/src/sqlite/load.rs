//! Loading a plan: prepared inserts row by row, in one transaction.

use std::sync::Arc;

use demo_core::{
    Batch, Plan, Table,
    batch::Value,
    plan::{Cells, TextTemplate},
};
use rusqlite::{Connection, ToSql};

use super::{Fault, Sqlite, each, transaction};
use crate::{
    database::{Statement, instant_text, quote},
    error::Error,
    ledger::{self, CloneRequest},
};

/// A plan made ready for SQLite: an insert a table.
#[derive(Debug)]
pub(crate) struct Load {
    inserts: Vec<String>,
    /// Whether a row may come before one that it names.
    forward: bool,
}

impl Load {
    pub fn new(plan: &Plan, tables: &[Table]) -> Self {
        let inserts = plan.tables.iter().map(|table| {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|plan| quote(&plan.column.name))
                .collect();
            let places = vec!["?"; columns.len()];
            format!(
                "insert into {} ({}) values ({})",
                quote(&table.table),
                columns.join(", "),
                places.join(", ")
            )
        });
        Self {
            inserts: inserts.collect(),
            forward: plan.names_forward(tables),
        }
    }
}

impl Sqlite {
    /// Loads a plan for one session, after `before` in the same transaction where there is any.
    pub async fn load(
        &self,
        load: Arc<Load>,
        plan: Arc<Plan>,
        request: CloneRequest,
        before: Vec<Statement>,
    ) -> Result<u64, Error> {
        self.write(move |connection| {
            transaction(connection, |connection| {
                each(connection, &before)?;
                insert(connection, &load, &plan, &request)
            })
        })
        .await
    }
}

fn insert(
    connection: &Connection,
    load: &Load,
    plan: &Plan,
    request: &CloneRequest,
) -> Result<u64, Fault> {
    let batch = Batch {
        plan,
        key: request.key,
        moment: &request.moment,
        session: &request.session,
    };
    // The ledger first: its unique key says at once that the tenant is there or was removed.
    for statement in ledger::record(&batch, request) {
        super::one_statement(connection, &statement)?;
    }
    if load.forward {
        // Not always: this pragma has SQLite prepare all its statements anew.
        connection.execute_batch("pragma defer_foreign_keys = on")?;
    }
    let mut counts = vec![0_u64; plan.tenants.len()];
    for (table, sql) in plan.tables.iter().zip(&load.inserts) {
        let mut prepared = connection.prepare_cached(sql)?;
        for row in 0..table.rows {
            let mut tenant = None;
            for (number, column) in table.columns.iter().enumerate() {
                bind(&mut prepared, number + 1, &column.cells, row, &batch)?;
                if let (0, Cells::Tenant(cells)) = (number, &column.cells) {
                    tenant = cells.get(row).copied().flatten();
                }
            }
            let inserted = prepared.raw_execute()? as u64;
            let place = plan
                .tenants
                .iter()
                .position(|planned| Some(planned.base) == tenant);
            let place = place.ok_or(Fault::Store(Error::CountMismatch))?;
            counts[place] += inserted;
        }
    }
    if plan
        .tenants
        .iter()
        .zip(&counts)
        .any(|(planned, count)| planned.records != *count)
    {
        return Err(Fault::Store(Error::CountMismatch));
    }
    Ok(counts.iter().sum())
}

/// Characters of a decimal that a number of SQLite's holds whatever they are. It makes a number of
/// such a text itself, but slower; of a longer one only where nothing is lost.
const EXACT: usize = 15;

/// Binds a cell, without a copy where it is the same in every session.
pub(crate) fn bind(
    prepared: &mut rusqlite::Statement<'_>,
    index: usize,
    cells: &Cells,
    row: usize,
    batch: &Batch<'_>,
) -> Result<(), Fault> {
    let literal: Option<&str> = match cells {
        Cells::Text(cells) => match &cells[row] {
            Some(TextTemplate::Literal(text)) => Some(text),
            _ => None,
        },
        Cells::Json(cells) => cells[row].as_ref().and_then(|json| json.literal()),
        Cells::Numeric(cells) => match cells[row].as_deref() {
            Some(text) if text.len() <= EXACT => {
                let number: f64 = text.parse().expect("a decimal is a number");
                return Ok(prepared.raw_bind_parameter(index, number)?);
            }
            text => text,
        },
        Cells::Other(cells) => cells[row].as_deref(),
        _ => None,
    };
    if let Some(text) = literal {
        return Ok(prepared.raw_bind_parameter(index, text)?);
    }
    let value = batch
        .value(cells, row)
        .map_err(|error| Fault::Store(Error::invalid(error.to_string())))?;
    match value {
        Value::Null => prepared.raw_bind_parameter(index, rusqlite::types::Null)?,
        Value::Uuid(id) => {
            let mut buffer = uuid::Uuid::encode_buffer();
            prepared.raw_bind_parameter(index, &*id.hyphenated().encode_lower(&mut buffer))?;
        }
        Value::Instant(instant) => prepared.raw_bind_parameter(index, instant_text(instant))?,
        Value::Date(date) => prepared.raw_bind_parameter(index, date.to_string())?,
        Value::Text(text) | Value::Json(text) | Value::Numeric(text) => {
            prepared.raw_bind_parameter(index, text)?;
        }
        Value::Integer(number) => prepared.raw_bind_parameter(index, number)?,
        Value::Boolean(truth) => prepared.raw_bind_parameter(index, truth.to_sql()?)?,
        Value::Float(number) => prepared.raw_bind_parameter(index, number)?,
    }
    Ok(())
}
