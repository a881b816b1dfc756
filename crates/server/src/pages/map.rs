//! `/demo/map`: routes and stops drawn from their coordinates, and where each van is now.

use std::fmt::Write as _;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;

use super::{
    html,
    labels::label,
    shell::Shell,
    visitor::{Row, Visitor, instant, number, text},
};
use crate::error::{Problem, kind};

const WIDTH: f64 = 1000.0;
const MARGIN: f64 = 90.0;
/// Of a degree of latitude.
const KILOMETRES: f64 = 111.2;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    shell: Shell,
    time: String,
    routes: Vec<Route>,
    /// x, y and name.
    depots: Vec<(String, String, String)>,
    height: i32,
    scale: String,
    scale_width: String,
}

struct Route {
    href: String,
    number: String,
    vehicle: String,
    status: String,
    distance: String,
    load: String,
    done: String,
    todo: String,
    van: Option<(String, String)>,
    van_text: Option<String>,
    stops: Vec<Stop>,
}

struct Stop {
    href: String,
    sequence: String,
    customer: String,
    status: String,
    delivered: bool,
    window: String,
    planned: String,
    arrived: String,
    load: String,
    time: String,
    x: String,
    y: String,
    /// The name stands to the left, where the right has no room.
    flip: bool,
}

/// Draws today's routes.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let all = [("limit", "200")];
    let (routes, stops, customers, vehicles, locations) = tokio::try_join!(
        visitor.rows(
            "orders",
            "delivery_routes",
            &[
                ("status__ne", "cancelled"),
                ("sort", "planned_start_at"),
                ("limit", "10")
            ]
        ),
        visitor.rows(
            "orders",
            "delivery_stops",
            &[("sort", "sequence"), ("limit", "200")]
        ),
        visitor.rows("orders", "customers", &all),
        visitor.rows("orders", "vehicles", &all),
        visitor.rows("tenant", "locations", &all),
    )?;
    let missing = || Problem::new(kind::FORBIDDEN, "the role lacks `orders:read`");
    let routes = routes.ok_or_else(missing)?;
    let stops = stops.unwrap_or_default();
    let names: Vec<Row> = [customers, vehicles]
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    let locations = locations.unwrap_or_default();
    let plane = Plane::around(stops.iter().chain(&locations));
    let drawn = routes.iter().map(|row| {
        let own: Vec<&Row> = stops
            .iter()
            .filter(|stop| text(stop, "route_id") == text(row, "id"))
            .collect();
        route(&visitor, &plane, row, &own, &names, locations.first())
    });
    let depots = locations.iter().map(|row| {
        let (x, y) = plane.place(row);
        (
            format!("{x:.0}"),
            format!("{y:.0}"),
            text(row, "name").to_owned(),
        )
    });
    let kilometres = plane.round_kilometres();
    let title = visitor.reader.texts().map_title;
    #[expect(clippy::cast_possible_truncation, reason = "some hundred")]
    let page = MapPage {
        shell: Shell::of(&visitor, title),
        time: visitor.format.near(visitor.format.now),
        routes: drawn.collect(),
        depots: depots.collect(),
        height: plane.height as i32,
        scale: format!(
            "{} km",
            visitor
                .format
                .number(kilometres, usize::from(kilometres < 1.0))
        ),
        scale_width: format!("{:.0}", kilometres / KILOMETRES * plane.scale),
    };
    Ok(html(StatusCode::OK, &page))
}

/// A piece of the earth, flat as it is at this size.
struct Plane {
    west: f64,
    north: f64,
    /// A degree of longitude is as long as so much of one of latitude.
    narrow: f64,
    /// Units of the picture a degree of latitude.
    scale: f64,
    height: f64,
}

impl Plane {
    fn around<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let points = rows.map(|row| (number(row, "longitude"), number(row, "latitude")));
        let points: Vec<(f64, f64)> = points.collect();
        let fold = |pick: fn(&(f64, f64)) -> f64, best: fn(f64, f64) -> f64| {
            points.iter().map(pick).reduce(best).unwrap_or_default()
        };
        let (west, east) = (fold(|p| p.0, f64::min), fold(|p| p.0, f64::max));
        let (south, north) = (fold(|p| p.1, f64::min), fold(|p| p.1, f64::max));
        let narrow = (f64::midpoint(south, north)).to_radians().cos();
        // No smaller than a few streets, no taller than a screen.
        let (across, along) = (
            ((east - west) * narrow).max(0.004),
            (north - south).max(0.002),
        );
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min(560.0 / along);
        let middle = (WIDTH - across * scale) / 2.0;
        Self {
            west: west - middle / scale / narrow,
            north,
            narrow,
            scale,
            height: along * scale + 2.0 * MARGIN,
        }
    }

    fn place(&self, row: &Row) -> (f64, f64) {
        let x = (number(row, "longitude") - self.west) * self.narrow * self.scale;
        let y = (self.north - number(row, "latitude")) * self.scale + MARGIN;
        (x, y)
    }

    /// A round distance of about a fifth of the width.
    fn round_kilometres(&self) -> f64 {
        let fifth = WIDTH / 5.0 / self.scale * KILOMETRES;
        let unit = 10f64.powf(fifth.log10().floor());
        let steps = [5.0, 2.0, 1.0];
        steps
            .into_iter()
            .find(|step| step * unit <= fifth)
            .unwrap_or(1.0)
            * unit
    }
}

fn path(points: &[(f64, f64)]) -> String {
    points
        .iter()
        .enumerate()
        .fold(String::new(), |mut path, (index, (x, y))| {
            let _ = write!(path, "{}{x:.0} {y:.0}", if index == 0 { 'M' } else { 'L' });
            path
        })
}

