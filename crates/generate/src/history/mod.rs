//! A profile's past: sales of every product at every place, and forecasts that were made
//! before them.
//!
//! Written around day zero, as all seed data is; a session moves it by weeks (see
//! [`demo_core::time::DatePolicy::SameWeekday`]). Where each number comes from:
//!
//! - who sells what, and for how much: the profile's products, places and hand-written sales;
//! - how much on a usual day: its hand-written forecasts, else what its category usually sells;
//! - weekday, season, trend and the locale's holidays: `pattern`;
//! - chance: `noise`, from the random seed, the same on every machine;
//! - forecasts: the four last weeks' sales on the weekday, with an interval that holds nine
//!   sales in ten.
//!
//! Files written by hand are read, and files of a former run are not: a second run writes the
//! same bytes.

mod noise;
mod pattern;
mod profile;
mod ring;
mod series;
mod text;

use std::collections::BTreeSet;

use demo_core::{Finding, Manifest, SeedSet, seed, time::WINDOW_DAYS};
use jiff::{civil::Weekday, tz::TimeZone};
use uuid::Uuid;

use noise::Source;
use profile::{ForecastStyle, Line};
use ring::FEWEST_DAYS;
use series::Series;

use crate::{
    ids::Ids,
    row::{Fault, first},
};

/// What is to be generated.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Days with sales, and with forecasts, of each product at each place: 7 to 91.
    pub days: i32,
    /// Another seed gives another past of the same shops.
    pub random_seed: u64,
}

/// A generated history.
#[derive(Debug, Clone)]
pub struct History {
    /// The session's own tenant's first.
    pub files: Vec<File>,
    /// Of all sales, in hundredths of the currency, before VAT, by weekday from Monday.
    pub revenue: [i64; 7],
}

impl History {
    /// The weekday with the most revenue; the first of equals.
    #[must_use]
    pub fn peak(&self) -> Weekday {
        let mut peak = Weekday::Monday;
        for weekday in Weekday::Monday.cycle_forward().take(7) {
            if self.revenue[weekday_index(weekday)] > self.revenue[weekday_index(peak)] {
                peak = weekday;
            }
        }
        peak
    }
}

/// A file of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Inside the profile, such as `history/sales.json`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Rows of `sales`.
    pub sales: usize,
    /// Rows of `demand_forecasts`.
    pub forecasts: usize,
}

/// Why a history cannot be generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The number of days is out of its bounds.
    #[error(
        "a history has {FEWEST_DAYS} to {WINDOW_DAYS} days, not {0}: with less than a week some \
         sessions would have no yesterday, and dates move within a window of {WINDOW_DAYS} days, \
         where a day more would fall on one that is there"
    )]
    Days(i32),
    /// The profile's other files cannot be used as they are.
    #[error("{}", first(.0))]
    Findings(Vec<Finding>),
    /// The manifest does not list files that would be written.
    #[error("the manifest does not list {}: add to its `files`", .0.join(", "))]
    Unlisted(Vec<String>),
    /// The manifest's zone.
    #[error("manifest.json: `{0}` is not a time zone; write an IANA name such as `Europe/Madrid`")]
    Zone(String),
    /// An id prefix that leaves no room.
    #[error("manifest.json: the id prefix `{0}` is not up to eight hexadecimal digits")]
    Prefix(String),
    /// There is nothing to write.
    #[error(
        "no place of the profile sells: it needs a product, and a bakery or shop with opening hours"
    )]
    NothingSold,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Findings(vec![*fault])
    }
}

const SALES: &str = "sales";
const FORECASTS: &str = "demand_forecasts";

/// Generates the history of a profile from its manifest and its other files, each with its
/// path inside the profile.
///
/// # Errors
///
/// [`Error`], saying what to change in the profile or the options.
pub fn generate(
    manifest: &[u8],
    files: &[(String, Vec<u8>)],
    options: Options,
) -> Result<History, Error> {
    if !(FEWEST_DAYS..=WINDOW_DAYS).contains(&options.days) {
        return Err(Error::Days(options.days));
    }
    let seeds = read(manifest, files)?;
    let profile = Profile::new(&seeds, options)?;
    let mut history = History {
        files: Vec::new(),
        revenue: [0; 7],
    };
    let mut taken = BTreeSet::new();
    for tenant in std::iter::once(Uuid::nil()).chain(seeds.outlets.iter().copied()) {
        profile.tenant(tenant, &mut taken, &mut history);
    }
    if history.files.is_empty() {
        return Err(Error::NothingSold);
    }
    let unlisted: Vec<String> = history
        .files
        .iter()
        .filter(|file| !seeds.manifest.files.contains(&file.path))
        .map(|file| format!("`{}`", file.path))
        .collect();
    if !unlisted.is_empty() {
        return Err(Error::Unlisted(unlisted));
    }
    Ok(history)
}

const SALES_FILE: &str = "history/sales.json";
const FORECASTS_FILE: &str = "history/forecasts.json";

/// An outlet's file of a history, from its file in `children/`.
fn outlet_file(path: &str) -> Option<String> {
    let name = path.strip_prefix("children/")?;
    Some(format!("history/{name}"))
}

