//! Where a van on its route is: by the stops it has made, and the time between two of them.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    format::{apart, lasting, minute},
    names::Names,
    visitor::{Row, Visitor, instant, number, text},
};

/// A van on its way from the last stop that was made to the next.
pub struct Van {
    /// How many stops it has made.
    pub made: usize,
    /// How much of the way to the next is behind it, from 0 to 1.
    pub share: f64,
    /// In words.
    pub place: String,
    /// When it is planned at the next stop, or back.
    pub due: Option<Timestamp>,
    /// Until when it was promised there.
    pub promised: Option<Timestamp>,
    /// Where it is behind its plan.
    pub late: Option<Late>,
    /// What it still carries, in words.
    pub on_board: String,
}

/// How late something is, in words and as a colour: red only where what was promised is at risk.
pub struct Late {
    pub text: String,
    pub tone: &'static str,
}

impl Late {
    /// Whether what was promised is at risk.
    pub fn is_at_risk(&self) -> bool {
        self.tone == "bad"
    }
}

/// What a van or a stop has to carry, in crates and kilograms.
pub fn load(visitor: &Visitor, row: &Row) -> String {
    let crates = row.get("load_crates");
    let crates = crates.map_or(String::new(), ToString::to_string);
    let kilos = visitor.format.quantity(text(row, "load_kg"));
    let t = visitor.reader.texts();
    format!("{crates}\u{a0}{}, {kilos}\u{a0}kg", t.crates)
}

/// What a van still carries of all that it left with: what was handed over is gone, and what could
/// not be handed over is not.
fn on_board(visitor: &Visitor, route: &Row, stops: &[&Row]) -> String {
    let left = stops.iter().filter(|stop| !is_handed_over(visitor, stop));
    let (crates, kilos) = left.fold((0.0, 0.0), |(crates, kilos), stop| {
        let (more, heavier) = (number(stop, "load_crates"), number(stop, "load_kg"));
        (crates + more, kilos + heavier)
    });
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let (crates, kilos) = (format!("{crates:.0}"), format!("{kilos:.2}"));
    format!(
        "{}: {} {} {}\u{a0}{}, {}\u{a0}kg",
        t.on_board,
        format.decimal(&crates),
        t.out_of,
        format.decimal(&format!("{:.0}", number(route, "load_crates"))),
        t.crates,
        format.quantity(&kilos)
    )
}

/// When a van came to a stop; none where that still lies ahead, whatever the row says.
pub fn came_at(visitor: &Visitor, stop: &Row) -> Option<Timestamp> {
    instant(stop, "arrived_at").filter(|at| *at <= visitor.format.now)
}

/// Whether a stop is behind its van: the van is or was there, or has given it up.
pub fn is_made(visitor: &Visitor, stop: &Row) -> bool {
    match instant(stop, "arrived_at") {
        _ if is_failed(stop) => true,
        Some(at) => at <= visitor.format.now,
        None => ["arrived", "delivered"].contains(&text(stop, "status")),
    }
}

/// Whether nothing was handed over at a stop.
pub fn is_failed(stop: &Row) -> bool {
    text(stop, "status") == "failed"
}

/// Whether what a stop was to get is there. A van that was at a stop and is said to wait at none
/// has gone on.
fn is_handed_over(visitor: &Visitor, stop: &Row) -> bool {
    is_made(visitor, stop) && !["failed", "arrived"].contains(&text(stop, "status"))
}

/// What is less than this is in time.
pub const IN_TIME: SignedDuration = SignedDuration::from_mins(1);
/// What a van was late at its last stop by, if less than this, may be made good on the way.
const MADE_GOOD: SignedDuration = SignedDuration::from_mins(5);

/// How far a van is behind its plan at the least: by the last stop that it made, and by how long
/// it should have been at the next, or should have left. None of one that is in time.
pub fn delay(visitor: &Visitor, route: &Row, stops: &[&Row]) -> Option<SignedDuration> {
    let now = visitor.format.now;
    let since = |due: Option<Timestamp>| due.map(|due| apart(due, now));
    let delay = match text(route, "status") {
        "planned" => since(instant(route, "planned_start_at")),
        "in_progress" => {
            let made = made(visitor, stops);
            let between = |planned: Option<Timestamp>, real: Option<Timestamp>| {
                let by = apart(planned?, real?);
                Some(by).filter(|by| *by >= MADE_GOOD)
            };
            let known = match made.checked_sub(1).and_then(|at| stops.get(at)) {
                Some(stop) => between(instant(stop, "planned_arrival_at"), came_at(visitor, stop)),
                None => between(
                    instant(route, "planned_start_at"),
                    instant(route, "started_at"),
                ),
            };
            known.max(since(due(route, stops, made)))
        }
        _ => None,
    };
    delay.filter(|delay| *delay >= IN_TIME)
}

