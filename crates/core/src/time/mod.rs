//! Dates moved so that the story happens now.
//!
//! Seed data is written around one instant, the base reference date. A session's story is
//! told around another, and every date moves by the difference, each by its column's policy.

mod edge;
mod marker;
mod moment;
mod zone;

pub use edge::EdgeCase;
pub use marker::{MarkerError, is_marker, parse_marker, resolve_time_marker, write_marker};
pub use moment::{DatePolicy, DateSlot, InstantSlot, Moment, WINDOW_DAYS};
pub(crate) use zone::is_nearer;
pub use zone::{is_same_zone, may_lie_in};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Weekday},
};

/// "Day zero" of all seed data: 2025-01-15T06:00:00Z, a Wednesday, seven in Madrid.
pub const BASE_REFERENCE: Timestamp = Timestamp::constant(1_736_920_800, 0);

/// The date of [`BASE_REFERENCE`].
pub const BASE_DATE: Date = jiff::civil::date(2025, 1, 15);

/// The days of a week as `opening_hours` names them.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A result that no calendar reaches: before the year -9999 or after 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the date is out of range")]
pub struct OutOfRange;

/// `session_time + (original − base reference date)`, to the microsecond.
///
/// # Errors
///
/// [`OutOfRange`] when the sum lies outside the years -9999 to 9999.
pub fn adjust_date_for_demo(
    original: Timestamp,
    session_time: Timestamp,
) -> Result<Timestamp, OutOfRange> {
    session_time
        .checked_add(original.duration_since(BASE_REFERENCE))
        .map_err(|_| OutOfRange)
}

/// The date after `date` that is not a Saturday or Sunday.
///
/// # Errors
///
/// [`OutOfRange`] at the end of the calendar.
pub fn next_workday(date: Date) -> Result<Date, OutOfRange> {
    roll_to_workday(date.tomorrow().map_err(|_| OutOfRange)?)
}

/// `date`, or the Monday after it when it is a Saturday or Sunday.
fn roll_to_workday(date: Date) -> Result<Date, OutOfRange> {
    let days = match date.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    date.checked_add(SignedDuration::from_hours(24 * days))
        .map_err(|_| OutOfRange)
}

/// Reads an ISO 8601 instant; one without a zone is UTC.
#[must_use]
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    // A date alone is not an instant, although a civil date-time would read it as midnight.
    if !text.contains([':']) {
        return None;
    }
    text.parse::<Timestamp>().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        // What is no instant may still be a civil time with a bad or missing zone: only a
        // missing one is UTC.
        let zoneless = !text.contains(['Z', 'z', '[', '+']) && text.matches('-').count() <= 2;
        zoneless.then(|| jiff::tz::TimeZone::UTC.to_timestamp(civil).ok())?
    })
}

/// Reads a bare ISO 8601 date.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// What is said of a date that is written as one and that the calendar has not.
pub(crate) fn no_such_day(text: &str) -> Option<String> {
    let mut parts = text.get(..10)?.split('-').map(str::parse::<i8>);
    // The year, whose thousands no `i8` holds, is not what is wrong.
    let year: i16 = text.get(..4)?.parse().ok()?;
    let (_, month, day) = (parts.next()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1..=12).contains(&month) {
        return Some(format!(
            "there is no month {month:02}: write one from 01 to 12"
        ));
    }
    let days = Date::new(year, month, 1).ok()?.days_in_month();
    let is_day = (1..=days).contains(&day);
    (!is_day).then(|| format!("{year}-{month:02} has no day {day:02}: write one from 01 to {days}"))
}
