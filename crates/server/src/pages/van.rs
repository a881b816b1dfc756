//! Where a van on its route is: by the stops it has made, and the time between two of them.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    names::Names,
    visitor::{Row, Visitor, instant, text},
};

/// A van on its way from the last stop that was made to the next.
pub struct Van {
    /// How many stops it has made.
    pub made: usize,
    /// How much of the way to the next is behind it, from 0 to 1.
    pub share: f64,
    /// In words.
    pub place: String,
    /// When it should be at the next stop, or back.
    pub due: Option<Timestamp>,
    /// In words, where that has passed.
    pub late: Option<String>,
}

/// What a van or a stop has to carry, in crates and kilograms.
pub fn load(visitor: &Visitor, row: &Row) -> String {
    let crates = row.get("load_crates");
    let crates = crates.map_or(String::new(), ToString::to_string);
    let kilos = visitor.format.quantity(text(row, "load_kg"));
    let t = visitor.reader.texts();
    format!("{crates}\u{a0}{}, {kilos}\u{a0}kg", t.crates)
}

/// Whether a stop is behind its van: the van was there, or has given it up.
pub fn is_made(stop: &Row) -> bool {
    instant(stop, "arrived_at").is_some() || is_failed(stop)
}

/// Whether nothing was handed over at a stop.
pub fn is_failed(stop: &Row) -> bool {
    text(stop, "status") == "failed"
}

/// In words, how long ago something should have been; none where it is still to be, or was to be
/// in this minute.
pub fn lateness(visitor: &Visitor, due: Option<Timestamp>) -> Option<String> {
    let now = visitor.format.now;
    let due = due.filter(|due| now.duration_since(*due) >= SignedDuration::from_mins(1))?;
    let by = visitor.format.between(due, now);
    Some(format!("{} {by}", visitor.reader.texts().late_by))
}

/// When a van that has not left should have; none of all others.
pub fn should_have_left(visitor: &Visitor, route: &Row) -> Option<Timestamp> {
    let due = instant(route, "planned_start_at");
    let due = due.filter(|_| text(route, "status") == "planned");
    due.filter(|due| *due < visitor.format.now)
}

/// The van of a route with all its stops in order; none of a route that is not on the road.
pub fn van(visitor: &Visitor, route: &Row, stops: &[&Row], names: &Names) -> Option<Van> {
    if text(route, "status") != "in_progress" {
        return None;
    }
    let t = visitor.reader.texts();
    let made = stops.iter().take_while(|stop| is_made(stop)).count();
    let last = made.checked_sub(1).and_then(|at| stops.get(at));
    let next = stops.get(made);
    let due = match next {
        Some(stop) => instant(stop, "planned_arrival_at"),
        None => instant(route, "planned_end_at"),
    };
    let share = share(visitor.format.now, route, last, due);
    let customer = |stop: Option<&&Row>| {
        stop.map_or(t.depot.to_owned(), |stop| names.get(stop, "customer_id"))
    };
    let place = if share <= 0.0 {
        format!("{} {}", t.van_at, customer(last))
    } else {
        let (from, to) = (customer(last), customer(next));
        format!("{} {from} {} {to}", t.van_between, t.and)
    };
    Some(Van {
        made,
        share,
        place,
        due,
        late: lateness(visitor, due),
    })
}

/// When a van was at a stop; at one that was given up, when it should have been.
fn been_at(stop: &Row) -> Option<Timestamp> {
    instant(stop, "arrived_at").or_else(|| instant(stop, "planned_arrival_at"))
}

fn share(now: Timestamp, route: &Row, last: Option<&&Row>, due: Option<Timestamp>) -> f64 {
    let left = match last {
        Some(stop) => been_at(stop).map(|at| {
            let minutes = stop.get("service_minutes").and_then(Value::as_i64);
            at.saturating_add(SignedDuration::from_mins(minutes.unwrap_or_default()))
                .unwrap_or(Timestamp::MAX)
        }),
        None => instant(route, "started_at"),
    };
    let Some((left, due)) = left.zip(due) else {
        return 0.0;
    };
    let whole = due.duration_since(left).as_secs_f64();
    let behind = now.duration_since(left).as_secs_f64();
    // A van that is late is still before its stop, also one that should have been there before
    // it left.
    if behind <= 0.0 {
        0.0
    } else if whole <= 0.0 {
        LATE
    } else {
        (behind / whole).clamp(0.0, LATE)
    }
}

/// How much of its way a van has made that should be there.
const LATE: f64 = 0.95;

/// A route as a line with its stops, from the bakery back to it.
pub struct Strip {
    /// x, number, and a class of the style sheet.
    pub stops: Vec<(String, usize, &'static str)>,
    /// Where the van is.
    pub van: String,
}

/// The strip's width, in its own units.
const WIDTH: f64 = 320.0;
const MARGIN: f64 = 18.0;

impl Strip {
    /// Of a route with its stops in order.
    #[expect(clippy::cast_precision_loss, reason = "some stops")]
    pub fn new(van: &Van, stops: &[&Row]) -> Self {
        let leg = (WIDTH - 2.0 * MARGIN) / (stops.len() + 1) as f64;
        let x = |legs: f64| format!("{:.1}", MARGIN + legs * leg);
        let mark = |(number, stop): (usize, &&Row)| {
            let state = match (is_failed(stop), number <= van.made) {
                (true, _) => "failed",
                (false, true) => "done",
                (false, false) => "todo",
            };
            (x(number as f64), number, state)
        };
        Self {
            stops: (1..).zip(stops).map(mark).collect(),
            van: x(van.made as f64 + van.share),
        }
    }
}
