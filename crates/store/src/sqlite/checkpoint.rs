//! Checkpoints beside the commits. Bringing what was committed from the log to where it belongs
//! waits for the disk, and the commit that reached a limit used to pay for it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::Connection;
use tokio::sync::Mutex;

use super::open;

/// Rows that are written before the next one: some hundred pages.
const ROWS: u64 = 200;

/// Those of one file, on a connection of their own.
#[derive(Debug)]
pub(super) struct Checkpoints {
    connection: Arc<Mutex<Option<Connection>>>,
    /// How many rows the writer had changed when the last one began.
    begun_at: AtomicU64,
}

impl Checkpoints {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        Ok(Self {
            connection: Arc::new(Mutex::new(Some(open::checkpointer(path)?))),
            begun_at: AtomicU64::new(0),
        })
    }

    /// Begins one, which nobody waits for, once enough rows were written and none is under way.
    /// `changed` is how many the writer has in all.
    pub fn written(&self, changed: u64) {
        if changed < self.begun_at.load(Ordering::Relaxed) + ROWS {
            return;
        }
        let Ok(connection) = self.connection.clone().try_lock_owned() else {
            return;
        };
        self.begun_at.store(changed, Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let Some(connection) = connection.as_ref() else {
                return;
            };
            let done = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
            if let Err(error) = done {
                // The next may succeed; where none does, the log grows to the writer's own limit.
                tracing::warn!(%error, "a checkpoint failed");
            }
        });
    }

    /// Waits for the one that is under way.
    pub async fn close(&self) {
        self.connection.lock().await.take();
    }
}
