//! One session's place in time, and how each policy moves a value there.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use super::{BASE_DATE, BASE_REFERENCE, OutOfRange, roll_to_workday};

/// The length of a history in days: thirteen weeks, so that a move by it keeps the weekday.
pub const WINDOW_DAYS: i32 = 91;

/// How an ISO value of a column moves. A marker is always exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case", deny_unknown_fields)]
pub enum DatePolicy {
    /// The interval to the session's instant is kept to the microsecond.
    #[default]
    Exact,
    /// As exact; a Saturday or Sunday rolls forward to Monday, at the same local time.
    Workday,
    /// By whole weeks, and by thirteen more where needed, into a window of 91 local days.
    SameWeekday {
        /// The window's last day, in days from the session's local date: -1 is yesterday.
        window_ends: i32,
    },
}

/// An instant of seed data, ready to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstantSlot {
    /// Microseconds from the session's instant.
    Exact(i64),
    /// As exact, then rolled off a weekend.
    Workday(i64),
    /// A local date and time, moved by weeks.
    SameWeekday {
        /// In the profile's zone.
        local: DateTime,
        /// See [`DatePolicy::SameWeekday`].
        window_ends: i32,
    },
}

/// A date of seed data, ready to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSlot {
    /// The local date of an instant.
    OfInstant(InstantSlot),
    /// Days from the session's local date.
    Days(i32),
    /// As days, then rolled off a weekend.
    Workday(i32),
    /// A date moved by weeks.
    SameWeekday {
        /// As in the seed data.
        date: Date,
        /// See [`DatePolicy::SameWeekday`].
        window_ends: i32,
    },
}

impl InstantSlot {
    /// A slot for an ISO instant under a policy, in the profile's zone.
    #[must_use]
    pub fn new(original: Timestamp, policy: DatePolicy, zone: &TimeZone) -> Self {
        let micros = original.as_microsecond() - BASE_REFERENCE.as_microsecond();
        match policy {
            DatePolicy::Exact => Self::Exact(micros),
            DatePolicy::Workday => Self::Workday(micros),
            DatePolicy::SameWeekday { window_ends } => Self::SameWeekday {
                local: zone.to_datetime(original),
                window_ends,
            },
        }
    }
}

impl DateSlot {
    /// A slot for a bare date under a policy.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when the date is further from day zero than a calendar reaches.
    pub fn new(original: Date, policy: DatePolicy) -> Result<Self, OutOfRange> {
        let days = days_between(BASE_DATE, original)?;
        Ok(match policy {
            DatePolicy::Exact => Self::Days(days),
            DatePolicy::Workday => Self::Workday(days),
            DatePolicy::SameWeekday { window_ends } => Self::SameWeekday {
                date: original,
                window_ends,
            },
        })
    }
}

/// The instant that a session's story is told at, in its profile's zone, with all that is
/// computed from it once.
#[derive(Debug, Clone)]
pub struct Moment {
    instant: Timestamp,
    zone: TimeZone,
    today: Date,
    /// Whole weeks from day zero to today, in days.
    week_shift: i32,
}

impl Moment {
    /// The moment of `instant` (kept to the microsecond) in the zone of a profile.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for an instant within a day of a calendar's end.
    pub fn new(instant: Timestamp, zone: TimeZone) -> Result<Self, OutOfRange> {
        let instant =
            Timestamp::from_microsecond(instant.as_microsecond()).map_err(|_| OutOfRange)?;
        let today = zone.to_datetime(instant).date();
        let week_shift = days_between(BASE_DATE, today)?.div_euclid(7) * 7;
        Ok(Self {
            instant,
            zone,
            today,
            week_shift,
        })
    }

    /// The session's instant.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The profile's zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The session's local date.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// Moves an instant.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when the result lies outside the calendar.
    pub fn shift(&self, slot: InstantSlot) -> Result<Timestamp, OutOfRange> {
        match slot {
            InstantSlot::Exact(micros) => self
                .instant
                .checked_add(SignedDuration::from_micros(micros))
                .map_err(|_| OutOfRange),
            InstantSlot::Workday(micros) => {
                let exact = self.shift(InstantSlot::Exact(micros))?;
                let local = self.zone.to_datetime(exact);
                let workday = roll_to_workday(local.date())?;
                if workday == local.date() {
                    Ok(exact)
                } else {
                    self.at(workday.to_datetime(local.time()))
                }
            }
            InstantSlot::SameWeekday { local, window_ends } => self.at(self
                .same_weekday(local.date(), window_ends)?
                .to_datetime(local.time())),
        }
    }

    /// Moves a date.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] when the result lies outside the calendar.
    pub fn shift_date(&self, slot: DateSlot) -> Result<Date, OutOfRange> {
        match slot {
            DateSlot::OfInstant(slot) => Ok(self.zone.to_datetime(self.shift(slot)?).date()),
            DateSlot::Days(days) => add_days(self.today, days),
            DateSlot::Workday(days) => roll_to_workday(add_days(self.today, days)?),
            DateSlot::SameWeekday { date, window_ends } => self.same_weekday(date, window_ends),
        }
    }

    /// `date` moved by the session's whole weeks, then by windows of 91 days into
    /// `[today + window_ends - 90, today + window_ends]`.
    fn same_weekday(&self, date: Date, window_ends: i32) -> Result<Date, OutOfRange> {
        let beyond = days_between(date, self.today)?
            .checked_sub(self.week_shift)
            .and_then(|days| days.checked_add(window_ends))
            .ok_or(OutOfRange)?;
        let windows = beyond.div_euclid(WINDOW_DAYS).checked_mul(WINDOW_DAYS);
        let days = windows.and_then(|days| days.checked_add(self.week_shift));
        add_days(date, days.ok_or(OutOfRange)?)
    }

    /// The instant of a local time. One that a spring forward skips comes as much later; of
    /// two that an autumn repeats, the first is taken (RFC 5545's rule).
    fn at(&self, local: DateTime) -> Result<Timestamp, OutOfRange> {
        self.zone.to_timestamp(local).map_err(|_| OutOfRange)
    }
}

fn days_between(from: Date, to: Date) -> Result<i32, OutOfRange> {
    // Of two dates of a calendar it always fits.
    i32::try_from(to.duration_since(from).as_hours() / 24).map_err(|_| OutOfRange)
}

fn add_days(date: Date, days: i32) -> Result<Date, OutOfRange> {
    date.checked_add(SignedDuration::from_hours(i64::from(days) * 24))
        .map_err(|_| OutOfRange)
}
