//! `/demo/map`: routes and stops drawn from their coordinates, and where each van is now.

mod aside;
mod captions;
mod plane;
mod route;

use std::fmt::Write as _;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::{SignedDuration, civil::Time};

use super::{
    html,
    incoming::{self, Arrival, Outcome},
    names::{Names, USERS, by_ids, ids, named},
    shell::{self, Shell},
    van::Late,
    visitor::{Row, Visitor, instant, text},
};
use crate::error::{Problem, kind};
use captions::{Caption, Captions};
use plane::{Plane, Point};
use route::{Route, Van};

/// Of marks, in units of the picture.
const STOP: f64 = 13.0;
const VAN: f64 = 16.0;
/// Of a van without its halo.
const VAN_GROUND: f64 = 12.0;
/// The scale's corner is so high, and its line begins so far from the side.
const SCALE: f64 = 46.0;
const SCALE_SIDE: f64 = 20.0;
/// Beside the outermost marks, where their names are not shown.
const CROP_SIDE: f64 = 48.0;

/// So many routes can be told from each other.
const MOST: usize = 10;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    shell: Shell,
    /// In a chain.
    place: Option<String>,
    time: String,
    today: String,
    routes: Vec<Route>,
    /// What a parent brings to a tenant without routes.
    arrivals: Option<Vec<ArrivalLine>>,
    is_outlet: bool,
    marks: Vec<Mark>,
    /// x and y.
    depots: Vec<(String, String)>,
    captions: Vec<Caption>,
    height: i32,
    /// The part of it that narrow screens show: where it begins, and its width.
    crop: (i32, i32),
    scale: String,
    scale_width: String,
    /// Whether any stop is marked so, and whether any van.
    has_failed: bool,
    has_late: bool,
}

/// What a parent brings, as a line of a table.
struct ArrivalLine {
    arrival: Arrival,
    /// In words, and as a colour.
    state: (String, &'static str),
    time: String,
    load: String,
}

/// A customer to whom vans come, once or more often.
struct Mark {
    at: Point,
    x: String,
    y: String,
    customer_id: String,
    code: String,
    colour: usize,
    /// A class of the style sheet.
    state: &'static str,
    name: String,
    late: bool,
}

/// Draws today's routes.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    if !visitor.reads("orders") {
        return Err(Problem::new(
            kind::FORBIDDEN,
            "the role lacks `orders:read`",
        ));
    }
    let is_outlet = visitor.tenant != visitor.holder.session.virtual_tenant_id;
    let rows = routes_of_today(&visitor).await?;
    let (of, vehicles) = (ids(&rows, "id"), ids(&rows, "vehicle_id"));
    let (mut stops, locations, arrivals) = tokio::try_join!(
        by_ids(&visitor, "orders", "delivery_stops", "route_id", &of),
        visitor.rows("tenant", "locations", &[("limit", "50")]),
        incoming::arrivals(&visitor),
    )?;
    stops.sort_by_key(|stop| stop.get("sequence").and_then(serde_json::Value::as_i64));
    let wanted = [
        (named("orders", "customers"), ids(&stops, "customer_id")),
        (named("orders", "vehicles"), vehicles),
        (USERS, ids(&rows, "driver_user_id")),
    ];
    let names = Names::of(&visitor, wanted).await?;
    let locations = locations.unwrap_or_default();
    let plane = Plane::around(stops.iter().chain(&locations));
    let drawn = rows.iter().enumerate().map(|(index, row)| {
        let of_route = |stop: &&Row| text(stop, "route_id") == text(row, "id");
        let own: Vec<&Row> = stops.iter().filter(of_route).collect();
        let known = (&names, locations.first());
        route::route(&visitor, &plane, row, &own, known, index)
    });
    let mut routes: Vec<Route> = drawn.collect();
    let marks = marks(&routes);
    stand_aside(&plane, &mut routes, &marks, &locations);
    let captions = captions(&plane, &routes, &marks, &locations);
    let crop = crop(&plane, &routes, &locations);
    let kilometres = plane.round_kilometres();
    let format = &visitor.format;
    let depot = |row| {
        let (x, y) = plane.place(row);
        (format!("{x:.0}"), format!("{y:.0}"))
    };
    let arrivals = arrivals.map(|mut all| {
        all.sort_by_key(Arrival::at);
        let lines = all.into_iter();
        lines.map(|one| arrival_line(&visitor, one)).collect()
    });
    let t = visitor.reader.texts();
    let title = if is_outlet && routes.is_empty() {
        t.nav_deliveries
    } else {
        t.map_title
    };
    #[expect(clippy::cast_possible_truncation, reason = "some hundred")]
    let page = MapPage {
        place: shell::place(&visitor),
        shell: Shell::of(&visitor, title),
        time: format.time(format.now),
        today: format.day(format.local_day(format.now)),
        has_late: routes.iter().any(is_late),
        has_failed: marks.iter().any(|mark| mark.state == "failed"),
        routes,
        arrivals,
        is_outlet,
        marks,
        depots: locations.iter().map(depot).collect(),
        captions,
        height: plane.height as i32,
        crop: (crop.0 as i32, crop.1 as i32),
        scale: format!(
            "{} km",
            format.number(kilometres, usize::from(kilometres < 1.0))
        ),
        scale_width: format!("{:.0}", plane.length(kilometres)),
    };
    Ok(html(StatusCode::OK, &page))
}

