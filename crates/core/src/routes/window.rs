//! Whether vans come while a door is open.

use jiff::Timestamp;

use super::{
    tables::{Fleet, Row, column},
    time::{after_day_zero, drivable, marker},
};
use crate::Finding;

pub(super) fn check(fleet: &Fleet, findings: &mut Vec<Finding>) {
    for stop in &fleet.stops {
        let Some([start, end, arrival]) = outside(stop) else {
            continue;
        };
        let written = |column| stop.text(column).unwrap_or_default();
        let (begin, until) = (written(column::WINDOW_START), written(column::WINDOW_END));
        let (side, bound) = if arrival < start {
            ("before its window begins", begin)
        } else {
            ("after its window ends", until)
        };
        let route = fleet.route_of(stop);
        let way = route.and_then(|route| drivable(fleet, route, stop));
        let or_plan = fleet.or_plan(route);
        if let Some(way) = way
            && let Some(finding) = apart(stop, [start, end, arrival], way, &or_plan)
        {
            findings.push(finding);
            continue;
        }
        let hint = format!(
            "{}{or_plan}",
            advice(way, [start, end, arrival], [begin, until])
        );
        findings.push(stop.error(
            column::ARRIVAL,
            "routes/window",
            format!("the van arrives {side}, at `{bound}`"),
            &hint,
        ));
    }
}

/// A window that no arrival which the way there and on allow lies in, of a stop whose own does.
fn apart(
    stop: &Row,
    [start, end, arrival]: [Timestamp; 3],
    (earliest, latest): (f64, f64),
    or_plan: &str,
) -> Option<Finding> {
    let arrives = after_day_zero(arrival);
    if !(earliest..=latest).contains(&arrives) {
        return None;
    }
    let (column, begins, bound) = if latest < after_day_zero(start) {
        (column::WINDOW_START, "begins", "or earlier")
    } else if earliest > after_day_zero(end) {
        (column::WINDOW_END, "ends", "or later")
    } else {
        return None;
    };
    let written = stop.text(column::ARRIVAL).unwrap_or_default();
    Some(stop.error(
        column,
        "routes/window",
        format!(
            "the window {begins} here, and the van arrives at `{written}`, by {}; the way there and on allow `{}` to `{}`",
            stop.place(column::ARRIVAL),
            marker(earliest),
            marker(latest)
        ),
        &format!("write `{written}` {bound} here{or_plan}"),
    ))
}

/// When to arrive: what the window, whose ends are written so, and the way there and on both leave.
fn advice(
    way: Option<(f64, f64)>,
    [start, end, arrival]: [Timestamp; 3],
    [begin, until]: [&str; 2],
) -> String {
    let Some((earliest, latest)) = way else {
        return format!("arrive from `{begin}` to `{until}`, or widen the window");
    };
    let (first, last) = (
        earliest.max(after_day_zero(start)),
        latest.min(after_day_zero(end)),
    );
    // Only what is driven as it is written is a matter of the window.
    let widen = if (earliest..=latest).contains(&after_day_zero(arrival)) {
        ", or widen the window"
    } else {
        ""
    };
    if first > last {
        return format!(
            "the way from the stop before to the one after allows `{}` to `{}`: mend these, or the window",
            marker(earliest),
            marker(latest)
        );
    }
    format!(
        "arrive from `{}` to `{}`, as the window and the way there and on allow{widen}",
        marker(first),
        marker(last)
    )
}

/// The window and the arrival of a stop, where the van comes outside of it.
fn outside(stop: &Row) -> Option<[Timestamp; 3]> {
    let instants = [column::WINDOW_START, column::WINDOW_END, column::ARRIVAL];
    let [Some(start), Some(end), Some(arrival)] = instants.map(|column| stop.instant(column))
    else {
        return None;
    };
    (start <= end && !(start..=end).contains(&arrival)).then_some([start, end, arrival])
}

pub(super) fn is_outside(stop: &Row) -> bool {
    outside(stop).is_some()
}
