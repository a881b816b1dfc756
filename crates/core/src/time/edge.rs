//! The moments that make a demo feel alive; every profile contains each of them.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::OutOfRange;

/// A named offset from the session's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeCase {
    /// Expected four hours ago and not there.
    LateDelivery,
    /// Should have begun two hours ago.
    OverdueBatch,
    /// Begun an hour and three quarters ago.
    BatchInProgress,
    /// Begins in an hour and a half.
    NextBatch,
    /// Due in two hours and a half.
    DeliverySoon,
}

impl EdgeCase {
    /// All of them, in the order of their offsets.
    pub const ALL: [Self; 5] = [
        Self::LateDelivery,
        Self::OverdueBatch,
        Self::BatchInProgress,
        Self::NextBatch,
        Self::DeliverySoon,
    ];

    /// How far from the session's instant it lies.
    #[must_use]
    pub const fn offset(self) -> SignedDuration {
        SignedDuration::from_mins(match self {
            Self::LateDelivery => -4 * 60,
            Self::OverdueBatch => -2 * 60,
            Self::BatchInProgress => -105,
            Self::NextBatch => 90,
            Self::DeliverySoon => 150,
        })
    }

    /// The instant of it in a session of the instant `session_time`.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] at either end of the calendar.
    pub fn at(self, session_time: Timestamp) -> Result<Timestamp, OutOfRange> {
        session_time
            .checked_add(self.offset())
            .map_err(|_| OutOfRange)
    }

    /// Its name in a manifest, such as `late_delivery`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LateDelivery => "late_delivery",
            Self::OverdueBatch => "overdue_batch",
            Self::BatchInProgress => "batch_in_progress",
            Self::NextBatch => "next_batch",
            Self::DeliverySoon => "delivery_soon",
        }
    }
}

impl fmt::Display for EdgeCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
