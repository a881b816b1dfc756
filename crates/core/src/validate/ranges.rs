//! Dates of one row come in the order that service.toml declares, whatever day a session is
//! made on.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    view::{View, Views},
    windows::Outside,
};
use crate::{
    Finding,
    plan::Cells,
    service::Range,
    time::{BASE_REFERENCE, DateSlot, InstantSlot, Moment},
};

pub(super) fn check(views: &Views, outside: &Outside, findings: &mut Vec<Finding>) {
    // Weekends move what follows workdays, so each day of a week counts.
    let days = 0..7;
    let moments = days.filter_map(|day| {
        let instant = BASE_REFERENCE + SignedDuration::from_hours(24 * day);
        Moment::new(instant, views.profile.zone.clone()).ok()
    });
    let moments: Vec<Moment> = moments.collect();
    for view in views.iter() {
        let ranges = view.service.settings.ranges.get(&view.table.name);
        let mut seen = HashSet::new();
        for range in ranges.into_iter().flatten() {
            check_range(view, range, &moments, outside, &mut seen, findings);
        }
    }
}

/// What a row has in a column, before it is moved.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Instant(InstantSlot),
    Date(DateSlot),
}

fn check_range<'a>(
    view: &View,
    range: &'a Range,
    moments: &[Moment],
    outside: &Outside,
    seen: &mut HashSet<(usize, &'a str)>,
    findings: &mut Vec<Finding>,
) {
    let (Some(first), Some(second)) = (view.cells(&range.first), view.cells(&range.second)) else {
        return;
    };
    // Many rows of a history have the same two dates.
    let mut known: HashMap<(Slot, Slot), Option<usize>> = HashMap::new();
    for row in 0..view.row_count() {
        let (Some(from), Some(to)) = (slot(first, row), slot(second, row)) else {
            continue;
        };
        // Two exact values keep their distance in every session.
        let moments = if is_exact(from) && is_exact(to) {
            &moments[..1]
        } else {
            moments
        };
        let is_broken =
            |moment: &Moment| out_of_order(from, to, range.or_same, moment) == Some(true);
        let broken = *known
            .entry((from, to))
            .or_insert_with(|| moments.iter().position(is_broken));
        let Some(moment) = broken.map(|number| &moments[number]) else {
            continue;
        };
        let is_outside = |column: &str| {
            let value = (view.table.name.as_str(), column, row);
            outside.values.contains(&value)
        };
        let swapped = outside.swapped.get(&(view.table.name.as_str(), row));
        let is_it = |other: &&Range| std::ptr::eq(*other, range);
        let is_swapped = swapped.is_some_and(|swapped| swapped.iter().any(is_it));
        if !is_swapped && (is_outside(&range.first) || is_outside(&range.second)) {
            continue;
        }
        // A date that comes before two others is one finding.
        if !seen.insert((row, range.second.as_str())) {
            continue;
        }
        let (file, written) = view.written(row);
        let text = |column: &str| {
            let cell = written.get(column);
            let text = cell.map(|cell| &file.text[cell.at..cell.at + cell.length]);
            text.unwrap_or_default().trim_matches('"').to_owned()
        };
        let order = if range.or_same { "after" } else { "not before" };
        let day = if moments.len() > 1 {
            format!(" in a session on a {}", weekday(moment))
        } else {
            String::new()
        };
        let message = format!(
            "`{}` ({}) is {order} `{}` ({}){day}",
            range.first,
            text(&range.first),
            range.second,
            text(&range.second),
        );
        let place = (row, range.second.as_str());
        if is_swapped {
            let message = format!("{message}: the two stand the wrong way round");
            let hint =
                "let their values change places: each then lies in its window of manifest.json";
            findings.push(view.error(place, "time/range", message, hint));
            continue;
        }
        let must = if range.or_same {
            "must not come after"
        } else {
            "must come before"
        };
        // What only a weekend moves, or what is equal, is not mended by turning it round.
        let what = if moments.len() > 1 || text(&range.first) == text(&range.second) {
            "one of the two is wrong:"
        } else {
            "do they stand the wrong way round, or is one of them wrong?"
        };
        let hint = format!("{what} `{}` {must} `{}`", range.first, range.second);
        findings.push(view.error(place, "time/range", message, hint));
    }
}

fn slot(cells: &Cells, row: usize) -> Option<Slot> {
    match cells {
        Cells::Instant(cells) => cells[row].map(Slot::Instant),
        Cells::Date(cells) => cells[row].map(Slot::Date),
        _ => None,
    }
}

fn is_exact(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::Instant(InstantSlot::Exact(_)) | Slot::Date(DateSlot::Days(_))
    )
}

/// Whether two values are the wrong way round; where one is a date, by their local dates.
/// `None` beyond the calendar.
fn out_of_order(from: Slot, to: Slot, or_same: bool, moment: &Moment) -> Option<bool> {
    if let (Slot::Instant(from), Slot::Instant(to)) = (from, to) {
        let (from, to): (Timestamp, Timestamp) = (moment.shift(from).ok()?, moment.shift(to).ok()?);
        return Some(from > to || from == to && !or_same);
    }
    let (from, to) = (date(from, moment)?, date(to, moment)?);
    Some(from > to || from == to && !or_same)
}

fn date(slot: Slot, moment: &Moment) -> Option<Date> {
    let slot = match slot {
        Slot::Instant(slot) => DateSlot::OfInstant(slot),
        Slot::Date(slot) => slot,
    };
    moment.shift_date(slot).ok()
}

fn weekday(moment: &Moment) -> &'static str {
    use jiff::civil::Weekday;
    match moment.today().weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
