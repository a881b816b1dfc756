//! The events of a session's life, a line each in its record.

use demo_store::{Change, Log, Session, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{lease, live::Live, state_name, text};
use crate::{app::App, cloning::Outcome};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique in its session: the lease of whoever did it, and a number.
    pub id: String,
    /// `state` or `service`.
    pub event: String,
    /// What happened.
    pub data: Value,
}

impl Entry {
    /// Of a session that enters a state under a lease. The first of the lease unless `number`
    /// says otherwise.
    fn state(app: &App, session: &Session, change: &Change, number: usize) -> Self {
        let expires_at = change.expires_at.unwrap_or(session.expires_at);
        let mut data = json!({
            "session_id": session.id,
            "status": state_name(change.state),
            "at": text(app.now()),
            "expires_at": text(expires_at),
        });
        if let Some(failure) = &change.failure {
            data["failure"] = json!(failure);
        }
        Self {
            id: id(change.lease, number),
            event: "state".to_owned(),
            data,
        }
    }

    fn line(&self) -> String {
        let json = serde_json::to_string(self).expect("an event is JSON");
        json + "\n"
    }
}

/// Eight digits tell the few leases of one session apart.
fn id(lease: Uuid, number: usize) -> String {
    let lease = lease.simple().to_string();
    format!("{}-{number}", &lease[..8])
}

/// The events of a log.
pub fn parse(log: &str) -> impl Iterator<Item = Entry> {
    // A line of a later version of the program is passed over.
    log.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
}

/// The first line of a session's log.
pub fn first(app: &App, session: &Session) -> String {
    let change = Change::new(session.state, session.lease, session.lease_until);
    line(app, session, &change)
}

/// A change to a state under a new lease that starts now, with the line that tells of it.
pub fn change(app: &App, session: &Session, state: State, failure: Option<&str>) -> Change {
    let mut change = Change {
        failure: failure.map(str::to_owned),
        ..Change::new(state, app.random_id(), lease::until(app))
    };
    change.log = Some(Log::Append(line(app, session, &change)));
    change
}

fn line(app: &App, session: &Session, change: &Change) -> String {
    Entry::state(app, session, change, 0).line()
}

/// The events of one piece of work: shown at once to those who watch in this process, and
/// kept until the record is written.
pub struct Work<'a> {
    live: &'a Live,
    session: Uuid,
    lease: Uuid,
    lines: std::sync::Mutex<Vec<String>>,
}

impl<'a> Work<'a> {
    /// Begins under the session's lease, whose first event is that of its state.
    pub fn new(app: &'a App, session: &Session) -> Self {
        Self {
            live: &app.live,
            session: session.id,
            lease: session.lease,
            lines: std::sync::Mutex::default(),
        }
    }

    /// Tells what a service did; `count` names its rows.
    pub fn service(&self, outcome: &Outcome, count: &str) {
        let mut lines = self.lines();
        let entry = Entry {
            id: id(self.lease, lines.len() + 1),
            event: "service".to_owned(),
            data: outcome.to_json(count),
        };
        lines.push(entry.line());
        self.live.push(self.session, entry);
    }

    /// All lines, and that of the state which the work ends in.
    pub fn end(&self, app: &App, session: &Session, change: &Change) -> String {
        let lines = self.lines();
        let ended = Change {
            lease: self.lease,
            ..change.clone()
        };
        let last = Entry::state(app, session, &ended, lines.len() + 1);
        lines.concat() + &last.line()
    }

    /// All lines.
    pub fn lines_so_far(&self) -> String {
        self.lines().concat()
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.lines
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.live.recorded(self.session);
    }
}
