//! Rows as the text of seed files: one row a line.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan as _, civil::DateTime, tz::TimeZone};

use super::{
    profile::{ForecastStyle, Line},
    ring::{Day, LEAD_DAYS},
    series::{CONFIDENCE, Forecast, Tenths},
};
use crate::{ids::Ids, row::money};

/// A row of `sales`: what a line sold on a day, stamped with when its place closed.
pub(super) fn sale(
    line: &Line,
    sold_at: DateTime,
    sold: Tenths,
    zone: &TimeZone,
    ids: &mut Ids,
) -> String {
    let quantity = if line.by_weight {
        decimal(sold)
    } else {
        (sold / 10).to_string()
    };
    let Line {
        product,
        location,
        channel,
        vat_rate,
        ..
    } = line;
    format!(
        r#"{{ "id": "{}", "product_id": "{product}", "location_id": "{location}", "sold_at": "{}", "channel": "{channel}", "quantity": {quantity}, "unit_price": {}, "vat_rate": {vat_rate}, "revenue": {} }}"#,
        ids.draw(),
        instant(sold_at, zone),
        money(line.unit_price),
        money(revenue(line, sold)),
    )
}

/// In hundredths, rounded half up.
pub(super) fn revenue(line: &Line, sold: Tenths) -> i64 {
    (i64::from(sold) * line.unit_price + 5) / 10
}

/// A row of `demand_forecasts`.
pub(super) fn forecast(
    line: &Line,
    day: Day,
    forecast: Forecast,
    style: &ForecastStyle,
    zone: &TimeZone,
    ids: &mut Ids,
) -> String {
    let date = day.forecast_date();
    let made = date
        .saturating_sub(LEAD_DAYS.days())
        .to_datetime(style.generated_at);
    let Line {
        product, location, ..
    } = line;
    let [predicted, lower, upper] =
        [forecast.predicted, forecast.lower, forecast.upper].map(decimal);
    // A model's name is any text: JSON's quotes and escapes.
    let model = serde_json::Value::from(style.model.as_str());
    format!(
        r#"{{ "id": "{}", "product_id": "{product}", "location_id": "{location}", "forecast_date": "{date}", "generated_at": "{}", "predicted_quantity": {predicted}, "lower_bound": {lower}, "upper_bound": {upper}, "confidence": {CONFIDENCE}, "model": {model} }}"#,
        ids.draw(),
        instant(made, zone),
    )
}

/// A seed file of tables with their rows.
pub(super) fn file(tables: &[(&str, &[String])]) -> String {
    let mut text = String::from("{\n");
    for (number, (table, rows)) in tables.iter().enumerate() {
        let comma = if number + 1 < tables.len() { "," } else { "" };
        let rows = rows.join(",\n    ");
        writeln!(text, "  \"{table}\": [\n    {rows}\n  ]{comma}")
            .expect("a string takes any text");
    }
    text.push_str("}\n");
    text
}

/// The instant of a local time, in UTC.
fn instant(local: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(local)
        .expect("a few months around day zero are in the calendar")
}

fn decimal(tenths: Tenths) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
