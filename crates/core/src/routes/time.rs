//! When vans are where: driving, working time, and one place at a time.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};

use super::{
    tables::{Fleet, Route, Row, column},
    window::is_outside,
};
use crate::{
    Finding,
    time::{BASE_REFERENCE, write_marker},
};

/// No van is faster on the whole of a leg, measured as the crow flies.
const FASTEST_KMH: f64 = 100.0;
/// A van that is slower stands still: on foot it is faster. A door that opens later is waited for.
const SLOWEST_KMH: f64 = 4.0;
/// What a leg may take beside driving: parking, a lift, rounding to minutes.
const SPARE_MINUTES: f64 = 5.0;
/// A road is never shorter than the great circle, less the rounding of coordinates, and hardly
/// ever three times as long.
const ROAD: (f64, f64) = (0.99, 3.0);
const EARTH_KM: f64 = 6371.0;

pub(super) fn check(fleet: &Fleet, zone: &TimeZone, findings: &mut Vec<Finding>) {
    for route in fleet.routes.iter().filter(|route| !route.is("cancelled")) {
        let is_swapped = sequence(route, findings);
        let [start, end] = [column::START, column::END].map(|column| route.row.instant(column));
        // It carries something, which is found, and goes nowhere.
        if route.stops.is_empty() {
            continue;
        }
        // A range the wrong way round has a rule of its own.
        if start > end && end.is_some() {
            continue;
        }
        duration(route, findings);
        shift(fleet, route, zone, findings);
        // The way in a wrong order is another.
        if is_swapped {
            continue;
        }
        let by_way = |legs: Option<Vec<f64>>| {
            let mut found = Vec::new();
            if let Some(legs) = legs {
                distance(fleet, route, &legs, &mut found);
                driving(fleet, route, &legs, &mut found);
            }
            found
        };
        // A stop that is not where its customer is has been found. What is wrong on the way to
        // both is wrong whichever of the two places is right.
        let mut found = by_way(legs(route, fleet.depot(route), Row::point));
        if !found.is_empty() && route.stops.iter().any(|stop| fleet.is_misplaced(stop)) {
            let at_doors = by_way(legs(route, fleet.depot(route), |stop| fleet.door(stop)));
            found.retain(|one| at_doors.iter().any(|other| one.stands_with(other)));
        }
        findings.extend(found);
    }
}

/// Sequences count from 1, each once, in the order of the planned hours. Returns whether two are
/// swapped.
fn sequence(route: &Route, findings: &mut Vec<Finding>) -> bool {
    let mut expected = 1.0;
    for stop in &route.stops {
        let Some(found) = stop.number(column::SEQUENCE) else {
            return false;
        };
        if (found - expected).abs() > f64::EPSILON {
            findings.push(stop.error(
                column::SEQUENCE,
                "routes/sequence",
                format!(
                    "stop {expected} of {} is not there, or twice",
                    route.number()
                ),
                "number a route's stops 1, 2, 3, … in the order in which they are served",
            ));
            return false;
        }
        expected += 1.0;
    }
    let Some((one, other)) = swapped(&route.stops) else {
        return false;
    };
    let numbers = [one, other].map(|stop| stop.number(column::SEQUENCE).unwrap_or_default());
    findings.push(one.error(
        column::SEQUENCE,
        "routes/sequence",
        format!(
            "stop {} of {} is planned to be served before stop {}, by {}, and written before it",
            numbers[0],
            route.number(),
            numbers[1],
            other.place(column::SEQUENCE)
        ),
        &format!(
            "are the two numbers swapped? Write {} here and {} there",
            numbers[1], numbers[0]
        ),
    ));
    true
}

/// Two neighbours, the later first, that are written and planned the other way round. Of an hour
/// that is wrong alone, the rows are written in their order.
fn swapped<'r, 'a>(stops: &'r [Row<'a>]) -> Option<(&'r Row<'a>, &'r Row<'a>)> {
    let hours: Option<Vec<Timestamp>> = (stops.iter())
        .map(|stop| stop.instant(column::ARRIVAL))
        .collect();
    let mut hours = hours?;
    let first = hours.windows(2).position(|pair| pair[0] > pair[1])?;
    hours.swap(first, first + 1);
    let (earlier, later) = (&stops[first], &stops[first + 1]);
    (hours.is_sorted() && later.stands_before(earlier)).then_some((later, earlier))
}

fn minutes(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() / 60.0
}

