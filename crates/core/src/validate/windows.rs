//! Instants and dates lie as near to the session's as the manifest promises.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::SignedDuration;

use super::{
    manifest::{dated_columns, meant_column},
    similar,
    view::{View, Views},
};
use crate::{
    Finding, nearest,
    plan::Cells,
    service::Range,
    time::{BASE_DATE, BASE_REFERENCE, DateSlot, InstantSlot, parse_marker},
};

/// In microseconds from the session's instant.
#[derive(Clone, Copy)]
struct Window {
    past: i64,
    future: i64,
}

pub(super) const DAY: i64 = 86_400_000_000;

/// What was found of values that lie too far away.
#[derive(Default)]
pub(super) struct Outside<'a> {
    /// Their tables, columns and rows.
    pub values: HashSet<(&'a str, &'a str, usize)>,
    /// The tables and rows of those of which nothing is said here: two that would lie where they
    /// should if they changed places.
    pub swapped: HashMap<(&'a str, usize), Vec<&'a Range>>,
}

pub(super) fn check<'a>(views: &Views<'a>, findings: &mut Vec<Finding>) -> Outside<'a> {
    let mut outside = Outside::default();
    let windows = written(views, findings);
    for view in views.iter() {
        let window_of = |column: &str| windows.of(view, column);
        for (column, cells) in view.columns() {
            let window = window_of(&column.name);
            let name = view.full(&column.name);
            let path: &[&str] = match windows.own.get(&name) {
                Some((_, key)) => &["offset_window", "columns", key],
                None => &["offset_window"],
            };
            if windows.own.contains_key(&name)
                && let Some(finding) = turned(views, view, (path, &name), (cells, window))
            {
                findings.push(finding);
                continue;
            }
            let (begin, mut farthest, mut values) = (findings.len(), 0, 0);
            for row in 0..view.row_count() {
                values += usize::from(offsets(cells, row).next().is_some());
                let Some(offset) = offsets(cells, row).find(|offset| !window.holds(*offset)) else {
                    continue;
                };
                outside.values.insert((&view.table.name, &column.name, row));
                if let Some(range) = swapped(view, row, &column.name, window_of) {
                    let ranges = outside.swapped.entry((&view.table.name, row));
                    ranges.or_default().push(range);
                    continue;
                }
                farthest = std::cmp::max_by_key(farthest, offset, |offset| offset.unsigned_abs());
                let message = format!(
                    "`{}` lies {} the session, and the manifest allows {}",
                    column.name,
                    distance(offset),
                    window.side(offset)
                );
                let is_date = matches!(cells, Cells::Date(_));
                let text = view.written(row).1.text(&column.name);
                let hint = window.hint(text, is_date, &views.seeds.manifest_place(path));
                let place = (row, column.name.as_str());
                findings.push(view.error(place, "time/window", message, hint));
            }
            let found = findings.len() - begin;
            if found >= FEWEST && 4 * found >= 3 * values {
                findings.truncate(begin);
                findings.push(too_narrow(views, (path, &name), (found, values), farthest));
            }
        }
    }
    outside
}

/// The windows of the manifest.
struct Windows<'a> {
    /// That of most columns.
    usual: Window,
    /// Those of the columns that have one of their own, each with the name that it stands under.
    own: BTreeMap<String, (Window, &'a str)>,
    /// Those that stand under a name which means no column, with the table that it means, if any.
    /// A column there that has no window of its own may be the one that was to have it.
    lost: Vec<(Option<&'a str>, Window)>,
}

impl Windows<'_> {
    fn of(&self, view: &View, column: &str) -> Window {
        if let Some((window, _)) = self.own.get(&view.full(column)) {
            return *window;
        }
        let table = view.table.name.as_str();
        let lost = self
            .lost
            .iter()
            .filter(|(of, _)| of.is_none_or(|of| of == table));
        lost.fold(self.usual, |all, (_, window)| all.with(*window))
    }
}

