//! A route as it is drawn, and its line of the table.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::{
    about,
    plane::{Plane, Point},
};
use crate::pages::{
    labels::word,
    names::Names,
    van::{
        Late, Strip, came_at, delay, expected, is_failed, is_made, lateness, load, made,
        should_have_left, van,
    },
    visitor::{Row, Visitor, instant, text},
};

/// Colours of the style sheet.
const COLOURS: usize = 6;

/// A route.
pub struct Route {
    /// Tells its stops from those of others.
    pub letter: char,
    /// The number of its colour.
    pub colour: usize,
    pub href: String,
    pub number: String,
    pub vehicle: String,
    pub status: String,
    pub distance: String,
    pub load: String,
    pub count: usize,
    pub start: String,
    /// That it should have left.
    pub late: Option<Late>,
    /// Who drives, as far as the role may know it.
    pub driver: String,
    /// The way that is behind the van, or none, and that before it.
    pub done: String,
    pub todo: String,
    /// The whole way.
    pub points: Vec<Point>,
    pub van: Option<Van>,
    pub stops: Vec<Stop>,
}

/// A van on the road.
pub struct Van {
    /// None where the way to its next stop is not known, as to a depot that cannot be read.
    pub spot: Option<Spot>,
    pub place: String,
    pub late: Option<Late>,
    /// What it still carries, in words.
    pub on_board: String,
    pub strip: Strip,
}

impl Van {
    /// Whether what was promised at a stop before it is at risk, which alone is red.
    pub fn is_at_risk(&self) -> bool {
        self.late.as_ref().is_some_and(Late::is_at_risk)
    }
}

/// Where a van is on the picture.
pub struct Spot {
    pub at: Point,
    /// The straight way that it is on; none of one that stands at a stop.
    pub way: Option<(Point, Point)>,
    /// The line from where the van is to its mark, where that stands aside.
    pub lead: String,
    pub x: String,
    pub y: String,
}

/// A line of the table.
pub struct Stop {
    pub href: String,
    /// The route's letter and its place on it.
    pub code: String,
    pub customer_id: String,
    pub customer: String,
    pub status: String,
    /// The status as a colour.
    pub tone: &'static str,
    /// Whether it is behind its van, and whether anything was handed over.
    pub made: bool,
    pub failed: bool,
    pub late: Option<Late>,
    pub window: String,
    pub planned: String,
    pub arrived: String,
    pub load: String,
    /// For the picture: of the day alone, since a date makes names run into each other.
    pub time: String,
    pub at: Point,
}

/// The route of a row and its stops, in the order of the page.
pub fn route(
    visitor: &Visitor,
    plane: &Plane,
    row: &Row,
    stops: &[&Row],
    (names, depot): (&Names, Option<&Row>),
    index: usize,
) -> Route {
    let start = depot.map(|depot| plane.place(depot));
    let mut points: Vec<Point> = start.into_iter().collect();
    points.extend(stops.iter().map(|stop| plane.place(stop)));
    points.extend(start);
    let van = van(visitor, row, stops, names);
    let made = made(visitor, stops);
    let behind = (made + usize::from(start.is_some())).min(points.len());
    let mut done = points[..behind].to_vec();
    let mut todo = points[behind.saturating_sub(1)..].to_vec();
    let leg = done.last().copied().zip(todo.get(1).copied());
    let van = van.map(|van| {
        let spot = leg.map(|(from, to)| {
            let along = |from: f64, to: f64| from + (to - from) * van.share;
            let at = (along(from.0, to.0), along(from.1, to.1));
            done.push(at);
            todo[0] = at;
            Spot {
                at,
                way: (van.share > 0.0).then_some((from, to)),
                lead: String::new(),
                x: format!("{:.0}", at.0),
                y: format!("{:.0}", at.1),
            }
        });
        Van {
            spot,
            strip: Strip::new(&van, stops),
            place: van.place,
            late: van.late,
            on_board: van.on_board,
        }
    });
    let delay = delay(visitor, row, stops);
    let letter = ('A'..='Z').nth(index).unwrap_or('Z');
    let distance = visitor.format.quantity(text(row, "distance_km"));
    let late = should_have_left(visitor, row, stops).map(|(_, late)| late);
    let start = instant(row, "planned_start_at").map(|at| {
        let t = visitor.reader.texts();
        let starts = if late.is_some() { t.to_leave } else { t.starts };
        visitor.format.when(starts, at)
    });
    Route {
        letter,
        colour: index % COLOURS,
        href: visitor.row_link("orders", "delivery_routes", text(row, "id")),
        number: text(row, "route_number").to_owned(),
        vehicle: names.get(row, "vehicle_id"),
        status: word(
            visitor.reader.language,
            "delivery_routes",
            text(row, "status"),
        ),
        distance: format!("{distance}\u{a0}km"),
        load: load(visitor, row),
        count: stops.len(),
        start: start.unwrap_or_default(),
        late,
        driver: names.get(row, "driver_user_id"),
        done: if done.len() > 1 {
            path(&done)
        } else {
            String::new()
        },
        todo: path(&todo),
        points,
        van,
        stops: stops
            .iter()
            .map(|row| stop(visitor, plane, row, names, (letter, delay)))
            .collect(),
    }
}

