//! Sales of thirteen weeks, with the forecast and its bounds, as lines.

use std::{collections::BTreeMap, fmt::Write as _};

use demo_core::batch::Value;
use demo_store::{Bucket, Sums};
use jiff::{SignedDuration, civil::Date};
use uuid::Uuid;

use crate::{
    error::{Problem, kind},
    pages::visitor::Visitor,
};

/// The days that are shown before today.
const DAYS: i64 = 91;
/// Those of a tenant beside others.
const MONTH: i64 = 28;

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 240.0;
/// Room for the scale, which stands beside the latest days.
const RIGHT: f64 = 44.0;
const BOTTOM: f64 = 26.0;

/// The picture and its numbers.
pub struct Chart {
    pub days: Vec<Day>,
    pub sold: String,
    pub forecast: String,
    pub band: String,
    pub ticks: Vec<(String, String)>,
    pub weeks: Vec<(String, String)>,
    pub today: String,
    pub yesterday: String,
    pub week: String,
    pub trend: String,
}

/// A day's numbers for people.
pub struct Day {
    pub date: String,
    pub sold: String,
    pub forecast: String,
    pub lower: String,
    pub upper: String,
}

#[derive(Default, Clone)]
struct Numbers {
    sold: Option<f64>,
    revenue: f64,
    /// The forecast, and its bounds.
    forecast: Option<[f64; 3]>,
}

/// None where the role sees no sales, or the tenant has none.
pub async fn chart(visitor: &Visitor) -> Result<Option<Chart>, Problem> {
    let today = visitor.format.local_day(visitor.format.now);
    let days = numbers(visitor, visitor.tenant, today).await?;
    let days = days.filter(|days| days.values().any(|day| day.sold.is_some()));
    Ok(days.map(|days| draw(visitor, &days, today)))
}

/// What a tenant took.
#[derive(Clone)]
pub struct Revenue {
    pub yesterday: f64,
    pub week: f64,
    /// Of each of the last 28 days, the latest last.
    pub days: Vec<f64>,
}

impl Revenue {
    /// Of two tenants together.
    pub fn and(&self, other: &Self) -> Self {
        let days = self.days.iter().zip(&other.days);
        Self {
            yesterday: self.yesterday + other.yesterday,
            week: self.week + other.week,
            days: days.map(|(one, other)| one + other).collect(),
        }
    }
}

/// The revenue of a tenant of the user's; none where the role sees no sales.
pub async fn revenue(visitor: &Visitor, tenant: Uuid) -> Result<Option<Revenue>, Problem> {
    let today = visitor.format.local_day(visitor.format.now);
    let days = sold(visitor, tenant, today, MONTH).await?;
    Ok(days.map(|days| Revenue {
        yesterday: sum(&days, today, 1, 1),
        week: sum(&days, today, 7, 1),
        days: (1..=MONTH)
            .rev()
            .map(|back| sum(&days, today, 1, back))
            .collect(),
    }))
}

/// What was sold and what was forecast.
async fn numbers(
    visitor: &Visitor,
    tenant: Uuid,
    today: Date,
) -> Result<Option<BTreeMap<Date, Numbers>>, Problem> {
    let columns = ["predicted_quantity", "lower_bound", "upper_bound"];
    let from = Value::Date(before(today, DAYS));
    let forecast = sums(
        visitor,
        tenant,
        ("forecasting", "demand_forecasts"),
        "forecast_date",
        &from,
        &columns,
    );
    let sold = sold(visitor, tenant, today, DAYS);
    let (sold, forecast) = tokio::try_join!(sold, forecast)?;
    let Some(mut days) = sold else {
        return Ok(None);
    };
    for one in forecast.unwrap_or_default() {
        let day = days.entry(day_of(visitor, one.bucket)).or_default();
        day.forecast = Some([one.totals[0], one.totals[1], one.totals[2]]);
    }
    Ok(Some(days))
}

/// What was sold in so many days.
async fn sold(
    visitor: &Visitor,
    tenant: Uuid,
    today: Date,
    days: i64,
) -> Result<Option<BTreeMap<Date, Numbers>>, Problem> {
    let from = before(today, days);
    let start = visitor
        .format
        .zone
        .to_timestamp(from.to_datetime(jiff::civil::Time::midnight()));
    let start = Value::Instant(start.unwrap_or(visitor.format.now));
    let columns = ["quantity", "revenue"];
    let place = ("sales", "sales");
    let found = sums(visitor, tenant, place, "sold_at", &start, &columns).await?;
    let Some(found) = found else { return Ok(None) };
    let mut days: BTreeMap<Date, Numbers> = BTreeMap::new();
    for one in found {
        let day = days.entry(day_of(visitor, one.bucket)).or_default();
        *day.sold.get_or_insert(0.0) += one.totals[0];
        day.revenue += one.totals[1];
    }
    Ok(Some(days))
}

/// So many days before one.
fn before(day: Date, days: i64) -> Date {
    day.saturating_sub(SignedDuration::from_hours(24 * days))
}