fn duration(route: &Route, findings: &mut Vec<Finding>) {
    let row = &route.row;
    let (Some(start), Some(end)) = (row.instant(column::START), row.instant(column::END)) else {
        return;
    };
    let Some(written) = row.number(column::DURATION) else {
        return;
    };
    let found = minutes(start, end);
    // Whole minutes of what may have seconds.
    if (found - written).abs() >= 1.0 {
        findings.push(row.error(
            column::DURATION,
            "routes/duration",
            format!("from start to end this route takes {found} minutes, not {written}"),
            &format!("write {found:.0}, or mend its start or end"),
        ));
    }
}

/// A route lies within its vehicle's shift, on the day on which it starts.
fn shift(fleet: &Fleet, route: &Route, zone: &TimeZone, findings: &mut Vec<Finding>) {
    let row = &route.row;
    let (Some(start), Some(end)) = (row.instant(column::START), row.instant(column::END)) else {
        return;
    };
    let Some(vehicle) = fleet.vehicle(route) else {
        return;
    };
    let day = zone.to_datetime(start).date();
    let bound = |column: &str| {
        let text = vehicle.text(column)?;
        let time: Time = text.parse().ok()?;
        Some((text, zone.to_timestamp(day.to_datetime(time)).ok()?))
    };
    if let Some((text, from)) = bound("shift_start").filter(|(_, from)| start < *from) {
        let early = minutes(start, from);
        findings.push(row.error(
            column::START,
            "routes/shift",
            format!("the route starts {early} minutes before the vehicle's shift does, at {text}"),
            &format!(
                "start later, or widen the shift, at {}; both meet on the base reference date",
                vehicle.place("shift_start")
            ),
        ));
    }
    if let Some((text, until)) = bound("shift_end").filter(|(_, until)| end > *until) {
        let late = minutes(until, end);
        findings.push(row.error(
            column::END,
            "routes/shift",
            format!("the route ends {late} minutes after the vehicle's shift does, at {text}"),
            &format!(
                "which is right? Move stops to another route, or widen the shift, at {}",
                vehicle.place("shift_end")
            ),
        ));
    }
}

/// Kilometres over the earth's surface from depot to stop to stop to depot; `None` when a place
/// is not known.
fn legs<'a>(
    route: &Route<'a>,
    depot: Option<(f64, f64)>,
    place: impl Fn(&Row<'a>) -> Option<(f64, f64)>,
) -> Option<Vec<f64>> {
    let depot = depot?;
    let mut points = vec![depot];
    for stop in &route.stops {
        points.push(place(stop)?);
    }
    points.push(depot);
    Some(
        points
            .windows(2)
            .map(|pair| kilometres(pair[0], pair[1]))
            .collect(),
    )
}

/// Over a sphere, by the spherical law of cosines. It is coarse below some metres, where `acos`
/// is steep; no bound here is that fine.
fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from_latitude, to_latitude) = (from.0.to_radians(), to.0.to_radians());
    let cosine = from_latitude.sin() * to_latitude.sin()
        + from_latitude.cos() * to_latitude.cos() * (to.1 - from.1).to_radians().cos();
    EARTH_KM * cosine.clamp(-1.0, 1.0).acos()
}

fn distance(fleet: &Fleet, route: &Route, legs: &[f64], findings: &mut Vec<Finding>) {
    let Some(written) = route.row.number(column::DISTANCE) else {
        return;
    };
    let straight: f64 = legs.iter().sum();
    let (least, most) = (straight * ROAD.0, straight * ROAD.1 + 1.0);
    if !(least..=most).contains(&written) {
        let side = if written < least {
            "less than"
        } else {
            "more than three times"
        };
        findings.push(route.row.error(
            column::DISTANCE,
            "routes/distance",
            format!("{written} km is {side} the {straight:.2} km that the stops lie apart as the crow flies"),
            &format!(
                "write from {:.2} to {:.2}{}",
                (least * 100.0).ceil() / 100.0,
                (most * 100.0).floor() / 100.0,
                fleet.or_plan(Some(route))
            ),
        ));
    }
}

/// The marker that lies some minutes after day zero.
pub(super) fn marker(minutes: f64) -> String {
    write_marker(SignedDuration::try_from_secs_f64(minutes * 60.0).unwrap_or_default())
}

/// When the van leaves for a leg: at the start, or when it has served the stop before.
fn leaves(route: &Route, leg: usize) -> Option<Timestamp> {
    let Some(stop) = leg
        .checked_sub(1)
        .and_then(|before| route.stops.get(before))
    else {
        return route.row.instant(column::START);
    };
    // What came later than planned leaves later.
    let arrives = stop.instant(column::ARRIVAL);
    let arrives = arrives.max(stop.instant(column::ARRIVED))?;
    arrives.checked_add(service(stop)).ok()
}

