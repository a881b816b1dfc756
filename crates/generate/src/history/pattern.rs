//! What a bakery sells when: weekday, season, trend and holidays.

use jiff::civil::{Date, Weekday};

use super::{ring::Day, weekday_index};

/// How the sales of one product at one place go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    /// Monday first; a Wednesday is 1.
    weekdays: [f64; 7],
    /// What the height of the season adds.
    season: f64,
    /// The deviation of the place's day (weather, a fair) as a share of what is expected.
    pub(super) place_noise: f64,
    /// The product's own, as a share.
    pub(super) product_noise: f64,
    /// The variance of a count, as a share of it. For independent customers who buy one piece
    /// each it is 1 (Poisson); most of a bakery's come every day.
    pub(super) count_noise: f64,
}

/// What the whole window gains on its first day. Gentle, as the season is: six days of the
/// ring's beginning may stand at its end.
const TREND: f64 = 0.03;

/// What the day before a holiday sells more.
const EVE: f64 = 0.08;

/// Public holidays in the window, with the regions that have them; no other date of it can
/// occur. A session moves dates, so these days come as local feasts, at any time of the year.
/// Their effect is therefore moderate, and no shop closes: every session has a yesterday.
const HOLIDAYS: [(i16, i8, i8, &[&str]); 11] = [
    (2024, 10, 31, &["DE"]),
    (2024, 11, 1, &["ES", "FR", "IT", "PT", "DE"]),
    (2024, 11, 11, &["FR"]),
    (2024, 11, 28, &["US"]),
    (2024, 12, 1, &["PT"]),
    (2024, 12, 6, &["ES"]),
    (2024, 12, 8, &["ES", "IT", "PT"]),
    (2024, 12, 25, &["ES", "FR", "IT", "PT", "DE", "GB", "US"]),
    (2024, 12, 26, &["IT", "DE", "GB"]),
    (2025, 1, 1, &["ES", "FR", "IT", "PT", "DE", "GB", "US"]),
    (2025, 1, 6, &["ES", "IT"]),
];

impl Pattern {
    /// The pattern of a product's category, over a counter or delivered to cafés and hotels,
    /// which order ahead, close on Sundays and vary less.
    pub(super) fn new(category: &str, wholesale: bool) -> Self {
        let (weekdays, season) = match category {
            "viennoiserie" => ([0.88, 0.94, 1.0, 1.02, 1.17, 1.95, 1.75], 0.12),
            "pastry" => ([0.95, 0.96, 1.0, 1.05, 1.17, 1.44, 1.12], 0.12),
            "savoury" => ([0.92, 0.96, 1.0, 1.04, 1.20, 1.42, 1.02], 0.04),
            _ => ([0.92, 0.96, 1.0, 1.03, 1.16, 1.48, 1.20], 0.05),
        };
        if wholesale {
            return Self {
                weekdays: [0.93, 0.99, 1.0, 1.03, 1.16, 1.36, 0.72],
                season: season / 2.0,
                place_noise: 0.03,
                product_noise: 0.03,
                count_noise: 0.1,
            };
        }
        Self {
            weekdays,
            season,
            place_noise: 0.05,
            product_noise: 0.04,
            count_noise: 0.25,
        }
    }

    /// What a weekday sells, as a share of a Wednesday.
    pub(super) fn weekday(&self, weekday: Weekday) -> f64 {
        self.weekdays[weekday_index(weekday)]
    }

    /// What is expected on a day, as a share of an ordinary Wednesday.
    pub(super) fn expected(&self, day: Day, region: &str) -> f64 {
        let share = day.share();
        // A smooth hill over the window, 0 and level at both ends, 1 in the middle: sixteen
        // times t²(1-t)².
        let hill = 16.0 * share * share * (1.0 - share) * (1.0 - share);
        let trend = 1.0 + TREND * (share - 0.5);
        self.weekday(day.sales_date().weekday())
            * (1.0 + self.season * hill)
            * trend
            * self.holiday(day, region)
    }

    /// What a holiday makes of its day: half way to a Sunday. Its eve sells a little more.
    pub(super) fn holiday(&self, day: Day, region: &str) -> f64 {
        if is_holiday(day.sales_date(), region) {
            let weekday = self.weekday(day.sales_date().weekday());
            f64::midpoint(1.0, self.weekday(Weekday::Sunday) / weekday)
        } else if is_holiday(day.before(-1).sales_date(), region) {
            1.0 + EVE
        } else {
            1.0
        }
    }
}

fn is_holiday(date: Date, region: &str) -> bool {
    HOLIDAYS.iter().any(|(year, month, day, regions)| {
        (*year, *month, *day) == (date.year(), date.month(), date.day())
            && regions.contains(&region)
    })
}

/// The region of a locale: `ES` of `es-ES`.
pub(super) fn region(locale: &str) -> &str {
    locale.split(['-', '_']).next_back().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_holiday_lies_in_the_window() {
        for (year, month, day, _) in HOLIDAYS {
            let date = jiff::civil::date(year, month, day);
            assert_eq!(Day::of(date).sales_date(), date);
        }
    }

    #[test]
    fn saturday_leads_whatever_the_season_and_the_holidays_do() {
        for category in ["bread", "viennoiserie", "pastry", "savoury"] {
            for wholesale in [false, true] {
                let pattern = Pattern::new(category, wholesale);
                for day in Day::all() {
                    let weekday = day.sales_date().weekday().to_monday_zero_offset();
                    let saturday = day.before(i32::from(weekday) - 5);
                    let [expected, peak] = [day, saturday].map(|day| pattern.expected(day, "ES"));
                    assert!(day == saturday || expected < peak, "{category} {day:?}");
                }
            }
        }
    }
}
