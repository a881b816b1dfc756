//! Running a rule's query, within bounds.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use demo_core::{FileFault, rule::BusinessRule};
use rusqlite::{ErrorCode, OptionalExtension as _, Row, types::ValueRef};

use super::{Places, RulesError, Scratch, load, prepare::Prepared, words::words};
use crate::database::quote;

/// A row that breaks a rule.
pub(super) struct Hit {
    /// Its number in its table.
    pub row: usize,
    /// The column to point at, where the query names one.
    pub column: Option<String>,
    /// Of a JSON value, the text in it to point at.
    pub element: Option<String>,
    pub message: String,
    pub hint: String,
    /// What rows that are wrong for one reason have in common.
    pub cause: Option<String>,
    /// The table of a row that is not there.
    pub misses: Option<String>,
}

/// Steps of the database's machine between two looks at the count.
const LOOK: u16 = 1000;
/// Such looks that any rule may take, about a second. Joining every row with every other of a
/// shipped profile takes more.
const LOOKS: u64 = 20_000;

/// The rows that a rule finds.
pub(super) fn run(
    scratch: &Scratch,
    prepared: &Prepared,
    places: &Places<'_>,
) -> Result<Vec<Hit>, RulesError> {
    let rule = &prepared.rule;
    // A thousand steps a row is a sort and a few joins.
    let most = LOOKS + scratch.rows as u64;
    let looks = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&looks);
    let connection = &scratch.connection;
    connection.progress_handler(
        i32::from(LOOK),
        Some(move || count.fetch_add(1, Ordering::Relaxed) > most),
    )?;
    let hits = collect(scratch, rule, places);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    hits.map_err(|failure| match failure {
        Failure::Rule(fault) => RulesError::Faults(vec![fault]),
        Failure::Engine(error) => RulesError::Faults(vec![stopped(rule, &error)]),
    })
}

enum Failure {
    Engine(rusqlite::Error),
    Rule(FileFault),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

fn stopped(rule: &BusinessRule, error: &rusqlite::Error) -> FileFault {
    if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
        let hint = "join tables by their ids, and look at each row once";
        return rule.fault(0, "the query takes too long and was ended", hint);
    }
    if error.sqlite_error_code() == Some(ErrorCode::OutOfMemory) {
        let hint = "check it where there is more";
        return rule.fault(
            0,
            "there is not enough memory for this profile's rows",
            hint,
        );
    }
    let text = error.to_string();
    let hint = "the query fails on this profile's rows; make it hold for null and for every text";
    rule.fault(0, text, hint)
}

fn collect(
    scratch: &Scratch,
    rule: &BusinessRule,
    places: &Places<'_>,
) -> Result<Vec<Hit>, Failure> {
    let connection = &scratch.connection;
    let mut statement = connection.prepare_cached(&rule.sql)?;
    let names: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let text = |row: &Row<'_>, name: &str| {
        let Some(index) = names.iter().position(|known| known == name) else {
            return Ok(None);
        };
        match row.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => Ok(Some(String::from_utf8_lossy(bytes).into_owned())),
            _ => Err(Failure::Rule(no_text(rule, name))),
        }
    };
    let mut rows = statement.query([])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let (tenant, id) = (text(row, "tenant_id")?, text(row, "id")?);
        let number = number(scratch, &rule.table, tenant.as_deref(), id.as_deref())?;
        let Some(number) = number else {
            let message = format!("the query returns what is no row of `{}`", rule.table);
            let hint = "return that row's own tenant_id and id, and name its table in `at`";
            return Err(Failure::Rule(rule.header_fault("at", message, hint)));
        };
        let column = text(row, "points_at")?;
        let table = places.table(&rule.table);
        if let Some(name) = &column
            && table.is_none_or(|table| table.column(name).is_none())
        {
            let message = format!(
                "the query points at `{name}`, which `{}` has not",
                rule.table
            );
            return Err(Failure::Rule(rule.fault(
                0,
                message,
                "return a column's name",
            )));
        }
        // A text joined with null is null, and the row is wrong all the same.
        let message = text(row, "message")?;
        hits.push(Hit {
            row: number,
            column,
            element: text(row, "element")?.map(load::as_written),
            message: places.told(message.unwrap_or_else(|| rule.explanation.title.to_string())),
            hint: places.told(text(row, "hint")?.unwrap_or_default()),
            cause: text(row, "cause")?,
            misses: text(row, "misses")?,
        });
    }
    Ok(hits)
}

/// At the name that the query gives what it returns.
fn no_text(rule: &BusinessRule, name: &str) -> FileFault {
    let mut named = words(&rule.sql).filter(|(_, word)| *word == name);
    let message = format!("the query returns a number as `{name}`, which is a text");
    let hint = "`+` adds numbers: join texts by `||`, or write them by `format('… %s', …)`";
    rule.fault(named.next().map_or(0, |(at, _)| at), message, hint)
}

/// The number of the row with an id in a tenant.
fn number(
    scratch: &Scratch,
    table: &str,
    tenant: Option<&str>,
    id: Option<&str>,
) -> rusqlite::Result<Option<usize>> {
    let by_id = if id.is_some() { " and id = ?2" } else { "" };
    let sql = format!(
        "select _rowid_ from main.{} where tenant_id = ?1{by_id}",
        quote(table)
    );
    let mut statement = scratch.connection.prepare_cached(&sql)?;
    let row = match id {
        Some(id) => statement.query_row([tenant, Some(id)], |row| row.get(0)),
        None => statement.query_row([tenant], |row| row.get(0)),
    };
    let row: Option<i64> = row.optional()?;
    Ok(row.and_then(|number| usize::try_from(number).ok()))
}