fn day_of(visitor: &Visitor, bucket: Bucket) -> Date {
    match bucket {
        Bucket::Day(day) => day,
        Bucket::Quarter(instant) => visitor.format.local_day(instant),
    }
}

/// Sums of a table that the role may read.
async fn sums(
    visitor: &Visitor,
    tenant: Uuid,
    (service, table): (&str, &str),
    time: &str,
    from: &Value,
    columns: &[&str],
) -> Result<Option<Vec<Sums>>, Problem> {
    match visitor.view((&tenant.to_string(), service, table)) {
        Ok(view) => Ok(Some(
            view.store
                .sums(tenant, view.table, time, from, columns)
                .await?,
        )),
        Err(problem) if problem.is(kind::INTERNAL) => Err(problem),
        Err(_) => Ok(None),
    }
}

/// The revenue of so many days until `until` days ago.
fn sum(days: &BTreeMap<Date, Numbers>, today: Date, count: i64, until: i64) -> f64 {
    let range = before(today, until + count - 1)..=before(today, until);
    days.range(range).map(|(_, day)| day.revenue).sum()
}

#[expect(clippy::cast_precision_loss, reason = "about a hundred days")]
fn draw(visitor: &Visitor, days: &BTreeMap<Date, Numbers>, today: Date) -> Chart {
    let format = &visitor.format;
    let highest = days.values().flat_map(|day| {
        day.sold
            .into_iter()
            .chain(day.forecast.map(|[_, _, upper]| upper))
    });
    let top = round_up(highest.fold(1.0, f64::max));
    let count = days.len().max(2) as f64 - 1.0;
    let x = |index: usize| 8.0 + index as f64 / count * (WIDTH - RIGHT - 8.0);
    let y = |value: f64| 8.0 + (1.0 - value / top) * (HEIGHT - BOTTOM - 8.0);
    let line = |points: &[(f64, f64)]| {
        points
            .iter()
            .enumerate()
            .fold(String::new(), |mut path, (index, (x, y))| {
                let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
                path
            })
    };
    let points = |value: &dyn Fn(&Numbers) -> Option<f64>| -> Vec<(f64, f64)> {
        let all = days.values().enumerate();
        all.filter_map(|(index, day)| Some((x(index), y(value(day)?))))
            .collect()
    };
    // Today's are not all in yet, and would look like a fall.
    let whole = days.range(..today).enumerate();
    let sold: Vec<(f64, f64)> = whole
        .filter_map(|(index, (_, day))| Some((x(index), y(day.sold?))))
        .collect();
    let upper = points(&|day| day.forecast.map(|one| one[2]));
    let mut lower = points(&|day| day.forecast.map(|one| one[1]));
    lower.reverse();
    let band = [upper, lower].concat();
    let mut weeks = Vec::new();
    let mut at_today = String::new();
    for (index, (day, _)) in days.iter().enumerate() {
        if *day == today {
            at_today = format!("{:.1}", x(index));
        }
        if index % 14 == 7 {
            weeks.push((format!("{:.1}", x(index)), format.day(*day)));
        }
    }
    let ticks = (0..=4).map(|step| {
        let value = top * f64::from(step) / 4.0;
        (format!("{:.1}", y(value)), format.number(value, 0))
    });
    let (week, before) = (sum(days, today, 7, 1), sum(days, today, 7, 8));
    let trend = if before > 0.0 {
        (week / before - 1.0) * 100.0
    } else {
        0.0
    };
    let told = |(day, numbers): (&Date, &Numbers)| in_numbers(visitor, *day, numbers, today);
    Chart {
        sold: line(&sold),
        forecast: line(&points(&|day| day.forecast.map(|one| one[0]))),
        band: line(&band),
        ticks: ticks.collect(),
        weeks,
        today: at_today,
        yesterday: format.money(&format!("{:.2}", sum(days, today, 1, 1))),
        week: format.money(&format!("{week:.2}")),
        trend: format!(
            "{}{}",
            if trend > 0.0 { "+" } else { "" },
            format.percent(&format.number(trend, 1))
        ),
        days: days.iter().rev().map(told).collect(),
    }
}

/// A day of the chart in numbers.
fn in_numbers(visitor: &Visitor, day: Date, numbers: &Numbers, today: Date) -> Day {
    let format = &visitor.format;
    let quantity = |value: Option<f64>| value.map_or(String::new(), |one| format.number(one, 0));
    let mut sold = quantity(numbers.sold);
    if day == today && numbers.sold.is_some() {
        sold = format!("{sold} {}", visitor.reader.texts().so_far);
    }
    Day {
        date: format.day(day),
        sold,
        forecast: quantity(numbers.forecast.map(|one| one[0])),
        lower: quantity(numbers.forecast.map(|one| one[1])),
        upper: quantity(numbers.forecast.map(|one| one[2])),
    }
}

/// A round number at or above a value, for a scale of four steps.
fn round_up(value: f64) -> f64 {
    let unit = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    let fits = steps.into_iter().find(|step| step * unit >= value);
    fits.unwrap_or(10.0) * unit
}
