//! What a history needs to know of a profile: who sells what, where, for how much, how often.

use std::collections::BTreeSet;

use demo_core::{
    SeedSet,
    time::{parse_date, parse_instant},
};
use jiff::{
    civil::{Time, Weekday, time},
    tz::TimeZone,
};
use uuid::Uuid;

use super::{Error, pattern::Pattern, ring::Day, weekday_index};
use crate::row::{self, Row, hundredths};

/// A product at a place, both as the profile has them.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The tenant whose rows these are; nil for the session's own.
    pub(super) tenant: Uuid,
    pub(super) product: Uuid,
    pub(super) location: Uuid,
    pub(super) channel: &'static str,
    /// In hundredths of the currency, before VAT.
    pub(super) unit_price: i64,
    /// As written.
    pub(super) vat_rate: String,
    /// Sold by weight, in kilograms.
    pub(super) by_weight: bool,
    pub(super) pattern: Pattern,
    /// What an ordinary Wednesday sells.
    pub(super) level: f64,
    /// When the place closes, Monday first; where there is none it does not open.
    pub(super) closing: [Option<Time>; 7],
    /// Days whose forecast is written by hand.
    pub(super) forecast_by_hand: BTreeSet<Day>,
}

impl Line {
    /// When its place closes on a weekday; `None` when it does not open.
    pub(super) fn closes(&self, weekday: Weekday) -> Option<Time> {
        self.closing[weekday_index(weekday)]
    }
}

/// How the profile's hand-written forecasts were made, for those beside them.
#[derive(Debug, Clone)]
pub(super) struct ForecastStyle {
    pub(super) model: String,
    pub(super) generated_at: Time,
}

/// Whether a row is of this product at this place.
fn is_of(row: &Row, product: Uuid, location: Uuid) -> bool {
    let names = |column, id: Uuid| row.id(column).is_ok_and(|found| found == id);
    names("product_id", product) && names("location_id", location)
}

fn rows<'a>(seeds: &'a SeedSet, table: &'a str) -> Vec<Row<'a>> {
    row::rows(seeds, table, "a history")
}

/// The lines of a profile: each active product of a tenant, or of the session's own tenant,
/// at each of its places that sell. Those are bakeries, shops, and where hand-written rows
/// have sales or forecasts. What lies in the files that a history replaces must be left out.
///
/// # Errors
///
/// [`Error::Findings`] with the first value that is missing or cannot be read.
pub(super) fn lines(seeds: &SeedSet) -> Result<Vec<Line>, Error> {
    let [products, locations, sales, forecasts] =
        ["products", "locations", "sales", "demand_forecasts"].map(|table| rows(seeds, table));
    let mut lines = Vec::new();
    for place in locations.iter().filter(|place| place.is_active()) {
        let location = place.id("id")?;
        let named = |row: &Row| row.id("location_id").is_ok_and(|id| id == location);
        let wholesale = !matches!(place.text("kind"), "bakery" | "shop");
        if wholesale && !sales.iter().chain(&forecasts).any(named) {
            continue;
        }
        let tenant = place.file.tenant;
        let sold_here = |product: &&Row| {
            product.is_active() && [Uuid::nil(), tenant].contains(&product.file.tenant)
        };
        let closing = closing_times(place)?;
        for product in products.iter().filter(sold_here) {
            let id = product.id("id")?;
            let channel = if wholesale { "wholesale" } else { "counter" };
            let sale = sales
                .iter()
                .find(|sale| is_of(sale, id, location) && sale.text("channel") == channel);
            let pattern = Pattern::new(product.text("category"), wholesale);
            let by_weight = product.text("unit") == "kg";
            let (forecast_by_hand, level) = by_hand(&forecasts, id, location, &pattern)?;
            lines.push(Line {
                tenant,
                product: id,
                location,
                channel,
                unit_price: match sale {
                    Some(sale) => sale.money("unit_price")?,
                    None => product.money("price")?,
                },
                vat_rate: product.read("vat_rate", "a number", decimal)?,
                by_weight,
                pattern,
                level: level.unwrap_or_else(|| usual_level(product.text("category"), by_weight)),
                closing,
                forecast_by_hand,
            });
        }
    }
    Ok(lines)
}

/// The days that a line's hand-written forecasts are for, and the level that they speak of.
fn by_hand(
    forecasts: &[Row],
    product: Uuid,
    location: Uuid,
    pattern: &Pattern,
) -> Result<(BTreeSet<Day>, Option<f64>), Error> {
    let mut days = BTreeSet::new();
    let mut levels = Vec::new();
    for forecast in forecasts.iter().filter(|row| is_of(row, product, location)) {
        // A marker moves exactly where the others move by weeks: on some days they would meet.
        let date = forecast.read("forecast_date", "a date such as 2025-01-22", parse_date)?;
        let quantity: f64 =
            forecast.read("predicted_quantity", "a number", |text| text.parse().ok())?;
        days.insert(Day::of(date));
        levels.push(quantity / pattern.weekday(date.weekday()));
    }
    let count = u32::try_from(levels.len()).unwrap_or(u32::MAX);
    let level = (count > 0).then(|| levels.iter().sum::<f64>() / f64::from(count));
    Ok((days, level))
}

/// What a neighbourhood bakery sells on a Wednesday, where no forecast says it: pieces or
/// kilograms.
fn usual_level(category: &str, by_weight: bool) -> f64 {
    match category {
        _ if by_weight => 20.0,
        "viennoiserie" => 70.0,
        "pastry" => 30.0,
        "savoury" => 40.0,
        _ => 150.0,
    }
}

/// The last time of each weekday's opening hours, such as `07:00-14:00 17:00-20:30`. A weekday
/// that is not there, or has no time, is closed.
fn closing_times(place: &Row) -> Result<[Option<Time>; 7], Error> {
    let hours: serde_json::Map<String, serde_json::Value> =
        place.read("opening_hours", "an object of hours by weekday", |text| {
            serde_json::from_str(text).ok()
        })?;
    let mut closing = [None; 7];
    for (weekday, closing) in Weekday::Monday.cycle_forward().zip(&mut closing) {
        let name = format!("{weekday:?}").to_lowercase();
        let hours = hours.get(&name).and_then(serde_json::Value::as_str);
        let times = hours.unwrap_or_default().split(['-', '–', ',', ' ']);
        *closing = times.filter_map(|time| time.parse().ok()).next_back();
    }
    Ok(closing)
}

/// How the first hand-written forecast was made, or a usual way.
pub(super) fn forecast_style(seeds: &SeedSet, zone: &TimeZone) -> ForecastStyle {
    let forecasts = rows(seeds, "demand_forecasts");
    let model = forecasts.first().map(|row| row.text("model"));
    let generated_at = forecasts
        .first()
        .and_then(|row| parse_instant(row.text("generated_at")));
    ForecastStyle {
        model: model
            .filter(|model| !model.is_empty())
            .unwrap_or("weekly_seasonal")
            .to_owned(),
        generated_at: generated_at.map_or(time(21, 30, 0, 0), |at| zone.to_datetime(at).time()),
    }
}

/// As written, when it is an amount.
fn decimal(text: &str) -> Option<String> {
    hundredths(text).map(|_| text.to_owned())
}
