//! The states of a session, and which may follow which.

use crate::error::Error;

/// Where a session stands. `Deleting`, `Expiring` and `Failing` are on their way: their rows
/// are being removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Its services are being asked to clone.
    Creating,
    /// It can be used.
    Ready,
    /// Its rows are being brought back to the first moment.
    Resetting,
    /// Its owner asked for its end.
    Deleting,
    /// Its time is over.
    Expiring,
    /// It could not be made, or lost rows.
    Failing,
    /// As [`State::Failing`], and nothing is left.
    Failed,
    /// As [`State::Deleting`], and nothing is left.
    Deleted,
    /// As [`State::Expiring`], and nothing is left.
    Expired,
}

use State::{Creating, Deleted, Deleting, Expired, Expiring, Failed, Failing, Ready, Resetting};

/// All that may happen to a session. A state that may follow itself is one in which something
/// else of the record changes: a ready session is extended, work is tried once more.
const TRANSITIONS: [(State, &[State]); 9] = [
    (Creating, &[Ready, Failing]),
    (Ready, &[Ready, Resetting, Deleting, Expiring, Failing]),
    // Deletion does not wait for a reset, and expiry only as long as its lease lasts.
    (Resetting, &[Ready, Resetting, Deleting, Expiring, Failing]),
    (Deleting, &[Deleting, Deleted]),
    (Expiring, &[Expiring, Expired]),
    (Failing, &[Failing, Failed]),
    (Failed, &[]),
    (Deleted, &[]),
    (Expired, &[]),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Creating, Ready, Resetting, Deleting, Expiring, Failing, Failed, Deleted, Expired,
    ];

    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Creating => "creating",
            Ready => "ready",
            Resetting => "resetting",
            Deleting => "deleting",
            Expiring => "expiring",
            Failing => "failing",
            Failed => "failed",
            Deleted => "deleted",
            Expired => "expired",
        }
    }

    /// Whether a session in this state may move to another.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        TRANSITIONS
            .iter()
            .any(|(from, to)| *from == self && to.contains(&next))
    }

    /// Whether nothing will ever happen to a session in this state.
    #[must_use]
    pub fn is_final(self) -> bool {
        Self::ALL.into_iter().all(|next| !self.may_become(next))
    }
}

impl std::str::FromStr for State {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == name);
        found.ok_or_else(|| Error::invalid(format!("`{name}` is no state of a session")))
    }
}