fn is_late(route: &Route) -> bool {
    route.van.as_ref().is_some_and(Van::is_at_risk)
}

/// How far from now a route is shown that is another day's: past midnight there is a night's work.
const NIGHT: SignedDuration = SignedDuration::from_hours(6);

/// Those on the road first, then those to come, and those that are done; the next of each first.
async fn routes_of_today(visitor: &Visitor) -> Result<Vec<Row>, Problem> {
    let format = &visitor.format;
    let midnight = |day: jiff::civil::Date| {
        let at = format.zone.to_timestamp(day.to_datetime(Time::midnight()));
        at.unwrap_or(format.now)
    };
    let today = format.local_day(format.now);
    let tomorrow = today.tomorrow().unwrap_or(today);
    let (before, after) = (
        format.now.saturating_sub(NIGHT).unwrap_or(format.now),
        format.now.saturating_add(NIGHT).unwrap_or(format.now),
    );
    let from = midnight(today).min(before).to_string();
    let until = midnight(tomorrow).max(after).to_string();
    let of_today = [
        ("status__in", "planned,completed"),
        ("planned_start_at__gte", from.as_str()),
        ("planned_start_at__lt", until.as_str()),
        ("sort", "planned_start_at"),
        ("limit", "1000"),
    ];
    let on_road = [
        ("status", "in_progress"),
        ("sort", "planned_start_at"),
        ("limit", "1000"),
    ];
    let (on_road, others) = tokio::try_join!(
        visitor.rows("orders", "delivery_routes", &on_road),
        visitor.rows("orders", "delivery_routes", &of_today),
    )?;
    let mut rows = on_road.unwrap_or_default();
    rows.extend(others.unwrap_or_default());
    rows.sort_by_key(|row| {
        let rank = match text(row, "status") {
            "in_progress" => 0,
            "planned" => 1,
            _ => 2,
        };
        let start = instant(row, "planned_start_at");
        let apart = start.map(|at| at.duration_since(format.now).abs());
        // Of what is done, the latest.
        (rank, apart.filter(|_| rank == 2), start)
    });
    rows.truncate(MOST);
    Ok(rows)
}

fn arrival_line(visitor: &Visitor, arrival: Arrival) -> ArrivalLine {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let (word, tone) = match (arrival.outcome, &arrival.late) {
        (Outcome::AtDoor, _) => (t.at_door, "info"),
        (Outcome::Came, _) => (t.done, "good"),
        (Outcome::Failed, _) => (t.not_delivered, "bad"),
        (Outcome::Pending, Some(late)) => (late.text.as_str(), late.tone),
        (Outcome::Pending, None) => (t.pending, "info"),
    };
    let made = [Outcome::AtDoor, Outcome::Came].contains(&arrival.outcome);
    ArrivalLine {
        state: (word.to_owned(), tone),
        time: match (arrival.came, arrival.expected) {
            (Some(at), _) => format.near(at),
            (None, Some(at)) => about(&format.near(at)),
            // Nobody noted it.
            (None, None) if made => "–".to_owned(),
            (None, None) => format.near(arrival.planned),
        },
        load: super::van::load(visitor, &arrival.stop),
        arrival,
    }
}

/// A time that is not certain.
fn about(time: &str) -> String {
    format!("≈\u{a0}{time}")
}

