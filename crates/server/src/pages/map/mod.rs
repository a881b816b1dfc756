//! `/demo/map`: routes and stops drawn from their coordinates, and where each van is now.

mod names;
mod plane;

use std::fmt::Write as _;

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    html,
    labels::label,
    shell::Shell,
    van::{Strip, is_made, name_of, van},
    visitor::{Row, Visitor, instant, text},
};
use crate::error::{Problem, kind};
use names::{Name, Names};
use plane::Plane;

/// Of marks, in units of the picture.
const STOP: f64 = 13.0;
const VAN: f64 = 20.0;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    shell: Shell,
    time: String,
    routes: Vec<Route>,
    marks: Vec<Mark>,
    /// x and y.
    depots: Vec<(String, String)>,
    names: Vec<Name>,
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
    count: usize,
    start: String,
    /// The way that is behind the van, or none, and that before it.
    done: String,
    todo: String,
    van: Option<Van>,
    stops: Vec<Stop>,
}

struct Van {
    at: (f64, f64),
    x: String,
    y: String,
    place: String,
    strip: Strip,
}

/// A line of the table.
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
    at: (f64, f64),
}

/// A customer to whom vans come, once or more often.
struct Mark {
    at: (f64, f64),
    x: String,
    y: String,
    customer: String,
    sequence: String,
    /// A class of the style sheet.
    state: &'static str,
    name: String,
}

/// Draws today's routes.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let all = [("limit", "200")];
    let today = [
        ("status__ne", "cancelled"),
        ("sort", "planned_start_at"),
        ("limit", "10"),
    ];
    let in_order = [("sort", "sequence"), ("limit", "200")];
    let (routes, stops, customers, vehicles, locations) = tokio::try_join!(
        visitor.rows("orders", "delivery_routes", &today),
        visitor.rows("orders", "delivery_stops", &in_order),
        visitor.rows("orders", "customers", &all),
        visitor.rows("orders", "vehicles", &all),
        visitor.rows("tenant", "locations", &all),
    )?;
    let missing = || Problem::new(kind::FORBIDDEN, "the role lacks `orders:read`");
    let routes = routes.ok_or_else(missing)?;
    let stops = stops.unwrap_or_default();
    let rows: Vec<Row> = [customers, vehicles]
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
        route(&visitor, &plane, row, &own, &rows, locations.first())
    });
    let mut routes: Vec<Route> = drawn.collect();
    // What is on the road comes first.
    routes.sort_by_key(|route| route.van.is_none());
    let marks = marks(&routes);
    let names = names(&plane, &routes, &marks, &locations);
    let kilometres = plane.round_kilometres();
    let format = &visitor.format;
    let depot = |row| {
        let (x, y) = plane.place(row);
        (format!("{x:.0}"), format!("{y:.0}"))
    };
    #[expect(clippy::cast_possible_truncation, reason = "some hundred")]
    let page = MapPage {
        shell: Shell::of(&visitor, visitor.reader.texts().map_title),
        time: format.near(format.now),
        routes,
        marks,
        depots: locations.iter().map(depot).collect(),
        names,
        height: plane.height as i32,
        scale: format!(
            "{} km",
            format.number(kilometres, usize::from(kilometres < 1.0))
        ),
        scale_width: format!("{:.0}", plane.length(kilometres)),
    };
    Ok(html(StatusCode::OK, &page))
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
    let van = van(visitor, row, stops, names);
    let made = stops.iter().take_while(|stop| is_made(stop)).count();
    let behind = (made + usize::from(start.is_some())).min(points.len());
    let mut done = points[..behind].to_vec();
    let mut todo = points[behind.saturating_sub(1)..].to_vec();
    let leg = done.last().copied().zip(todo.get(1).copied());
    let van = van.zip(leg).map(|(van, (from, to))| {
        let along = |from: f64, to: f64| from + (to - from) * van.share;
        let at = (along(from.0, to.0), along(from.1, to.1));
        done.push(at);
        todo[0] = at;
        Van {
            at,
            x: format!("{:.0}", at.0),
            y: format!("{:.0}", at.1),
            strip: Strip::new(&van, stops.len()),
            place: van.place,
        }
    });
    let distance = visitor.format.quantity(text(row, "distance_km"));
    let start = instant(row, "planned_start_at");
    Route {
        href: visitor.row_link("orders", "delivery_routes", text(row, "id")),
        number: text(row, "route_number").to_owned(),
        vehicle: name_of(names, row, "vehicle_id"),
        status: label(visitor.reader.language, text(row, "status")),
        distance: format!("{distance} km"),
        load: load(visitor, row),
        count: stops.len(),
        start: start.map_or(String::new(), |at| visitor.format.near(at)),
        done: if done.len() > 1 {
            path(&done)
        } else {
            String::new()
        },
        todo: path(&todo),
        van,
        stops: stops
            .iter()
            .map(|row| stop(visitor, plane, row, names))
            .collect(),
    }
}

fn stop(visitor: &Visitor, plane: &Plane, row: &Row, names: &[Row]) -> Stop {
    let near = |column| {
        let at = instant(row, column);
        at.map_or(String::new(), |at| visitor.format.near(at))
    };
    let delivered = is_made(row);
    let sequence = row.get("sequence");
    Stop {
        href: visitor.row_link("orders", "delivery_stops", text(row, "id")),
        sequence: sequence.map_or(String::new(), ToString::to_string),
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
        at: plane.place(row),
    }
}

fn load(visitor: &Visitor, row: &Row) -> String {
    let crates = row
        .get("load_crates")
        .map_or(String::new(), ToString::to_string);
    let kilos = visitor.format.quantity(text(row, "load_kg"));
    format!("{kilos} kg, {crates} {}", visitor.reader.texts().crates)
}

/// A mark for each customer. Where routes share one, it is that of the first, with all times.
fn marks(routes: &[Route]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for route in routes {
        for stop in &route.stops {
            let same = |mark: &&mut Mark| mark.customer == stop.customer;
            if let Some(mark) = marks.iter_mut().find(same) {
                let _ = write!(mark.name, ", {}", stop.time);
                continue;
            }
            marks.push(Mark {
                at: stop.at,
                x: format!("{:.0}", stop.at.0),
                y: format!("{:.0}", stop.at.1),
                customer: stop.customer.clone(),
                sequence: stop.sequence.clone(),
                state: match (stop.delivered, &route.van) {
                    (true, _) => "done",
                    (false, Some(_)) => "todo",
                    (false, None) => "planned",
                },
                name: format!("{} · {}", stop.customer, stop.time),
            });
        }
    }
    marks
}

fn names(plane: &Plane, routes: &[Route], marks: &[Mark], locations: &[Row]) -> Vec<Name> {
    let mut names = Names::new(plane.height);
    // The scale's corner.
    names.keep((60.0, plane.height - 20.0), 60.0);
    let vans = routes
        .iter()
        .filter_map(|route| Some((route, route.van.as_ref()?)));
    let vans: Vec<_> = vans.collect();
    for (_, van) in &vans {
        names.keep(van.at, VAN);
    }
    for row in locations {
        names.keep(plane.place(row), STOP);
    }
    for mark in marks {
        names.keep(mark.at, STOP);
    }
    let mut put = Vec::new();
    for (route, van) in vans {
        put.push(names.put(route.vehicle.clone(), van.at, VAN));
    }
    for row in locations {
        put.push(names.put(text(row, "name").to_owned(), plane.place(row), STOP));
    }
    for mark in marks {
        put.push(names.put(mark.name.clone(), mark.at, STOP));
    }
    put
}
