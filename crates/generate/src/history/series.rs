//! From a line of a profile to its sales and forecasts around the ring.

use super::{
    noise::Source,
    profile::Line,
    ring::{Day, LEAD_DAYS},
};

/// A quantity in tenths: of a piece, or of a kilogram.
pub(super) type Tenths = i32;

/// A forecast with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forecast {
    pub(super) predicted: Tenths,
    pub(super) lower: Tenths,
    pub(super) upper: Tenths,
}

/// The share of actual sales that intervals are made to hold, as written in a row.
pub(super) const CONFIDENCE: &str = "0.90";

/// How many standard deviations hold that share of a normal distribution, to each side.
const DEVIATIONS: f64 = 1.645;

/// The weeks that a forecast averages.
const WEEKS: i32 = 4;

/// What season and trend may have changed since those weeks, as a share: its deviation.
const DRIFT: f64 = 0.03;

/// One line's quantities.
pub(super) struct Series<'a> {
    line: &'a Line,
    region: &'a str,
    /// By day of the ring.
    sold: Vec<Tenths>,
}

impl<'a> Series<'a> {
    pub(super) fn new(line: &'a Line, region: &'a str, source: Source) -> Self {
        let sold = Day::all()
            .map(|day| sold(line, region, source, day))
            .collect();
        Self { line, region, sold }
    }

    /// What was sold on a day.
    pub(super) fn sold(&self, day: Day) -> Tenths {
        self.sold[day.index()]
    }

    /// What was forecast for a day: the mean of the four last weeks' sales on its weekday that
    /// were known when it was made, each cleared of its holiday, with the holiday of the day.
    pub(super) fn forecast(&self, day: Day) -> Forecast {
        let pattern = &self.line.pattern;
        // By the weeks whose sales of this weekday were complete.
        let newest = (LEAD_DAYS + 6) / 7;
        let past = (newest..newest + WEEKS).map(|weeks| day.before(7 * weeks));
        let cleared =
            past.map(|day| f64::from(self.sold(day)) / 10.0 / pattern.holiday(day, self.region));
        let mean = cleared.sum::<f64>() / f64::from(WEEKS);
        let predicted = mean * pattern.holiday(day, self.region);
        // The noise of the day, that of the mean of so many days, and what the mean is behind.
        let drift = DRIFT * predicted;
        let variance =
            variance(self.line, predicted) * (1.0 + 1.0 / f64::from(WEEKS)) + drift * drift;
        let half = tenths(DEVIATIONS * variance.sqrt());
        let predicted = tenths(predicted);
        Forecast {
            predicted,
            lower: (predicted - half).max(0),
            upper: predicted + half,
        }
    }
}

fn sold(line: &Line, region: &str, source: Source, day: Day) -> Tenths {
    let pattern = &line.pattern;
    let expected = line.level * pattern.expected(day, region);
    let location = line.location.to_string();
    let place = |day: Day| source.normal(&["place", &location], day.index());
    // Rain stays for a while: half as much of yesterday, scaled back to a variance of 1.
    let place = (place(day) + 0.5 * place(day.before(1))) / 1.25_f64.sqrt();
    let product = source.normal(
        &["product", &line.product.to_string(), &location],
        day.index(),
    );
    let own = own_variance(line, expected).sqrt();
    let quantity = expected * (1.0 + pattern.place_noise * place) + own * product;
    if line.by_weight {
        tenths(quantity).max(1)
    } else {
        rounded(quantity).max(1) * 10
    }
}

/// The variance that is the product's own.
fn own_variance(line: &Line, expected: f64) -> f64 {
    let share = line.pattern.product_noise * expected;
    share * share + line.pattern.count_noise * expected
}

/// That of a day's sales.
fn variance(line: &Line, expected: f64) -> f64 {
    let place = line.pattern.place_noise * expected;
    // Rounding to a whole piece has the variance of a uniform distribution of width 1.
    let rounding = if line.by_weight { 0.0 } else { 1.0 / 12.0 };
    place * place + own_variance(line, expected) + rounding
}

fn tenths(quantity: f64) -> Tenths {
    rounded(quantity * 10.0)
}

/// To the nearest whole, halves up; `floor` is exact on every machine.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole after `floor`, and a bakery's quantities are far below two thousand million; \
              the cast saturates"
)]
fn rounded(quantity: f64) -> i32 {
    (quantity + 0.5).floor() as i32
}