/// Reads the profile with the files that a history replaces taken as empty, there or not.
fn read(manifest: &[u8], files: &[(String, Vec<u8>)]) -> Result<SeedSet, Error> {
    let listed = serde_json::from_slice::<Manifest>(manifest)
        .map(|manifest| manifest.files)
        .unwrap_or_default();
    let outlets = listed.iter().filter_map(|path| outlet_file(path));
    let replaced: BTreeSet<String> = outlets
        .chain([SALES_FILE.to_owned(), FORECASTS_FILE.to_owned()])
        .collect();
    let kept = files.iter().filter(|(path, _)| !replaced.contains(path));
    let empty = replaced.iter().filter(|path| listed.contains(path));
    let texts: Vec<(String, Vec<u8>)> = kept
        .cloned()
        .chain(empty.map(|path| (path.clone(), b"{}".to_vec())))
        .collect();
    let (seeds, findings) = seed::read(manifest, texts, true);
    match seeds {
        Some(seeds) if findings.is_empty() => Ok(seeds),
        _ => Err(Error::Findings(findings)),
    }
}

/// A profile with all that its history is made from.
struct Profile<'a> {
    seeds: &'a SeedSet,
    options: Options,
    zone: TimeZone,
    lines: Vec<Line>,
    style: ForecastStyle,
}

impl<'a> Profile<'a> {
    fn new(seeds: &'a SeedSet, options: Options) -> Result<Self, Error> {
        let manifest = &seeds.manifest;
        let zone = TimeZone::get(&manifest.timezone)
            .map_err(|_| Error::Zone(manifest.timezone.clone()))?;
        for prefix in [SALES, FORECASTS].map(|table| manifest.id_prefixes.get(table)) {
            let unfit = |text: &&String| {
                text.len() > 8 || !text.bytes().all(|digit| digit.is_ascii_hexdigit())
            };
            if let Some(prefix) = prefix.filter(unfit) {
                return Err(Error::Prefix(prefix.clone()));
            }
        }
        let lines = profile::lines(seeds)?;
        let style = profile::forecast_style(seeds, &zone);
        Ok(Self {
            seeds,
            options,
            zone,
            lines,
            style,
        })
    }

    /// Adds a tenant's files: two of the session's own, one of an outlet.
    fn tenant(&self, tenant: Uuid, taken: &mut BTreeSet<String>, history: &mut History) {
        let group = id_group(tenant);
        let region = pattern::region(&self.seeds.manifest.locale);
        let lines = self.lines.iter().filter(|line| line.tenant == tenant);
        let series: Vec<(&Line, Series)> = lines
            .map(|line| {
                let source = Source(self.options.random_seed);
                (line, Series::new(line, region, source))
            })
            .collect();
        let mut ids = |table| Ids::new(self.seeds, table, group, taken);
        let (mut sale_ids, mut forecast_ids) = (ids(SALES), ids(FORECASTS));
        let sales = self.sales(&series, &mut sale_ids, &mut history.revenue);
        let forecasts = self.forecasts(&series, &mut forecast_ids);
        if sales.is_empty() {
            return;
        }
        let mut add = |path: String, sales: &[String], forecasts: &[String]| {
            let tables = [(SALES, sales), (FORECASTS, forecasts)];
            let tables: Vec<(&str, &[String])> = tables
                .into_iter()
                .filter(|(_, rows)| !rows.is_empty())
                .collect();
            history.files.push(File {
                path,
                text: text::file(&tables),
                sales: sales.len(),
                forecasts: forecasts.len(),
            });
        };
        let outlet = self.seeds.files.iter().find(|file| file.tenant == tenant);
        match outlet.and_then(|file| outlet_file(&file.path)) {
            Some(path) if !tenant.is_nil() => add(path, &sales, &forecasts),
            _ => {
                add(SALES_FILE.to_owned(), &sales, &[]);
                add(FORECASTS_FILE.to_owned(), &[], &forecasts);
            }
        }
    }

    fn sales(
        &self,
        series: &[(&Line, Series)],
        ids: &mut Ids,
        revenue: &mut [i64; 7],
    ) -> Vec<String> {
        let mut rows = Vec::new();
        for day in ring::sales_days(self.options.days) {
            let date = day.sales_date();
            for (line, series) in series {
                let Some(closes) = line.closes(date.weekday()) else {
                    continue;
                };
                let sold = series.sold(day);
                revenue[weekday_index(date.weekday())] += text::revenue(line, sold);
                let sold_at = date.to_datetime(closes);
                rows.push(text::sale(line, sold_at, sold, &self.zone, ids));
            }
        }
        rows
    }

    fn forecasts(&self, series: &[(&Line, Series)], ids: &mut Ids) -> Vec<String> {
        let mut rows = Vec::new();
        for day in ring::forecast_days(self.options.days) {
            for (line, series) in series {
                let closed = line.closes(day.forecast_date().weekday()).is_none();
                if closed || line.forecast_by_hand.contains(&day) {
                    continue;
                }
                let forecast = series.forecast(day);
                let row = text::forecast(line, day, forecast, &self.style, &self.zone, ids);
                rows.push(row);
            }
        }
        rows
    }
}

/// The second group of digits in a tenant's ids: 0001 of the session's own; of an outlet, that
/// of its own id with its second digit raised, as hand-written rows have the id's.
fn id_group(tenant: Uuid) -> u16 {
    if tenant.is_nil() {
        return 1;
    }
    let digits = tenant.simple().to_string();
    let group = u16::from_str_radix(&digits[4..8], 16).unwrap_or_default();
    group.wrapping_add(0x0100)
}

/// From 0, a Monday's.
fn weekday_index(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}
