//! Checkpoints beside the commits. Bringing what was committed from the log to where it belongs
//! waits for the disk, and the commit that reached a limit used to pay for it.
//!
//! One connection checkpoints while another commits, which is safe from SQLite 3.51.3 on; the one
//! that is compiled in is newer than that, or a test fails.

use std::{
    cell::Cell,
    ffi::c_int,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI32, Ordering},
    },
};

use rusqlite::{Connection, hooks::Wal};
use tokio::{sync::mpsc, task::JoinHandle};

use super::open;

/// Pages in the log that are due to be brought to the file.
const DUE: c_int = 100;

/// Pages of the log at which a commit brings to the file what is left: while commits follow each
/// other without a pause, a checkpoint beside them never comes to the log's end, where it begins anew.
const MOST: c_int = 1000;

thread_local! {
    /// Pages in the log after this thread's last commit.
    static LOG: Cell<c_int> = const { Cell::new(0) };
}

/// Has a writer count the pages of its log, in place of SQLite's own checkpoints.
pub(super) fn watch(writer: &Connection) {
    writer.wal_hook(Some(committed));
}

/// Forgets this thread's commits before: they may be of another file.
pub(super) fn begin() {
    LOG.set(0);
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a failure here would be told as one of the commit, which is done"
)]
fn committed(log: &Wal, pages: c_int) -> rusqlite::Result<()> {
    LOG.set(pages);
    if pages >= MOST {
        // Where another does it, or it fails, the next commit tries again.
        let _ = log.checkpoint();
    }
    Ok(())
}

/// Those of one file, on a connection of their own.
#[derive(Debug)]
pub(super) struct Checkpoints {
    /// Holds one at most: it is due, and has not begun.
    due: Mutex<Option<mpsc::Sender<()>>>,
    /// Pages of the log that are in the file.
    done: Arc<AtomicI32>,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Checkpoints {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let (due, receiver) = mpsc::channel(1);
        let done = Arc::new(AtomicI32::new(0));
        let task = tokio::spawn(run(open::checkpointer(path)?, receiver, Arc::clone(&done)));
        Ok(Self {
            due: Mutex::new(Some(due)),
            done,
            task: tokio::sync::Mutex::new(Some(task)),
        })
    }

    /// Has one begin, which nobody waits for, where this thread's last commit made it due.
    pub fn written(&self) {
        let pages = LOG.get();
        if pages < self.done.load(Ordering::Relaxed) {
            // The log has begun anew.
            self.done.store(0, Ordering::Relaxed);
        }
        if pages - self.done.load(Ordering::Relaxed) < DUE {
            return;
        }
        let due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = &*due {
            // One that is due already sees these pages too.
            let _ = due.try_send(());
        }
    }

    /// Waits for the one that is under way.
    pub async fn close(&self) {
        self.due
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
    }
}

async fn run(mut connection: Connection, mut due: mpsc::Receiver<()>, done: Arc<AtomicI32>) {
    while due.recv().await.is_some() {
        let brought = tokio::task::spawn_blocking(move || {
            let pages =
                connection.query_row("pragma wal_checkpoint(passive)", [], |row| row.get(2));
            (connection, pages)
        });
        let Ok((returned, pages)) = brought.await else {
            return;
        };
        connection = returned;
        match pages {
            Ok(pages) => done.store(pages, Ordering::Relaxed),
            // The next may succeed, and at its limit the log is a commit's to bring.
            Err(error) => tracing::warn!(%error, "a checkpoint failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_connection_may_checkpoint_while_another_commits() {
        assert!(rusqlite::version_number() >= 3_051_003);
    }
}
