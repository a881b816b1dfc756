//! What sessions see, moved by the policies of the services as they are.

use std::{collections::BTreeMap, fs};

use demo_core::{
    SeedSet, Service,
    time::{BASE_REFERENCE, DatePolicy, DateSlot, InstantSlot, Moment, parse_date, parse_instant},
};
use jiff::{
    SignedDuration, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use crate::{Files, Line, Options, PROFILES, USUAL, index, line, number, root};

fn policy(service: &str, column: &str) -> DatePolicy {
    let path = root().join("services").join(service).join("service.toml");
    let toml = fs::read_to_string(path).unwrap();
    let migration = [("0001_init.sql".to_owned(), String::new())];
    Service::new(service, &toml, &migration)
        .unwrap()
        .settings
        .dates[column]
}

/// Dates of a profile as they are moved, by line.
struct Slots {
    zone: TimeZone,
    /// With the weekday that it has in the seed data, and the quantity.
    sales: BTreeMap<Line, Vec<(InstantSlot, Weekday, f64)>>,
    /// Forecast for, generated at.
    forecasts: BTreeMap<Line, Vec<(DateSlot, InstantSlot)>>,
}

impl Slots {
    fn of(seeds: &SeedSet) -> Self {
        let zone = TimeZone::get(&seeds.manifest.timezone).unwrap();
        let [sold_at, forecast_date, generated_at] = [
            ("sales", "sales.sold_at"),
            ("forecasting", "demand_forecasts.forecast_date"),
            ("forecasting", "demand_forecasts.generated_at"),
        ]
        .map(|(service, column)| policy(service, column));
        let mut slots = Self {
            zone,
            sales: BTreeMap::new(),
            forecasts: BTreeMap::new(),
        };
        for (_, row) in seeds.rows("sales") {
            if let Some(instant) = parse_instant(row.text("sold_at").unwrap()) {
                let slot = InstantSlot::new(instant, sold_at, &slots.zone);
                let weekday = slots.zone.to_datetime(instant).weekday();
                let sales = slots.sales.entry(line(row)).or_default();
                sales.push((slot, weekday, number(row, "quantity")));
            }
        }
        for (_, row) in seeds.rows("demand_forecasts") {
            let date = parse_date(row.text("forecast_date").unwrap()).unwrap();
            let generated = parse_instant(row.text("generated_at").unwrap()).unwrap();
            let forecasts = slots.forecasts.entry(line(row)).or_default();
            forecasts.push((
                DateSlot::new(date, forecast_date).unwrap(),
                InstantSlot::new(generated, generated_at, &slots.zone),
            ));
        }
        slots
    }

    /// Checks what a session of a moment sees, in which `days` were generated.
    fn check(&self, moment: &Moment, days: usize) {
        let today = moment.today();
        for (line, sales) in &self.sales {
            let mut sold: BTreeMap<Date, f64> = BTreeMap::new();
            for (slot, weekday, quantity) in sales {
                let local = self.zone.to_datetime(moment.shift(*slot).unwrap());
                assert_eq!(local.weekday(), *weekday);
                // On closing, and none in the future.
                assert!((12..=21).contains(&local.hour()) && local.date() < today);
                assert_eq!(
                    sold.insert(local.date(), *quantity),
                    None,
                    "{line:?} {local}"
                );
            }
            assert_eq!(sold.len(), days);
            assert!(
                sold.contains_key(&today.yesterday().unwrap()),
                "{line:?} {today}"
            );
        }
        for (line, forecasts) in &self.forecasts {
            let mut dates: BTreeMap<Date, Date> = BTreeMap::new();
            for (date, generated) in forecasts {
                let date = moment.shift_date(*date).unwrap();
                let generated = moment.shift(*generated).unwrap();
                assert!(generated < moment.instant(), "{line:?} {date}: {generated}");
                let generated = self.zone.to_datetime(generated);
                let twice = dates.insert(date, generated.date());
                assert_eq!(twice, None, "{line:?} has two forecasts for {date}");
            }
            for (date, generated) in &dates {
                assert_eq!(
                    *date,
                    generated.checked_add(8.days()).unwrap(),
                    "{line:?} {date}"
                );
            }
            for ahead in 0..=7 {
                let date = today.checked_add(ahead.days()).unwrap();
                assert!(
                    dates.contains_key(&date),
                    "{line:?} {today} has none for {date}"
                );
            }
        }
        assert_eq!(self.sales.len(), self.forecasts.len());
    }

    /// The weekday on which most is sold.
    fn peak(&self, moment: &Moment) -> Weekday {
        let mut sold = [0.0; 7];
        for (slot, _, quantity) in self.sales.values().flatten() {
            let local = self.zone.to_datetime(moment.shift(*slot).unwrap());
            sold[index(local.weekday())] += quantity;
        }
        let peak = (0..7).max_by(|a, b| sold[*a].total_cmp(&sold[*b])).unwrap();
        Weekday::from_monday_zero_offset(i8::try_from(peak).unwrap()).unwrap()
    }
}

/// The moments of a session on each of so many days after day zero: in the morning, just after
/// local midnight and just before it.
fn moments(zone: &TimeZone, days: i64) -> impl Iterator<Item = Moment> + '_ {
    (0..days).flat_map(move |day| {
        [0, 17 * 60 + 30, 16 * 60 + 30].map(|minutes| {
            let instant = BASE_REFERENCE + SignedDuration::from_mins(day * 24 * 60 + minutes);
            Moment::new(instant, zone.clone()).unwrap()
        })
    })
}

#[test]
fn yesterday_has_sales_and_the_week_ahead_forecasts_on_any_day_of_any_week() {
    for profile in PROFILES {
        let slots = Slots::of(&Files::shipped(profile).with_history(USUAL));
        // A year and more: also where clocks change.
        for moment in moments(&slots.zone, 400) {
            slots.check(&moment, 91);
        }
    }
}

#[test]
fn so_has_a_short_history() {
    for days in [7, 8, 13, 14, 15, 30, 85, 90] {
        let options = Options { days, ..USUAL };
        let slots = Slots::of(&Files::shipped("enterprise").with_history(options));
        for moment in moments(&slots.zone, 14) {
            slots.check(&moment, usize::try_from(days).unwrap());
        }
    }
}

#[test]
fn the_peak_is_on_a_saturday_in_every_session() {
    for profile in PROFILES {
        let slots = Slots::of(&Files::shipped(profile).with_history(USUAL));
        for moment in moments(&slots.zone, 7) {
            assert_eq!(slots.peak(&moment), Weekday::Saturday);
        }
    }
}