/// How many stops are behind a van.
pub fn made(visitor: &Visitor, stops: &[&Row]) -> usize {
    let made = stops.iter().take_while(|stop| is_made(visitor, stop));
    made.count()
}

/// When a van that has made so many stops is planned at the next, or back.
fn due(route: &Row, stops: &[&Row], made: usize) -> Option<Timestamp> {
    match stops.get(made) {
        Some(stop) => instant(stop, "planned_arrival_at"),
        None => instant(route, "planned_end_at"),
    }
}

/// When a van that is so much behind its plan can be expected at a stop that it has not made.
pub fn expected(visitor: &Visitor, stop: &Row, delay: SignedDuration) -> Option<Timestamp> {
    let planned = minute(instant(stop, "planned_arrival_at")?);
    let late = planned.saturating_add(delay).unwrap_or(Timestamp::MAX);
    Some(late.max(minute(visitor.format.now)))
}

/// How late a van will be at a stop that it has not made; none of one that is in time.
pub fn lateness(visitor: &Visitor, stop: &Row, delay: Option<SignedDuration>) -> Option<Late> {
    let expected = expected(visitor, stop, delay?)?;
    let by = apart(instant(stop, "planned_arrival_at")?, expected);
    Some(late(visitor, by, is_broken(stop, expected)))
}

/// How late a van is on its whole route.
fn lateness_of(visitor: &Visitor, stops: &[&Row], delay: Option<SignedDuration>) -> Option<Late> {
    let delay = delay?;
    let mut left = stops.iter().filter(|stop| !is_made(visitor, stop));
    let is_at_risk = left.any(|stop| {
        let expected = expected(visitor, stop, delay);
        expected.is_some_and(|expected| is_broken(stop, expected))
    });
    Some(late(visitor, delay, is_at_risk))
}

/// Whether an arrival is past what was promised.
fn is_broken(stop: &Row, expected: Timestamp) -> bool {
    instant(stop, "window_end_at").is_some_and(|promised| minute(promised) < expected)
}

fn late(visitor: &Visitor, by: SignedDuration, is_at_risk: bool) -> Late {
    let t = visitor.reader.texts();
    let by = lasting(by);
    if is_at_risk {
        Late {
            text: format!("{} {by}", t.late_by),
            tone: "bad",
        }
    } else {
        Late {
            text: format!("{by} {}", t.behind_plan),
            tone: "warn",
        }
    }
}

/// When a van that has not left should have, and how late that makes it; none of all others.
pub fn should_have_left(
    visitor: &Visitor,
    route: &Row,
    stops: &[&Row],
) -> Option<(Timestamp, Late)> {
    let due = instant(route, "planned_start_at").filter(|_| text(route, "status") == "planned")?;
    let late = lateness_of(visitor, stops, delay(visitor, route, stops))?;
    Some((due, late))
}

/// The van of a route with all its stops in order; none of a route that is not on the road.
pub fn van(visitor: &Visitor, route: &Row, stops: &[&Row], names: &Names) -> Option<Van> {
    if text(route, "status") != "in_progress" {
        return None;
    }
    let t = visitor.reader.texts();
    let made = made(visitor, stops);
    let last = made.checked_sub(1).and_then(|at| stops.get(at));
    let next = stops.get(made);
    let due = due(route, stops, made);
    let share = share(visitor, route, last, due);
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
        promised: next.and_then(|stop| instant(stop, "window_end_at")),
        late: lateness_of(visitor, stops, delay(visitor, route, stops)),
        on_board: on_board(visitor, route, stops),
    })
}

/// When a van was at a stop; where nobody noted it, when it should have been, if that is past.
fn been_at(visitor: &Visitor, stop: &Row) -> Option<Timestamp> {
    let planned = instant(stop, "planned_arrival_at");
    came_at(visitor, stop).or(planned.map(|at| at.min(visitor.format.now)))
}

fn share(visitor: &Visitor, route: &Row, last: Option<&&Row>, due: Option<Timestamp>) -> f64 {
    let now = visitor.format.now;
    let left = match last {
        // It is there, and nothing is handed over yet.
        Some(stop) if text(stop, "status") == "arrived" => return 0.0,
        Some(stop) => been_at(visitor, stop).map(|at| {
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
