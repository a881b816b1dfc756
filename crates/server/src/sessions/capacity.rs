//! How many more sessions may live.
//!
//! Counting those that do takes the database longer the more there are: with some thousand
//! records it was a sixth of all its work for a session. So the count is kept, and what this
//! process makes is added to it, until the count is a second old or an eighth of what was free
//! is used. Near the bound each creation counts. So the bound is exact for one process; of several,
//! each may go beyond it by what its last count allowed: an eighth of what was free then.
//!
//! That none is free is kept likewise, lest those who are to be refused wait for a count each.
//! What this process frees meanwhile is seen at once, and what others do when the count is old.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{RwLock, RwLockReadGuard};

use crate::{
    app::App,
    error::{Problem, kind},
};

/// How old a count may be: what other processes and the sweeper do is not seen until then.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(1);

/// The most sessions alive, and how many were when they were last counted.
pub struct Capacity {
    most: u64,
    counted: RwLock<Counted>,
    /// How many sessions of this process have ended.
    freed: AtomicU64,
}

/// What a count allows.
struct Counted {
    at: Timestamp,
    /// How many had ended before it.
    freed: u64,
    /// How many sessions may be recorded before the next count.
    allowed: u64,
    begun: AtomicU64,
}

/// A place for a session, to be held until its record is written: a count waits for that.
pub struct Place<'a>(
    #[expect(dead_code, reason = "held, not read")] Option<RwLockReadGuard<'a, Counted>>,
);

impl Capacity {
    /// At most so many; 0 for no bound.
    pub fn new(most: u64) -> Self {
        let counted = Counted {
            at: Timestamp::MIN,
            freed: 0,
            allowed: 0,
            begun: AtomicU64::new(0),
        };
        Self {
            most,
            counted: RwLock::new(counted),
            freed: AtomicU64::new(0),
        }
    }

    /// Notes that a session no longer lives, once that is recorded.
    pub fn free(&self) {
        self.freed.fetch_add(1, Ordering::AcqRel);
    }

    /// A place for one more session.
    ///
    /// # Errors
    ///
    /// A problem of status 503 when as many live as may.
    pub async fn take(&self, app: &App) -> Result<Place<'_>, Problem> {
        if self.most == 0 {
            return Ok(Place(None));
        }
        let counted = self.counted.read().await;
        if counted.allows(app.now()) {
            return Ok(Place(Some(counted)));
        }
        if self.is_full(&counted, app.now()) {
            return Err(self.full());
        }
        drop(counted);
        let mut counted = self.counted.write().await;
        // Another may have counted while this one waited.
        if !counted.allows(app.now()) {
            if !self.is_full(&counted, app.now()) {
                // Read before the count, which then is not held against what ends during it.
                let freed = self.freed.load(Ordering::Acquire);
                let live = app.store.sessions.count_live().await?;
                let free = self.most.saturating_sub(live);
                tracing::debug!(live, free, "living sessions counted");
                *counted = Counted {
                    at: app.now(),
                    freed,
                    allowed: free.div_ceil(8),
                    begun: AtomicU64::new(1),
                };
            }
            if counted.allowed == 0 {
                return Err(self.full());
            }
        }
        Ok(Place(Some(counted.downgrade())))
    }

    /// Whether the last count found no place, and none was freed since as far as is known.
    fn is_full(&self, counted: &Counted, now: Timestamp) -> bool {
        counted.allowed == 0
            && counted.is_good(now)
            && counted.freed == self.freed.load(Ordering::Acquire)
    }

    fn full(&self) -> Problem {
        let detail = format!("{} demo sessions live, which is the most", self.most);
        Problem::new(kind::UNAVAILABLE, detail).retry_after(30)
    }
}

impl Counted {
    /// Takes one of the places that the count allows.
    fn allows(&self, now: Timestamp) -> bool {
        self.is_good(now) && self.begun.fetch_add(1, Ordering::Relaxed) < self.allowed
    }

    fn is_good(&self, now: Timestamp) -> bool {
        // A clock that was set back says nothing of how old it is.
        let age = now.duration_since(self.at);
        !age.is_negative() && age < GOOD_FOR
    }
}
