//! A profile's rows as a session would get them, one by one, so that each fault is found.

use demo_core::{Batch, IdTransform, Key, plan::TablePlan, time::Moment};
use rusqlite::{Connection, Statement};
use uuid::Uuid;

use super::{RulesError, Scratch, Subject, constraint, definition, session_values, words::words};
use crate::{Error, database::quote, sqlite};

/// The virtual tenant that the rows belong to here.
const TENANT: Uuid = Uuid::from_u128(0x0d3a_05e5_5104_4a0e_9b1d_5ee0_da7a_0001);

/// A row that the database refuses.
pub(super) struct Refused<'a> {
    pub table: &'a str,
    pub row: usize,
    pub error: &'a rusqlite::Error,
    /// Of a check that is several conditions, those that do not hold.
    pub parts: &'a [String],
    /// Whether the row was loaded all the same: each of its values may stand in its column, and
    /// only two of them disagree, so that rules have more to say of it.
    pub stays: bool,
}

/// Loads all rows at a moment. The number of a row in its table is its `_rowid_`. A row that
/// the database refuses is told of, and left out unless it stays.
pub(super) fn all(
    scratch: &mut Scratch,
    subject: &Subject<'_>,
    moment: &Moment,
    mut refused: impl FnMut(&Refused<'_>),
) -> Result<(), RulesError> {
    let session = session_values(&subject.seeds.manifest);
    let key = key();
    scratch.connection.execute_batch("begin")?;
    for (service, plan) in subject.plans {
        let batch = Batch {
            plan,
            key,
            moment,
            session: &session,
        };
        for table in &plan.tables {
            one(&scratch.connection, service, &batch, table, &mut refused)?;
            scratch.rows += table.rows;
        }
    }
    scratch.connection.execute_batch("commit; analyze")?;
    Ok(())
}

fn key() -> Key {
    Key::new(TENANT, IdTransform::Xor).expect("the tenant is not nil")
}

/// A text in a loaded row as the profile has it: an id is a base id there. XOR is its own inverse.
pub(super) fn as_written(text: String) -> String {
    match Uuid::parse_str(&text) {
        Ok(id) if text.len() == ID => key().apply(id).to_string(),
        _ => text,
    }
}

/// The length of an id with its hyphens.
pub(super) const ID: usize = 36;

fn one(
    connection: &Connection,
    service: &str,
    batch: &Batch<'_>,
    table: &TablePlan,
    refused: &mut impl FnMut(&Refused<'_>),
) -> Result<(), RulesError> {
    let names = table
        .columns
        .iter()
        .map(|planned| quote(&planned.column.name));
    let names: Vec<String> = std::iter::once("_rowid_".to_owned()).chain(names).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "insert into {} ({}) values ({places})",
        quote(&table.table),
        names.join(", ")
    );
    let mut statement = connection
        .prepare(&sql)
        .map_err(|error| unknown_column(service, table, error))?;
    for row in 0..table.rows {
        statement.raw_bind_parameter(1, row_number(row))?;
        for (number, planned) in table.columns.iter().enumerate() {
            sqlite::bind(&mut statement, number + 2, &planned.cells, row, batch)?;
        }
        if let Err(error) = statement.raw_execute() {
            let (parts, stays) = failing_parts(connection, &mut statement, table, row, &error)?;
            refused(&Refused {
                table: &table.table,
                row,
                error: &error,
                parts: &parts,
                stays,
            });
        }
    }
    Ok(())
}

/// A plan is for a database's own tables; here they are as the migrations make them.
fn unknown_column(service: &str, table: &TablePlan, error: rusqlite::Error) -> RulesError {
    let text = error.to_string();
    let begin = format!("table {} has no column named ", table.table);
    let Some((_, column)) = text.split_once(&begin) else {
        return error.into();
    };
    let column = column.split_whitespace().next().unwrap_or_default();
    RulesError::Store(Error::Other(format!(
        "the database of `{service}` has a column {}.{column} that no migration of this program makes: \
         start it with the services_dir whose migration did (DEMO_SESSION_SERVICES_DIR)",
        table.table
    )))
}

/// Of a check that is several conditions, those that do not hold for a row; and whether it stays.
fn failing_parts(
    connection: &Connection,
    statement: &mut Statement<'_>,
    table: &TablePlan,
    row: usize,
    error: &rusqlite::Error,
) -> Result<(Vec<String>, bool), RulesError> {
    let Some(check) = constraint::failed_check(error) else {
        return Ok((Vec::new(), false));
    };
    let (name, mut failing) = (quote(&table.table), Vec::new());
    // The row stands there for a moment, so that each condition can be asked for.
    connection.execute_batch("pragma ignore_check_constraints = on")?;
    let inserted = statement.raw_execute().is_ok();
    connection.execute_batch("pragma ignore_check_constraints = off")?;
    if inserted {
        for part in definition::conditions(check) {
            let sql = format!("select coalesce(({part}), true) from {name} where _rowid_ = ?1");
            let holds: Result<bool, _> =
                connection.query_row(&sql, [row_number(row)], |row| row.get(0));
            if holds == Ok(false) {
                failing.push(part);
            }
        }
    }
    let subject = match &failing[..] {
        [part] => part,
        _ => check,
    };
    let mut statement = connection.prepare_cached("select name from pragma_table_info(?1)")?;
    let columns = statement.query_map([&table.table], |row| row.get::<_, String>(0))?;
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let is_named = |column: &&String| words(subject).any(|(_, word)| word == column.as_str());
    let stays = inserted && columns.iter().filter(is_named).count() > 1;
    if inserted && !stays {
        connection.execute(
            &format!("delete from {name} where _rowid_ = ?1"),
            [row_number(row)],
        )?;
    }
    Ok((failing, stays))
}

fn row_number(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}
