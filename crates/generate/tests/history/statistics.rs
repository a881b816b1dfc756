//! Whether it looks like a bakery.

use std::collections::BTreeMap;

use demo_core::time::parse_date;
use jiff::civil::Date;

use crate::{Files, Line, Options, PROFILES, USUAL, index, line, number};

/// A line's days: what was sold, and what was forecast with its bounds. Of days that have both.
type Days = BTreeMap<Date, (f64, [f64; 3])>;

fn lines(profile: &str, random_seed: u64) -> BTreeMap<Line, (BTreeMap<Date, f64>, Days)> {
    let options = Options {
        random_seed,
        ..USUAL
    };
    let seeds = Files::shipped(profile).with_history(options);
    let mut lines: BTreeMap<Line, (BTreeMap<Date, f64>, Days)> = BTreeMap::new();
    for (_, row) in seeds.rows("sales") {
        // What is a marker is a receipt of this morning.
        if let Some(date) = row.text("sold_at").and_then(|text| parse_date(&text[..10])) {
            let sold = &mut lines.entry(line(row)).or_default().0;
            assert_eq!(sold.insert(date, number(row, "quantity")), None);
        }
    }
    for (_, row) in seeds.rows("demand_forecasts") {
        let date = parse_date(row.text("forecast_date").unwrap()).unwrap();
        let found =
            ["predicted_quantity", "lower_bound", "upper_bound"].map(|column| number(row, column));
        let (sold, both) = lines.get_mut(&line(row)).unwrap();
        if let Some(sold) = sold.get(&date) {
            both.insert(date, (*sold, found));
        }
    }
    lines
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    sum / count
}

fn by_weekday(sold: &BTreeMap<Date, f64>) -> [f64; 7] {
    std::array::from_fn(|weekday| {
        let of_it = sold
            .iter()
            .filter(|(date, _)| index(date.weekday()) == weekday);
        mean(of_it.map(|(_, sold)| *sold))
    })
}

/// The correlation of a series with itself so many days before.
fn autocorrelation(sold: &BTreeMap<Date, f64>, lag: usize) -> f64 {
    let values: Vec<f64> = sold.values().copied().collect();
    let middle = mean(values.iter().copied());
    let products = values.windows(lag + 1);
    let covariance: f64 = products
        .map(|window| (window[0] - middle) * (window[lag] - middle))
        .sum();
    covariance
        / values
            .iter()
            .map(|value| (value - middle).powi(2))
            .sum::<f64>()
}

#[test]
fn saturday_is_the_peak_and_weeks_resemble_each_other() {
    for (profile, random_seed) in PROFILES
        .into_iter()
        .flat_map(|profile| (2025..2035).map(move |seed| (profile, seed)))
    {
        for (line, (sold, _)) in lines(profile, random_seed) {
            let weekdays = by_weekday(&sold);
            let peak = (0..7).max_by(|a, b| weekdays[*a].total_cmp(&weekdays[*b]));
            assert_eq!(peak, Some(5), "{line:?} {weekdays:?}");
            let [week, half] = [7, 3].map(|lag| autocorrelation(&sold, lag));
            assert!(week > 0.3 && half < 0.1, "{line:?}: {week} {half}");
        }
    }
}

#[test]
fn noise_is_there_and_not_too_much() {
    for profile in PROFILES {
        for (line, (sold, _)) in lines(profile, 2025) {
            let weekdays = by_weekday(&sold);
            let residuals = sold.iter().map(|(date, sold)| {
                let usual = weekdays[index(date.weekday())];
                (sold / usual - 1.0).powi(2)
            });
            let deviation = mean(residuals).sqrt();
            assert!((0.05..0.16).contains(&deviation), "{line:?}: {deviation}");
            let all = mean(sold.values().copied());
            let sold: Vec<f64> = sold.into_values().collect();
            for weeks in sold.chunks_exact(28) {
                let level = mean(weeks.iter().copied()) / all;
                assert!((0.9..1.1).contains(&level), "{line:?}: {level}");
            }
        }
    }
}

#[test]
fn forecasts_are_about_as_good_as_they_say() {
    let mut covered = Vec::new();
    for profile in PROFILES {
        for (line, (_, days)) in lines(profile, 2025) {
            assert!(days.len() > 80);
            let error = mean(
                days.values()
                    .map(|(sold, [predicted, ..])| (predicted - sold).abs() / sold),
            );
            assert!((0.03..0.25).contains(&error), "{line:?}: {error}");
            let inside = |(sold, [_, lower, upper]): &(f64, [f64; 3])| {
                f64::from(u8::from((lower..=upper).contains(&sold)))
            };
            let share = mean(days.values().map(inside));
            assert!((0.8..0.99).contains(&share), "{line:?}: {share}");
            covered.extend(days.values().map(inside));
        }
    }
    let share = mean(covered.into_iter());
    assert!((0.87..0.93).contains(&share), "of 0.90: {share}");
}