fn written<'a>(views: &Views<'a>, findings: &mut Vec<Finding>) -> Windows<'a> {
    let manifest = &views.profile.manifest.offset_window;
    let mut usual = Window::UNKNOWN;
    let path = ["offset_window"];
    read(
        views,
        &path,
        ("past", &manifest.past),
        &mut usual.past,
        findings,
    );
    read(
        views,
        &path,
        ("future", &manifest.future),
        &mut usual.future,
        findings,
    );
    let dated = dated_columns(views);
    let (mut own, mut lost) = (BTreeMap::new(), Vec::new());
    for (name, written) in &manifest.columns {
        let path = ["offset_window", "columns", name.as_str()];
        let mut window = usual;
        read(
            views,
            &path,
            ("past", &written.past),
            &mut window.past,
            findings,
        );
        read(
            views,
            &path,
            ("future", &written.future),
            &mut window.future,
            findings,
        );
        // One with a slip in its name, which has been found, is for the column that was meant.
        let meant = meant_column(views, &dated, name);
        if let Some(meant) = meant {
            own.insert(meant.to_owned(), (window, name.as_str()));
        } else {
            let table = name.split('.').next().unwrap_or_default();
            lost.push((nearest::nearest(table, views.names()), window));
        }
    }
    Windows { usual, own, lost }
}

/// A window that several values miss and that would hold all if its two sides changed places.
fn turned(
    views: &Views,
    view: &View,
    (path, column): (&[&str], &str),
    (cells, window): (&Cells, Window),
) -> Option<Finding> {
    let values = (0..view.row_count()).flat_map(|row| offsets(cells, row));
    let (mut all, mut missed) = (0, 0);
    for offset in values {
        if !window.turned().holds(offset) {
            return None;
        }
        all += 1;
        missed += usize::from(!window.holds(offset));
    }
    if missed < 2 {
        return None;
    }
    let path: Vec<&str> = path.iter().copied().chain(["past"]).collect();
    let message = format!(
        "{missed} of the {all} values of `{column}` lie outside of this window, and none would if \
         `past` and `future` changed places"
    );
    let hint = "are the two swapped? Write each at the other";
    let found = views
        .seeds
        .manifest_error("time/window", &path, message, hint.to_owned());
    Some(found)
}

/// Fewer values outside of their window are slips, each of its own.
const FEWEST: usize = 5;

/// Where nearly all values of a column lie outside of its window, that is what is wrong.
fn too_narrow(
    views: &Views,
    (path, column): (&[&str], &str),
    (found, values): (usize, usize),
    farthest: i64,
) -> Finding {
    let side = if farthest < 0 { "past" } else { "future" };
    let path: Vec<&str> = path.iter().copied().chain([side]).collect();
    let message = format!(
        "{found} of the {values} values of `{column}` lie outside of this window, up to {} the session",
        distance(farthest)
    );
    let days = farthest.unsigned_abs().div_ceil(DAY.unsigned_abs());
    let hint = format!("which is right? Write \"{days}d\" here, or mend these values");
    views
        .seeds
        .manifest_error("time/window", &path, message, hint)
}

/// The range of which a column is one end, where its two dates stand the wrong way round, each
/// lies in the other's window, and what is compared with them comes in its order then.
fn swapped<'a>(
    view: &View<'a>,
    row: usize,
    column: &str,
    window_of: impl Fn(&str) -> Window,
) -> Option<&'a Range> {
    let ranges = view.service.settings.ranges.get(&view.table.name)?;
    let offset = |column: &str| offsets(view.cells(column)?, row).next();
    ranges.iter().find(|range| {
        let ends = offset(&range.first).zip(offset(&range.second));
        (range.first == column || range.second == column)
            && ends.is_some_and(|(from, to)| {
                from > to
                    && window_of(&range.first).holds(to)
                    && window_of(&range.second).holds(from)
                    && ranges
                        .iter()
                        .filter(|other| other.meets(range))
                        .all(|other| {
                            let turned = |column: &str| match column {
                                column if column == range.first => Some(to),
                                column if column == range.second => Some(from),
                                column => offset(column),
                            };
                            let ends = turned(&other.first).zip(turned(&other.second));
                            ends.is_none_or(|(from, to)| from <= to)
                        })
            })
    })
}

/// The amount of one side; empty where the manifest lacks it, which has been found.
fn read(
    views: &Views,
    path: &[&str],
    (side, text): (&str, &str),
    into: &mut i64,
    findings: &mut Vec<Finding>,
) {
    // Of values that a window is not known for nothing is said: they only follow from it.
    *into = i64::MAX;
    if text.is_empty() {
        return;
    }
    let offset = parse_marker(&format!("BASE_TS + {text}"));
    if let Ok(Ok(micros)) = offset.map(|offset| i64::try_from(offset.as_micros())) {
        *into = micros;
        return;
    }
    let path: Vec<&str> = path.iter().copied().chain([side]).collect();
    let message = format!("`{text}` is not an amount of time");
    let hint = "write a number and a unit, one of w d h m s: `7d`, `1d12h`";
    let finding = views
        .seeds
        .manifest_error("manifest/window", &path, message, hint);
    findings.push(finding);
}

