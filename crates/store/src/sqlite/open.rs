//! Opening a file: directory, settings, migrations.

use std::{fs, io::ErrorKind, path::Path};

use rusqlite::{Connection, OpenFlags};

use super::{
    Fault, Sqlite, blocking,
    checkpoint::{self, Checkpoints},
    fault, introspect, transaction,
};
use crate::{
    catalogue::Catalogue,
    error::Error,
    migrate::{self, Applied, Step},
};

/// Statements kept ready on a connection.
const STATEMENTS: usize = 64;

/// Opens `<directory>/<name>.sqlite`, made when missing, and migrates it.
pub(crate) async fn open(
    directory: &Path,
    name: &str,
    steps: Vec<Step>,
    is_service: bool,
) -> Result<(Sqlite, Catalogue), Error> {
    let path = directory.join(format!("{name}.sqlite"));
    let directory = directory.to_owned();
    let label = path.display().to_string();
    let work = move || {
        make_directory(&directory).map_err(|error| {
            Fault::Store(Error::Unreachable {
                database: directory.display().to_string(),
                detail: format!(
                    "the directory cannot be made: {error}; name another in `database`"
                ),
            })
        })?;
        make_private(&path).map_err(|error| {
            Fault::Store(Error::Unreachable {
                database: path.display().to_string(),
                detail: format!(
                    "it cannot be kept from others: {error}; give the file to the program's user, \
                     or name another directory in `database`"
                ),
            })
        })?;
        let connection = writer(&path)?;
        let checkpoints = Checkpoints::open(&path)?;
        migrate(&connection, &path.display().to_string(), &steps)?;
        let catalogue = if is_service {
            introspect::read(&connection)?
        } else {
            Catalogue::default()
        };
        Ok((Sqlite::new(&path, connection, checkpoints), catalogue))
    };
    blocking(work).await.map_err(|fault| match fault {
        Fault::Engine(error) => fault::translate(&label, &error),
        Fault::Store(error) => error,
    })
}

/// For its owner alone: it holds prospects' addresses.
fn make_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes the file before SQLite does, which would let others read it, and closes one that was
/// open to others, with what SQLite keeps beside it: new ones take after the database's.
#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    let mut options = fs::OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => return made.map(drop),
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        // By its name: opening and closing the file here would end the locks that SQLite has on it.
        match fs::metadata(&file) {
            Ok(found) if found.permissions().mode() & 0o077 != 0 => {
                fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    settle(&connection)?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on",
    )?;
    checkpoint::watch(&connection);
    Ok(connection)
}

/// A connection that only brings the log to the file, as durably as the writer would.
pub(super) fn checkpointer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch("pragma synchronous = normal")?;
    Ok(connection)
}

/// A connection that can only read.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Two MB: eleven databases stay small, and what is read is mostly what was just written.
    connection.execute_batch(
        "pragma busy_timeout = 5000; pragma cache_size = -2000; pragma temp_store = memory",
    )
}

fn applied(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    connection
        .prepare(migrate::APPLIED)?
        .query_map([], |row| {
            Ok(Applied {
                owner: row.get(0)?,
                version: row.get(1)?,
                checksum: row.get(2)?,
            })
        })?
        .collect()
}

/// Runs a migration's text.
pub(crate) fn run(connection: &Connection, step: &Step) -> Result<(), Error> {
    connection.execute_batch(&step.sql).map_err(|error| {
        let (message, at) = fault::of_text(&step.sql, &error);
        step.refused(at, message)
    })
}

fn migrate(connection: &Connection, label: &str, steps: &[Step]) -> Result<(), Fault> {
    loop {
        let more = transaction(connection, |connection| {
            connection.execute_batch(migrate::TABLE)?;
            let Some(step) =
                migrate::next(label, steps, &applied(connection)?).map_err(Fault::Store)?
            else {
                return Ok(false);
            };
            run(connection, step).map_err(Fault::Store)?;
            connection.execute(
                migrate::NOTE,
                (step.owner, step.version, &step.name, &step.checksum),
            )?;
            tracing::info!(
                database = label,
                migration = step.file(),
                "migration applied"
            );
            Ok(true)
        })?;
        if !more {
            return Ok(());
        }
    }
}
