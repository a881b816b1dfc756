//! The calendar of a history: a ring of 91 days.
//!
//! A session moves each date by whole weeks and then by 91 days into its window. Made on a
//! Wednesday, as day zero is, it shows the days in the order of the seed data. Made on the
//! Tuesday after, it shows the six *oldest* days as the six newest. So the day before day 0 is
//! day 90: noise, forecasts and season are computed around the ring and have no seam to show.

use demo_core::time::{BASE_DATE, WINDOW_DAYS};
use jiff::{ToSpan, civil::Date};

/// Forecasts reach a week ahead: the `window_ends` of `demand_forecasts.forecast_date`.
pub(super) const HORIZON_DAYS: i32 = 7;

/// A forecast is made in the evening so many days before its date: the difference between the
/// `window_ends` of `forecast_date` and of `generated_at`, so that both always move together.
/// The last, for a week ahead, was made yesterday.
pub(super) const LEAD_DAYS: i32 = 8;

/// The fewest days: one of each weekday, so that every session has a yesterday.
pub(super) const FEWEST_DAYS: i32 = 7;

/// A day of the ring, 0 to 90: days after 2024-10-16, or after 2025-01-15, which is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(i32);

impl Day {
    /// The day at so many days from day zero.
    pub(super) fn at(days: i32) -> Self {
        Self(days.rem_euclid(WINDOW_DAYS))
    }

    /// The day that a date of seed data falls on. Of what is too far away to be seed data, any.
    pub(super) fn of(date: Date) -> Self {
        Self::at(BASE_DATE.until(date).map_or(0, |span| span.get_days()))
    }

    /// All of them, from day 0.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..WINDOW_DAYS).map(Self)
    }

    /// The day so many days before (or, negative, after) this.
    pub(super) fn before(self, days: i32) -> Self {
        Self::at(self.0 - days)
    }

    /// From 0.
    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or_default()
    }

    /// How far along the window it lies, from 0 to 1.
    pub(super) fn share(self) -> f64 {
        (f64::from(self.0) + 0.5) / f64::from(WINDOW_DAYS)
    }

    /// Its date among the 91 that end the day before day zero.
    pub(super) fn sales_date(self) -> Date {
        days_from_base(self.0 - WINDOW_DAYS)
    }

    /// Its date among the 91 that end a week after day zero.
    pub(super) fn forecast_date(self) -> Date {
        let ahead = self.0 <= HORIZON_DAYS;
        days_from_base(if ahead { self.0 } else { self.0 - WINDOW_DAYS })
    }
}

pub(super) fn days_from_base(days: i32) -> Date {
    BASE_DATE
        .checked_add(days.days())
        .expect("a few months around day zero are in the calendar")
}

/// The days with sales of a history of `days` days, by date. They end with the day that is
/// yesterday in a session made six days after a Wednesday, so that every session has one.
pub(super) fn sales_days(days: i32) -> Vec<Day> {
    let mut found: Vec<Day> = (6 - days..6).map(Day::at).collect();
    found.sort_by_key(|day| day.sales_date());
    found
}

/// The days with forecasts, by date: as many as there are of sales, and always those from today
/// to a week ahead in every session.
pub(super) fn forecast_days(days: i32) -> Vec<Day> {
    let last = 6 + HORIZON_DAYS;
    let days = days.max(last + 1);
    let mut found: Vec<Day> = (last + 1 - days..=last).map(Day::at).collect();
    found.sort_by_key(|day| day.forecast_date());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_end_yesterday_and_a_week_ahead() {
        let sales = sales_days(WINDOW_DAYS);
        assert_eq!(sales[0].sales_date(), "2024-10-16".parse().unwrap());
        assert_eq!(sales[90].sales_date(), "2025-01-14".parse().unwrap());
        let forecasts = forecast_days(WINDOW_DAYS);
        assert_eq!(forecasts[0].forecast_date(), "2024-10-24".parse().unwrap());
        assert_eq!(forecasts[90].forecast_date(), "2025-01-22".parse().unwrap());
        assert_eq!((sales.len(), forecasts.len()), (91, 91));
        for day in Day::all() {
            assert_eq!(Day::of(day.sales_date()), day);
            assert_eq!(Day::of(day.forecast_date()), day);
            assert_eq!(day.sales_date().weekday(), day.forecast_date().weekday());
        }
    }

    #[test]
    fn a_short_history_has_a_yesterday_and_a_week_ahead_in_every_session() {
        for days in FEWEST_DAYS..=WINDOW_DAYS {
            let (sales, forecasts) = (sales_days(days), forecast_days(days));
            assert_eq!(sales.len(), usize::try_from(days).unwrap());
            for today in 0..7 {
                assert!(sales.contains(&Day::at(today - 1)), "{days} {today}");
                assert!((0..=7).all(|ahead| forecasts.contains(&Day::at(today + ahead))));
            }
        }
    }
}
