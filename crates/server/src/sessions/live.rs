//! What is under way in this process, for those who watch it here.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use uuid::Uuid;

use super::log::Entry;

type Channels = HashMap<Uuid, watch::Sender<Vec<Entry>>>;

/// The events of sessions that are being worked on and are not in their records yet. A session
/// is in here while somebody works on it or watches it.
pub struct Live {
    channels: Mutex<Channels>,
}

impl Live {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            channels: Mutex::default(),
        }
    }

    /// Shows an event to all who watch its session.
    pub fn push(&self, session: Uuid, entry: Entry) {
        let mut channels = self.channels();
        channel(&mut channels, session).send_modify(|entries| entries.push(entry));
    }

    /// Says that a session's record has changed, and now holds all that was pushed.
    pub fn recorded(&self, session: Uuid) {
        let mut channels = self.channels();
        if let Some(channel) = channels.get(&session) {
            channel.send_modify(Vec::clear);
        }
        forget(&mut channels, session, 0);
    }

    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who watches a session.
pub struct Watch {
    app: std::sync::Arc<crate::app::App>,
    session: Uuid,
    entries: watch::Receiver<Vec<Entry>>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(app: std::sync::Arc<crate::app::App>, session: Uuid) -> Self {
        let entries = channel(&mut app.live.channels(), session).subscribe();
        app.metrics.streams.inc();
        Self {
            app,
            session,
            entries,
        }
    }

    /// What is not in the record yet. It is to be asked for before the record is read: what
    /// leaves here was recorded before.
    pub fn entries(&mut self) -> Vec<Entry> {
        self.entries.borrow_and_update().clone()
    }

    /// Waits until something happens, at most a while.
    pub async fn wait(&mut self, pause: std::time::Duration) {
        let _ = tokio::time::timeout(pause, self.entries.changed()).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.app.metrics.streams.dec();
        // This one still counts.
        forget(&mut self.app.live.channels(), self.session, 1);
    }
}

fn channel(channels: &mut Channels, session: Uuid) -> &mut watch::Sender<Vec<Entry>> {
    channels
        .entry(session)
        .or_insert_with(|| watch::channel(Vec::new()).0)
}

fn forget(channels: &mut Channels, session: Uuid, watchers: usize) {
    let unused = |channel: &watch::Sender<Vec<Entry>>| {
        channel.receiver_count() <= watchers && channel.borrow().is_empty()
    };
    if channels.get(&session).is_some_and(unused) {
        channels.remove(&session);
    }
}
