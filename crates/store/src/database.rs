//! One small language for both engines: statements with `$1` parameters in, rows out.

use std::borrow::Cow;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{error::Error, postgres::Postgres, sqlite::Sqlite};

/// A parameter of a statement; `None` is NULL.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// `UUID`.
    Uuid(Option<Uuid>),
    /// `TIMESTAMPTZ`.
    Instant(Option<Timestamp>),
    /// `TEXT`.
    Text(Option<String>),
    /// `BIGINT`, also for smaller ones.
    Integer(Option<i64>),
    /// `DOUBLE PRECISION`.
    Float(Option<f64>),
    /// `BOOLEAN`.
    Boolean(Option<bool>),
    /// `JSONB`, as text.
    Json(Option<String>),
}

impl From<Uuid> for Param {
    fn from(value: Uuid) -> Self {
        Self::Uuid(Some(value))
    }
}
impl From<Timestamp> for Param {
    fn from(value: Timestamp) -> Self {
        Self::Instant(Some(value))
    }
}
impl From<&str> for Param {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Param {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<i64> for Param {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

/// SQL with its parameters.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub sql: Cow<'static, str>,
    pub params: Vec<Param>,
}

impl Statement {
    pub fn new(sql: impl Into<Cow<'static, str>>, params: Vec<Param>) -> Self {
        Self {
            sql: sql.into(),
            params,
        }
    }

    /// Reads change nothing, so they can be repeated, and SQLite has other connections for them.
    pub fn is_read(&self) -> bool {
        self.sql.trim_start().starts_with("select")
    }
}

/// A value that came back. SQLite knows fewer types, so the getters of [`Row`] convert.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Uuid(Uuid),
    Instant(Timestamp),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

/// A row that came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row(pub Vec<Cell>);

/// What a statement did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub affected: u64,
    pub rows: Vec<Row>,
}

/// A database of either engine.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Postgres(Postgres),
    Sqlite(Sqlite),
}

impl Database {
    /// Runs the statements in one transaction, one alone by itself. Nothing is kept when one
    /// of them fails.
    pub async fn run(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        let repeatable = statements.iter().all(Statement::is_read);
        match self {
            Self::Postgres(database) => database.run(&statements, repeatable).await,
            Self::Sqlite(database) => database.run(statements).await,
        }
    }

    /// As [`Self::run`], for what may be done twice: a connection that turns out to be dead
    /// is then replaced instead of being reported.
    pub async fn run_repeatable(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        match self {
            Self::Postgres(database) => database.run(&statements, true).await,
            Self::Sqlite(database) => database.run(statements).await,
        }
    }

    /// One statement's outcome.
    pub async fn one(
        &self,
        sql: impl Into<Cow<'static, str>>,
        params: Vec<Param>,
    ) -> Result<Outcome, Error> {
        let mut outcomes = self.run(vec![Statement::new(sql, params)]).await?;
        outcomes
            .pop()
            .ok_or_else(|| Error::Other("no statement ran".to_owned()))
    }

    pub async fn close(&self) {
        match self {
            Self::Postgres(database) => database.close().await,
            Self::Sqlite(database) => database.close().await,
        }
    }
}

impl Row {
    fn cell(&self, index: usize) -> &Cell {
        self.0.get(index).unwrap_or(&Cell::Null)
    }

    pub fn uuid(&self, index: usize) -> Result<Option<Uuid>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Uuid(id) => Ok(Some(*id)),
            Cell::Text(text) => text.parse().map(Some).map_err(|_| wrong(index, "UUID")),
            _ => Err(wrong(index, "UUID")),
        }
    }

    pub fn instant(&self, index: usize) -> Result<Option<Timestamp>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Instant(instant) => Ok(Some(*instant)),
            Cell::Text(text) => text.parse().map(Some).map_err(|_| wrong(index, "instant")),
            _ => Err(wrong(index, "instant")),
        }
    }

    pub fn text(&self, index: usize) -> Result<Option<String>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text.clone())),
            // SQLite's columns of type JSONB and NUMERIC turn a text of digits into a number.
            Cell::Integer(number) => Ok(Some(number.to_string())),
            Cell::Float(number) => Ok(Some(number.to_string())),
            _ => Err(wrong(index, "text")),
        }
    }

    pub fn integer(&self, index: usize) -> Result<Option<i64>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Integer(number) => Ok(Some(*number)),
            Cell::Boolean(truth) => Ok(Some(i64::from(*truth))),
            _ => Err(wrong(index, "integer")),
        }
    }

    pub fn float(&self, index: usize) -> Result<Option<f64>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Float(number) => Ok(Some(*number)),
            #[expect(clippy::cast_precision_loss, reason = "durations, far below 2^52")]
            Cell::Integer(number) => Ok(Some(*number as f64)),
            _ => Err(wrong(index, "float")),
        }
    }

    pub fn boolean(&self, index: usize) -> Result<Option<bool>, Error> {
        match self.cell(index) {
            Cell::Null => Ok(None),
            Cell::Boolean(truth) => Ok(Some(*truth)),
            Cell::Integer(number) => Ok(Some(*number != 0)),
            _ => Err(wrong(index, "boolean")),
        }
    }

    pub fn count(&self, index: usize) -> Result<u64, Error> {
        Ok(self
            .integer(index)?
            .and_then(|n| u64::try_from(n).ok())
            .unwrap_or(0))
    }
}

/// A value that a column not null must have.
pub(crate) fn required<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::Other("NULL where a value was expected".to_owned()))
}

fn wrong(index: usize, expected: &str) -> Error {
    Error::Other(format!("result column {} is no {expected}", index + 1))
}

/// An identifier quoted for either engine.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An instant as SQLite keeps it and as JSON shows it: of fixed width, so that texts compare
/// as the instants do.
pub(crate) fn instant_text(instant: Timestamp) -> String {
    format!("{instant:.6}")
}