/// No van hides a stop's number, nor another van: one on its way stands on its line, if there is
/// room between two stops, and beside it otherwise.
fn stand_aside(plane: &Plane, routes: &mut [Route], marks: &[Mark], places: &[Row]) {
    let places = places.iter().map(|row| (plane.place(row), STOP));
    let marks = marks.iter().map(|mark| (mark.at, STOP));
    let mut taken: Vec<aside::Taken> = places.chain(marks).collect();
    let vans = routes.iter_mut().filter_map(|route| route.van.as_mut());
    for spot in vans.filter_map(|van| van.spot.as_mut()) {
        match spot.way {
            Some(way) if let Some(place) = aside::along(spot.at, way, VAN_GROUND, &taken) => {
                spot.slide_to(place);
            }
            _ => spot.move_to(aside::aside(spot.at, VAN_GROUND, &taken, plane.height)),
        }
        taken.push((spot.at, VAN_GROUND));
    }
}

/// The part of the picture that narrow screens show: all marks without the names beside them, and
/// no narrower than two thirds of its height, or it would be taller than a phone.
fn crop(plane: &Plane, routes: &[Route], places: &[Row]) -> (f64, f64) {
    let ways = routes.iter().flat_map(|route| route.points.iter().copied());
    let points: Vec<Point> = ways
        .chain(places.iter().map(|row| plane.place(row)))
        .collect();
    let fold = |pick: fn(&Point) -> f64, best: fn(f64, f64) -> f64| {
        points.iter().map(pick).reduce(best).unwrap_or_default()
    };
    let (left, right) = (fold(|p| p.0, f64::min), fold(|p| p.0, f64::max));
    let width = (right - left + 2.0 * CROP_SIDE).max(plane.height * 2.0 / 3.0);
    (f64::midpoint(left, right) - width / 2.0, width)
}

/// A mark for each customer. Where routes share one, it is that of the first, with all times.
fn marks(routes: &[Route]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for route in routes {
        for stop in &route.stops {
            let same = |mark: &&mut Mark| mark.customer_id == stop.customer_id;
            if let Some(mark) = marks.iter_mut().find(same) {
                let _ = write!(mark.name, " · {} {}", stop.code, stop.time);
                continue;
            }
            marks.push(Mark {
                at: stop.at,
                x: format!("{:.0}", stop.at.0),
                y: format!("{:.0}", stop.at.1),
                customer_id: stop.customer_id.clone(),
                code: stop.code.clone(),
                colour: route.colour,
                state: match (stop.made, &route.van) {
                    _ if stop.failed => "failed",
                    (true, _) => "done",
                    (false, Some(_)) => "todo",
                    (false, None) => "planned",
                },
                name: format!("{} · {}", stop.customer, stop.time),
                late: stop.late.as_ref().is_some_and(Late::is_at_risk),
            });
        }
    }
    marks
}

fn captions(plane: &Plane, routes: &[Route], marks: &[Mark], places: &[Row]) -> Vec<Caption> {
    let mut captions = Captions::new(plane.height);
    let scale = plane.length(plane.round_kilometres());
    captions.keep_corner(2.0 * SCALE_SIDE + scale, SCALE);
    for route in routes {
        captions.keep_way(&route.points);
    }
    let vans = routes.iter().filter_map(|route| {
        let van = route.van.as_ref()?;
        Some((route, van, van.spot.as_ref()?.at))
    });
    let vans: Vec<_> = vans.collect();
    for (.., at) in &vans {
        captions.keep(*at, VAN);
    }
    for row in places {
        captions.keep(plane.place(row), STOP);
    }
    for mark in marks {
        captions.keep(mark.at, STOP);
    }
    let mut put = Vec::new();
    for (route, van, at) in vans {
        let late = van.late.as_ref();
        let text = late.map_or(route.vehicle.clone(), |late| {
            format!("{} · {}", route.vehicle, late.text)
        });
        put.push(Caption {
            tone: if van.is_at_risk() { "late" } else { "strong" },
            ..captions.put(text, at, VAN)
        });
    }
    for row in places {
        let name = text(row, "name").to_owned();
        put.push(captions.put(name, plane.place(row), STOP));
    }
    for mark in marks {
        put.push(Caption {
            tone: if mark.late { "late" } else { "" },
            ..captions.put(mark.name.clone(), mark.at, STOP)
        });
    }
    put
}
