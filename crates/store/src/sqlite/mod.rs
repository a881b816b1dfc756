//! SQLite: one file a database, one writer, a few readers.

mod checkpoint;
mod describe;
mod fault;
mod introspect;
mod load;
mod open;

pub use describe::describe_all;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, ToSql, types::ValueRef};
use tokio::sync::Semaphore;

pub(crate) use fault::of_text;
pub(crate) use load::{Load, bind};
pub(crate) use open::{open, run};

use checkpoint::Checkpoints;

use crate::{
    database::{Cell, Outcome, Param, Row, Statement, instant_text},
    error::Error,
    failpoint,
};

/// How many threads may read at a time.
const READERS: usize = 8;

/// A database file. Every transaction is one hop to a thread that may block: SQLite's own
/// work is so short that more hops would cost more than it.
#[derive(Debug, Clone)]
pub(crate) struct Sqlite(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    label: String,
    path: PathBuf,
    /// SQLite takes one writer at a time, so waiting for it here is fair and holds no thread.
    writer: Arc<tokio::sync::Mutex<Option<Connection>>>,
    checkpoints: Checkpoints,
    readers: Mutex<Vec<Connection>>,
    reading: Arc<Semaphore>,
}

impl Sqlite {
    fn new(path: &Path, writer: Connection, checkpoints: Checkpoints) -> Self {
        Self(Arc::new(Inner {
            label: path.display().to_string(),
            path: path.to_owned(),
            writer: Arc::new(tokio::sync::Mutex::new(Some(writer))),
            checkpoints,
            readers: Mutex::new(Vec::new()),
            reading: Arc::new(Semaphore::new(READERS)),
        }))
    }

    pub async fn close(&self) {
        self.0.reading.close();
        self.0.checkpoints.close().await;
        // Dropping a connection closes it, and the last one tidies the write-ahead log away.
        self.0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.0.writer.lock().await.take();
    }

    /// Runs statements in one transaction; one alone by itself.
    pub async fn run(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, Error> {
        if statements.iter().all(Statement::is_read) {
            return self
                .read(move |connection| each(connection, &statements))
                .await;
        }
        self.write(move |connection| match statements.as_slice() {
            [one] => Ok(vec![one_statement(connection, one)?]),
            many => transaction(connection, |connection| Ok(each(connection, many)?)),
        })
        .await
    }

    /// Does work on the writer's connection.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Error> {
        let guard = self.0.writer.clone().lock_owned().await;
        let this = self.clone();
        let done = blocking(move || match guard.as_ref() {
            Some(connection) => {
                checkpoint::begin();
                let done = work(connection);
                this.0.checkpoints.written();
                done
            }
            None => Err(Fault::Store(closed())),
        });
        self.outcome(done).await
    }

    /// Does work on a connection that only reads; nothing that is being written is seen.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self
            .0
            .reading
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| closed())?;
        let this = self.clone();
        let done = blocking(move || {
            let _permit = permit;
            let idle = this
                .0
                .readers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let connection = match idle {
                Some(connection) => connection,
                None => open::reader(&this.0.path)?,
            };
            // One view of the data for all statements.
            connection.execute_batch("begin")?;
            let result = work(&connection);
            connection.execute_batch("rollback")?;
            this.0
                .readers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            Ok(result?)
        });
        self.outcome(done).await
    }

    async fn outcome<T>(&self, done: impl Future<Output = Result<T, Fault>>) -> Result<T, Error> {
        let label = &self.0.label;
        let injected = |_| {
            Fault::Store(Error::Unreachable {
                database: label.clone(),
                detail: "a fault was injected".to_owned(),
            })
        };
        failpoint::around(label, done, injected)
            .await
            .map_err(|fault| self.translate(fault))
    }

    fn translate(&self, fault: Fault) -> Error {
        match fault {
            Fault::Engine(error) => fault::translate(&self.0.label, &error),
            Fault::Store(error) => error,
        }
    }
}

/// SQLite's fault or our own.
pub(crate) enum Fault {
    Engine(rusqlite::Error),
    Store(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| {
            Err(Fault::Store(Error::Other(format!(
                "database thread: {error}"
            ))))
        })
}

fn closed() -> Error {
    Error::Unreachable {
        database: "SQLite".to_owned(),
        detail: "it was closed because the program is ending".to_owned(),
    }
}

/// Does work in a transaction. The write lock is taken at once: a transaction that begins by
/// reading could not get it later if another has written meanwhile.
fn transaction<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    connection.prepare_cached("begin immediate")?.execute([])?;
    let result = work(connection).and_then(|value| {
        connection.prepare_cached("commit")?.execute([])?;
        Ok(value)
    });
    if result.is_err() && !connection.is_autocommit() {
        connection.execute_batch("rollback")?;
    }
    result
}

fn each(connection: &Connection, statements: &[Statement]) -> rusqlite::Result<Vec<Outcome>> {
    statements
        .iter()
        .map(|statement| one_statement(connection, statement))
        .collect()
}

fn one_statement(connection: &Connection, statement: &Statement) -> rusqlite::Result<Outcome> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    for (number, param) in statement.params.iter().enumerate() {
        // `$1` is a name to SQLite: the order in the text does not matter.
        if let Some(index) = prepared.parameter_index(&format!("${}", number + 1))? {
            prepared.raw_bind_parameter(index, param)?;
        }
    }
    if prepared.column_count() == 0 {
        return Ok(Outcome {
            affected: prepared.raw_execute()? as u64,
            rows: vec![],
        });
    }
    let columns = prepared.column_count();
    let mut outcome = Outcome::default();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let cells = (0..columns)
            .map(|index| row.get_ref(index).map(cell))
            .collect::<rusqlite::Result<_>>()?;
        outcome.rows.push(Row(cells));
    }
    outcome.affected = outcome.rows.len() as u64;
    Ok(outcome)
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Float(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Cell::Text(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Uuid(Some(id)) => Ok(id.to_string().into()),
            Self::Instant(Some(instant)) => Ok(instant_text(*instant).into()),
            Self::Text(Some(text)) | Self::Json(Some(text)) => Ok(text.as_str().into()),
            Self::Integer(Some(number)) => Ok((*number).into()),
            Self::Float(Some(number)) => Ok((*number).into()),
            Self::Boolean(Some(truth)) => Ok((*truth).into()),
            _ => Ok(rusqlite::types::Null.into()),
        }
    }
}