/// The name of the row that a column names.
fn name_of(names: &[Row], row: &Row, column: &str) -> String {
    let mut names = names.iter();
    let found = names.find(|one| text(one, "id") == text(row, column));
    found.map_or(String::new(), |one| text(one, "name").to_owned())
}

/// A van on its way: where it is on the picture, and in words.
struct Van {
    at: (f64, f64),
    text: String,
}

fn route(
    visitor: &Visitor,
    plane: &Plane,
    row: &Row,
    stops: &[&Row],
    names: &[Row],
    depot: Option<&Row>,
) -> Route {
    let start = depot.map(|depot| plane.place(depot));
    let mut points: Vec<(f64, f64)> = start.into_iter().collect();
    points.extend(stops.iter().map(|stop| plane.place(stop)));
    points.extend(start);
    let has_arrived = |stop: &&&Row| instant(stop, "arrived_at").is_some();
    let made = stops.iter().take_while(has_arrived).count();
    let behind = made + usize::from(start.is_some());
    let mut done = points[..behind.min(points.len())].to_vec();
    let mut todo = points[behind.saturating_sub(1).min(points.len())..].to_vec();
    let leg = done.last().copied().zip(todo.get(1).copied());
    let leg = leg.filter(|_| text(row, "status") == "in_progress");
    let van = leg.map(|leg| van(visitor, row, leg, (stops, made), names));
    if let Some(van) = &van {
        done.push(van.at);
        todo[0] = van.at;
    }
    let distance = visitor.format.quantity(text(row, "distance_km"));
    Route {
        href: visitor.row_link("orders", "delivery_routes", text(row, "id")),
        number: text(row, "route_number").to_owned(),
        vehicle: name_of(names, row, "vehicle_id"),
        status: label(visitor.reader.language, text(row, "status")),
        distance: format!("{distance} km"),
        load: load(visitor, row),
        done: path(&done),
        todo: path(&todo),
        van: van
            .as_ref()
            .map(|van| (format!("{:.0}", van.at.0), format!("{:.0}", van.at.1))),
        van_text: van.map(|van| van.text),
        stops: stops
            .iter()
            .map(|row| stop(visitor, plane, row, names))
            .collect(),
    }
}

/// On its way from the last stop that was made to the next.
fn van(
    visitor: &Visitor,
    route: &Row,
    (from, to): ((f64, f64), (f64, f64)),
    (stops, made): (&[&Row], usize),
    names: &[Row],
) -> Van {
    let t = visitor.reader.texts();
    let last = made.checked_sub(1).and_then(|at| stops.get(at));
    let next = stops.get(made);
    let share = share(visitor, route, last, next);
    let customer = |stop: Option<&&Row>| {
        stop.map_or(t.depot.to_owned(), |stop| {
            name_of(names, stop, "customer_id")
        })
    };
    let text = if share <= 0.0 {
        format!("{} {}", t.van_at, customer(last))
    } else {
        let (from, to) = (customer(last), customer(next));
        format!("{} {from} {} {to}", t.van_between, t.and)
    };
    let along = |from: f64, to: f64| from + (to - from) * share;
    Van {
        at: (along(from.0, to.0), along(from.1, to.1)),
        text,
    }
}

fn stop(visitor: &Visitor, plane: &Plane, row: &Row, names: &[Row]) -> Stop {
    let near = |column| {
        let at = instant(row, column);
        at.map_or(String::new(), |at| visitor.format.near(at))
    };
    let (x, y) = plane.place(row);
    let delivered = instant(row, "arrived_at").is_some();
    Stop {
        href: visitor.row_link("orders", "delivery_stops", text(row, "id")),
        sequence: row
            .get("sequence")
            .map_or(String::new(), ToString::to_string),
        customer: name_of(names, row, "customer_id"),
        status: label(visitor.reader.language, text(row, "status")),
        delivered,
        window: format!("{}–{}", near("window_start_at"), near("window_end_at")),
        planned: near("planned_arrival_at"),
        arrived: near("arrived_at"),
        load: load(visitor, row),
        time: near(if delivered {
            "arrived_at"
        } else {
            "planned_arrival_at"
        }),
        x: format!("{x:.0}"),
        y: format!("{y:.0}"),
        flip: x > WIDTH * 0.62,
    }
}

fn load(visitor: &Visitor, row: &Row) -> String {
    let crates = row
        .get("load_crates")
        .map_or(String::new(), ToString::to_string);
    let kilos = visitor.format.quantity(text(row, "load_kg"));
    format!("{kilos} kg, {crates} {}", visitor.reader.texts().crates)
}

/// How much of the way to the next stop is behind a van.
fn share(visitor: &Visitor, route: &Row, last: Option<&&Row>, next: Option<&&Row>) -> f64 {
    let left = match last {
        Some(stop) => instant(stop, "arrived_at").map(|at| {
            let minutes = stop
                .get("service_minutes")
                .and_then(serde_json::Value::as_i64);
            at.saturating_add(jiff::SignedDuration::from_mins(minutes.unwrap_or_default()))
                .unwrap_or(Timestamp::MAX)
        }),
        None => instant(route, "started_at"),
    };
    let due = match next {
        Some(stop) => instant(stop, "planned_arrival_at"),
        None => instant(route, "planned_end_at"),
    };
    let Some((left, due)) = left.zip(due) else {
        return 0.0;
    };
    let whole = due.duration_since(left).as_secs_f64();
    let behind = visitor.format.now.duration_since(left).as_secs_f64();
    // A van that is late is still before its stop.
    if whole <= 0.0 {
        0.0
    } else {
        (behind / whole).clamp(0.0, 0.95)
    }
}