impl Spot {
    /// Puts the mark elsewhere.
    pub fn move_to(&mut self, place: Point) {
        if place == self.at {
            return;
        }
        self.lead = path(&[self.at, place]);
        self.slide_to(place);
    }

    /// Puts the mark elsewhere on its way.
    pub fn slide_to(&mut self, place: Point) {
        self.at = place;
        (self.x, self.y) = (format!("{:.0}", place.0), format!("{:.0}", place.1));
    }
}

fn path(points: &[Point]) -> String {
    points
        .iter()
        .enumerate()
        .fold(String::new(), |mut path, (index, (x, y))| {
            let _ = write!(path, "{}{x:.0} {y:.0}", if index == 0 { 'M' } else { 'L' });
            path
        })
}

fn stop(
    visitor: &Visitor,
    plane: &Plane,
    row: &Row,
    names: &Names,
    (letter, delay): (char, Option<SignedDuration>),
) -> Stop {
    let format = &visitor.format;
    let near = |at: Option<Timestamp>| at.map_or(String::new(), |at| format.near(at));
    let from = instant(row, "window_start_at");
    let window = from.zip(instant(row, "window_end_at"));
    let (made, failed) = (is_made(visitor, row), is_failed(row));
    let sequence = row.get("sequence");
    let delay = delay.filter(|_| !made);
    let planned_at = instant(row, "planned_arrival_at");
    let planned = near(planned_at);
    let late_at = delay.and_then(|delay| expected(visitor, row, delay));
    let expected = late_at.map(|at| about(&format.near(at)));
    let came = came_at(visitor, row);
    // An arrival that lies ahead has made nothing so.
    let is_ahead = !made && instant(row, "arrived_at").is_some();
    let status = if is_ahead {
        "pending"
    } else {
        text(row, "status")
    };
    Stop {
        href: visitor.row_link("orders", "delivery_stops", text(row, "id")),
        code: sequence.map_or(String::new(), |number| format!("{letter}{number}")),
        customer_id: text(row, "customer_id").to_owned(),
        customer: names.get(row, "customer_id"),
        status: word(visitor.reader.language, "delivery_stops", status),
        tone: match (failed, made) {
            (true, _) => "bad",
            (false, true) => "good",
            (false, false) => "info",
        },
        made,
        failed,
        late: lateness(visitor, row, delay),
        window: window.map_or(String::new(), |(from, until)| {
            format!("{}–{}", format.near(from), format.then(from, until))
        }),
        planned: match &expected {
            Some(at) => format!("{planned} ({at})"),
            None => planned.clone(),
        },
        arrived: near(came),
        load: load(visitor, row),
        time: match (came, late_at) {
            (Some(at), _) => format.time(at),
            (None, Some(at)) => about(&format.time(at)),
            (None, None) => planned_at.map_or(String::new(), |at| format.time(at)),
        },
        at: plane.place(row),
    }
}