fn service(stop: &Row) -> SignedDuration {
    let minutes = stop.number(column::SERVICE).unwrap_or_default();
    SignedDuration::try_from_secs_f64(minutes * 60.0).unwrap_or_default()
}

/// The least and the most minutes that a leg takes.
fn bounds(leg: f64) -> (f64, f64) {
    let slowest = leg / SLOWEST_KMH * 60.0 + SPARE_MINUTES;
    (leg / FASTEST_KMH * 60.0, slowest)
}

/// Minutes after day zero.
pub(super) fn after_day_zero(instant: Timestamp) -> f64 {
    instant.duration_since(BASE_REFERENCE).as_secs_f64() / 60.0
}

/// The first and the last whole minute at which a van can be at a stop, by what comes before it
/// and after it; none where that is not known, or is wrong too.
pub(super) fn drivable(fleet: &Fleet, route: &Route, stop: &Row) -> Option<(f64, f64)> {
    let mut stops = route.stops.iter();
    let index = stops.position(|other| other.id("id") == stop.id("id"))?;
    let legs = legs(route, fleet.depot(route), Row::point)?;
    let neighbours = [index.checked_sub(1), Some(index + 1)];
    let mut neighbours = neighbours.into_iter().flatten();
    if neighbours.any(|other| route.stops.get(other).is_some_and(is_outside)) {
        return None;
    }
    let from = after_day_zero(leaves(route, index)?);
    let (fastest, slowest) = bounds(legs[index]);
    let next = match route.stops.get(index + 1) {
        Some(next) => next.instant(column::ARRIVAL),
        None => route.row.instant(column::END),
    };
    let (onwards, _) = bounds(legs[index + 1]);
    let latest = after_day_zero(next?) - onwards - service(stop).as_secs_f64() / 60.0;
    Some((
        (from + fastest).ceil(),
        (from + slowest).min(latest).floor(),
    ))
}

/// The last minute at which a van may come to a stop: by the window, and by the way on.
fn until(fleet: &Fleet, route: &Route, stop: &Row) -> Option<f64> {
    let closes = stop.instant(column::WINDOW_END).map(after_day_zero);
    let (_, latest) = drivable(fleet, route, stop).unzip();
    closes.into_iter().chain(latest).min_by(f64::total_cmp)
}

/// Each leg is driven in a time that a van can take.
fn driving(fleet: &Fleet, route: &Route, legs: &[f64], findings: &mut Vec<Finding>) {
    // An hour that is wrong is too near to one of its neighbours, and too far from the other.
    let mut is_off = false;
    for (index, leg) in legs.iter().enumerate() {
        let stop = route.stops.get(index);
        let was_off = is_off;
        is_off = stop.is_some_and(is_outside);
        let (row, column) = stop.map_or((&route.row, column::END), |stop| (stop, column::ARRIVAL));
        let arrives = row.instant(column);
        let ends = leaves(route, index)
            .zip(arrives)
            .filter(|_| !is_off && !was_off);
        if let Some((from, to)) = ends {
            let took = minutes(from, to);
            let waits = stop.and_then(|stop| stop.instant(column::WINDOW_START)) == Some(to);
            let (fastest, slowest) = bounds(*leg);
            // In whole minutes, as people write them.
            let bound = |minutes: f64| after_day_zero(from) + minutes;
            let (earliest, latest) = (bound(fastest).ceil(), bound(slowest).floor());
            let from = match index
                .checked_sub(1)
                .and_then(|before| route.stops.get(before))
            {
                Some(before) => format!("the end of service at {}", before.place(column)),
                None => "the start".to_owned(),
            };
            let message = if took < 0.0 {
                format!("this is {:.0} minutes before {from}", -took)
            } else if took < fastest {
                format!("{took:.0} minutes from {from} are not enough for {leg:.1} km")
            } else if took > slowest && !waits {
                format!("{took:.0} minutes from {from} are slower than on foot, for {leg:.1} km")
            } else {
                String::new()
            };
            if !message.is_empty() {
                let latest = stop
                    .and_then(|stop| until(fleet, route, stop))
                    .map_or(latest, |until| latest.min(until));
                let write = if latest < earliest {
                    "mend what comes before or behind, or the window".to_owned()
                } else if latest > earliest {
                    format!(
                        "write from `{}` to `{}` here, or mend what comes before",
                        marker(earliest),
                        marker(latest)
                    )
                } else {
                    format!(
                        "write `{}` here, or mend what comes before",
                        marker(earliest)
                    )
                };
                let hint = format!("{write}{}", fleet.or_plan(Some(route)));
                findings.push(row.error(column, "routes/driving", message, &hint));
                is_off = true;
            }
        }
    }
}