/// How far the values of a cell lie from the session. What moves by weeks is taken as it is
/// written: where in its window of thirteen weeks it comes to lie is another matter.
fn offsets(cells: &Cells, row: usize) -> impl Iterator<Item = i64> {
    let (one, many) = match cells {
        Cells::Instant(cells) => (cells[row].map(of_instant), None),
        Cells::Date(cells) => (cells[row].map(of_date), None),
        Cells::Json(cells) => (None, cells[row].as_ref()),
        _ => (None, None),
    };
    let many = many
        .into_iter()
        .flat_map(crate::plan::JsonTemplate::instants);
    one.into_iter().chain(many.map(of_instant))
}

fn of_instant(slot: InstantSlot) -> i64 {
    match slot {
        InstantSlot::Exact(micros) | InstantSlot::Workday(micros) => micros,
        InstantSlot::SameWeekday { local, .. } => {
            let base = jiff::tz::TimeZone::UTC.to_datetime(BASE_REFERENCE);
            let apart = local.duration_since(base);
            i64::try_from(apart.as_micros()).unwrap_or(i64::MAX)
        }
    }
}

fn of_date(slot: DateSlot) -> i64 {
    match slot {
        DateSlot::OfInstant(slot) => of_instant(slot),
        DateSlot::Days(days) | DateSlot::Workday(days) => i64::from(days) * DAY,
        DateSlot::SameWeekday { date, .. } => {
            i64::try_from(date.duration_since(BASE_DATE).as_micros()).unwrap_or(i64::MAX)
        }
    }
}

impl Window {
    /// Of values whose window is not known nothing is said: it would only follow from that.
    const UNKNOWN: Self = Self {
        past: i64::MAX,
        future: i64::MAX,
    };

    /// The least that holds what either of them does.
    fn with(self, other: Self) -> Self {
        Self {
            past: self.past.max(other.past),
            future: self.future.max(other.future),
        }
    }

    fn turned(self) -> Self {
        Self {
            past: self.future,
            future: self.past,
        }
    }

    fn holds(self, offset: i64) -> bool {
        -offset <= self.past && offset <= self.future
    }

    /// What it allows on the side of an offset.
    fn side(self, offset: i64) -> String {
        let (most, side) = if offset < 0 {
            (self.past, "before")
        } else {
            (self.future, "after")
        };
        if most == 0 {
            return format!("nothing {side} it");
        }
        let amount = distance(most.saturating_abs());
        format!("{} {side} it", amount.trim_end_matches(" after"))
    }

    /// From when to when a value may lie, in the words of seed data.
    fn hint(self, text: Option<&str>, is_date: bool, place: &str) -> String {
        let year = text.and_then(|text| similar::year(text, |offset| self.holds(offset)));
        let year = year.map_or_else(String::new, |year| {
            format!("is the year wrong? Write {year}, or ")
        });
        let written = |offset: i64| {
            let instant = BASE_REFERENCE.checked_add(SignedDuration::from_micros(offset));
            let instant = instant.ok()?.to_string();
            let length = if is_date { 10 } else { instant.len() };
            Some(instant[..length].to_owned())
        };
        let bound = |offset: i64| written(offset).filter(|_| offset.saturating_abs() < i64::MAX);
        let between = match (bound(-self.past), bound(self.future)) {
            (Some(first), Some(last)) => format!("from {first} to {last}"),
            (Some(first), None) => format!("not before {first}"),
            (None, Some(last)) => format!("not after {last}"),
            (None, None) => "nearer to 2025-01-15".to_owned(),
        };
        let what = if is_date { "a date" } else { "an instant" };
        format!("{year}write {what} {between}: this is the column's window, by {place}")
    }
}

/// Such as `3 d 4 h before`.
fn distance(micros: i64) -> String {
    let side = if micros < 0 { "before" } else { "after" };
    let seconds = SignedDuration::from_micros(micros).as_secs().unsigned_abs();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let written: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .take(2)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    if written.is_empty() {
        return format!("0 d {side}");
    }
    format!("{} {side}", written.join(" "))
}
