//! The directories of SQLite files: for their owner alone, and each file for one process alone.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use demo_store::DatabaseUrl;

/// Makes a directory for its owner alone: beside tokens and the key that signs it holds
/// prospects' addresses.
pub fn make(directory: &Path) -> anyhow::Result<()> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory);
    made.with_context(|| {
        format!(
            "cannot make the directory {}: choose another with --database sqlite:DIRECTORY",
            directory.display()
        )
    })
}

/// Takes the SQLite databases that this process serves for itself, as long as what is returned
/// is kept: a second process would take the first one's work for that of a dead one, and undo it.
///
/// A process that runs some services alone reads the sessions database too, which is not served
/// by it. So the lock is one a database. It is on a file beside it, since SQLite has locks of
/// its own, which closing the database's file would end.
pub fn lock<'a>(
    shared: &DatabaseUrl,
    own: &BTreeMap<String, DatabaseUrl>,
    served: impl Iterator<Item = &'a str>,
) -> anyhow::Result<Vec<File>> {
    let mut locks = Vec::new();
    for name in served {
        if let DatabaseUrl::Sqlite(directory) = own.get(name).unwrap_or(shared) {
            make(directory)?;
            locks.push(lock_one(&directory.join(format!("{name}.lock")))?);
        }
    }
    Ok(locks)
}

fn lock_one(path: &Path) -> anyhow::Result<File> {
    let mut options = fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let file = options
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another demo-session uses {}: end it, choose another directory with --database sqlite:DIRECTORY, or let both share a PostgreSQL",
            path.with_extension("sqlite").display()
        ),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| {
            format!(
                "cannot lock {}: choose a directory on a local disk with --database sqlite:DIRECTORY",
                path.display()
            )
        }),
    }
}
