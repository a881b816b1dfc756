//! A vehicle, or a driver, is on one route at a time.

use jiff::Timestamp;
use uuid::Uuid;

use super::tables::{Fleet, Route, column};
use crate::Finding;

pub(super) fn check(fleet: &Fleet, findings: &mut Vec<Finding>) {
    let pairs = [
        (column::VEHICLE, column::DRIVER, "vehicle"),
        (column::DRIVER, column::VEHICLE, "driver"),
    ];
    for (shared, beside, word) in pairs {
        let mut spans: Vec<Span> = (fleet.routes.iter())
            .filter(|route| !route.is("cancelled"))
            .filter_map(|route| Span::new(route, shared))
            .collect();
        spans.sort_by_key(|span| (span.who, span.start));
        for pair in spans.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            if before.who == after.who && after.start < before.end {
                findings.push(finding(fleet, (before, after), (shared, beside), word));
            }
        }
    }
}

/// A route with who drives it, or in what, from when to when.
struct Span<'f, 'a> {
    who: Uuid,
    start: Timestamp,
    end: Timestamp,
    route: &'f Route<'a>,
}

impl<'f, 'a> Span<'f, 'a> {
    fn new(route: &'f Route<'a>, shared: &str) -> Option<Self> {
        let row = &route.row;
        let (start, end) = (row.instant(column::START)?, row.instant(column::END)?);
        // A range the wrong way round has a rule of its own.
        (start <= end).then_some(Self {
            who: row.id(shared)?,
            start,
            end,
            route,
        })
    }
}

/// At the route that no other speaks for, where that can be told, and else at the later start.
fn finding(
    fleet: &Fleet,
    (before, after): (&Span, &Span),
    (shared, beside): (&str, &str),
    word: &str,
) -> Finding {
    let is_usual = |span: &Span| is_usual(fleet, span.route, shared, beside);
    let written = |span: &Span, column: &str| {
        let text = span.route.row.text(column);
        text.unwrap_or_default().to_owned()
    };
    let message = |one: &Span, other: &Span| {
        format!(
            "{} and {} have one {word} at a time: from `{}` to `{}`, and from `{}` to `{}`",
            one.route.number(),
            other.route.number(),
            written(one, column::START),
            written(one, column::END),
            written(other, column::START),
            written(other, column::END),
        )
    };
    let unusual = match (is_usual(before), is_usual(after)) {
        (false, true) => Some((before, after)),
        (true, false) => Some((after, before)),
        _ => None,
    };
    let rule = "routes/overlap";
    let Some((one, other)) = unusual else {
        let hint = format!(
            "give one of the two another {word}, or let the later start when the first is back"
        );
        let row = &after.route.row;
        return row.error(column::START, rule, message(after, before), &hint);
    };
    let hint = format!(
        "on no other route do this vehicle and this driver go together: write another {word} here"
    );
    one.route
        .row
        .error(shared, rule, message(one, other), &hint)
}

/// Whether another route has the same vehicle and driver.
fn is_usual(fleet: &Fleet, route: &Route, shared: &str, beside: &str) -> bool {
    let pair = |route: &Route| Some((route.row.id(shared)?, route.row.id(beside)?));
    let Some(own) = pair(route) else {
        return false;
    };
    let same = fleet.routes.iter().filter(|other| pair(other) == Some(own));
    same.count() > 1
}
