//! Routes and stops as the text of a seed file.

use std::{collections::BTreeMap, fmt::Write as _};

use demo_core::{SeedSet, time::write_marker};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    ROUTES, STOPS, plan::Plan, plan::Tour, profile::Delivery, profile::Profile, timetable::Minute,
};
use crate::{
    cells::{Cells, quoted},
    row::{Row, money},
};

/// `BASE_TS + 1h5m`, as JSON.
fn marker(minute: Minute) -> String {
    quoted(&write_marker(SignedDuration::from_mins(minute)))
}

/// Hands out the ids that follow the last of a table.
struct Ids {
    begin: String,
    last: u64,
}

/// The last group of an id: 48 bits.
const COUNTER: u128 = 0xffff_ffff_ffff;

impl Ids {
    fn new(seeds: &SeedSet, table: &str) -> Self {
        let prefix = seeds.manifest.id_prefixes.get(table);
        let begin = format!("{:0<8}-0000-4000-8000", prefix.map_or("", String::as_str));
        let ids = seeds.rows(table).filter_map(|(_, row)| row.text("id"));
        let ids = ids.filter(|id| id.starts_with(&begin));
        let last = ids.filter_map(|id| id.parse::<Uuid>().ok());
        let last = last
            .map(|id| u64::try_from(id.as_u128() & COUNTER).unwrap_or(0))
            .max();
        Self {
            begin,
            last: last.unwrap_or(0),
        }
    }

    fn draw(&mut self) -> Uuid {
        self.last += 1;
        let text = format!("{}-{:012x}", self.begin, self.last);
        text.parse().expect("the prefix was checked")
    }
}

/// What is written of one tour, for people too.
pub(super) struct Written {
    pub(super) number: String,
    pub(super) load: [i64; 2],
}

/// The file, and what stands in it of each tour of the plan.
pub(super) fn file(seeds: &SeedSet, profile: &Profile, plan: &Plan) -> (String, Vec<Written>) {
    let mut writer = Writer {
        profile,
        route_ids: Ids::new(seeds, ROUTES),
        stop_ids: Ids::new(seeds, STOPS),
        numbers: profile
            .routes
            .iter()
            .map(|route| route.row.text("route_number").to_owned())
            .collect(),
        reusable: profile
            .routes
            .iter()
            .enumerate()
            .filter(|(_, route)| route.status == "planned")
            .map(|(number, route)| (route.van, number))
            .collect(),
        routes: Vec::new(),
        stops: Vec::new(),
    };
    for route in &profile.routes {
        if ["completed", "cancelled"].contains(&route.status) {
            writer.routes.push(Cells::of(&route.row));
            let stops = seeds
                .rows(STOPS)
                .map(|(file, row)| Row::new(file, row, "a route"));
            let stops = stops.filter(|stop| stop.id("route_id").is_ok_and(|id| id == route.id));
            writer.stops.extend(stops.map(|stop| Cells::of(&stop)));
        }
    }
    let written = plan.tours.iter().map(|tour| writer.tour(tour)).collect();
    let mut text = String::from("{\n");
    for (table, rows, comma) in [(ROUTES, &writer.routes, ","), (STOPS, &writer.stops, "")] {
        writeln!(text, "  \"{table}\": [").expect("a string takes any text");
        for (number, row) in rows.iter().enumerate() {
            text.push_str(&row.text(number + 1 == rows.len()));
        }
        writeln!(text, "  ]{comma}").expect("a string takes any text");
    }
    text.push_str("}\n");
    (text, written)
}

struct Writer<'a> {
    profile: &'a Profile<'a>,
    route_ids: Ids,
    stop_ids: Ids,
    /// All route numbers in use.
    numbers: Vec<String>,
    /// Planned routes of the file by van: their rows are used again.
    reusable: BTreeMap<Uuid, usize>,
    routes: Vec<Cells>,
    stops: Vec<Cells>,
}

impl Writer<'_> {
    fn tour(&mut self, tour: &Tour) -> Written {
        let van = &self.profile.vans[tour.van];
        let row = tour.route.or_else(|| self.reusable.remove(&van.id));
        let (mut cells, id, number) = match row.map(|row| &self.profile.routes[row]) {
            Some(route) => {
                let number = route.row.text("route_number").to_owned();
                (Cells::of(&route.row), route.id, number)
            }
            None => self.new_route(van.id),
        };
        let all = || {
            tour.served
                .iter()
                .chain(&tour.stops)
                .map(|at| &self.profile.deliveries[*at])
        };
        let load = [0, 1].map(|of| all().map(|delivery| delivery.load[of]).sum::<i64>());
        if tour.route.is_none() {
            cells.set("planned_start_at", marker(tour.start));
        }
        cells.set("planned_end_at", marker(tour.timetable.returns));
        cells.set("distance_km", money(tour.distance));
        cells.set("duration_minutes", tour.timetable.returns - tour.start);
        cells.set("load_kg", money(load[0]));
        cells.set("load_crates", load[1]);
        self.routes.push(cells);
        let pending = tour.timetable.arrivals.iter().map(|arrival| Some(*arrival));
        let arrivals = tour.served.iter().map(|_| None).chain(pending);
        let stops: Vec<_> = all().zip(arrivals).enumerate().collect();
        for (index, (delivery, arrival)) in stops {
            let cells = stop(delivery, id, index + 1, arrival, &mut self.stop_ids);
            self.stops.push(cells);
        }
        Written { number, load }
    }

    /// A route more, driven by who drives the van's other route.
    fn new_route(&mut self, van: Uuid) -> (Cells, Uuid, String) {
        let id = self.route_ids.draw();
        let number = next_number(&self.numbers);
        self.numbers.push(number.clone());
        let mut other = self.profile.routes.iter().filter(|route| route.van == van);
        let driver = other.find_map(|route| route.row.cells.text("driver_user_id"));
        let mut cells = Cells::default();
        cells.set("id", quoted(&id.to_string()));
        cells.set("route_number", quoted(&number));
        cells.set("vehicle_id", quoted(&van.to_string()));
        if let Some(driver) = driver {
            cells.set("driver_user_id", quoted(driver));
        }
        cells.set("status", quoted("planned"));
        (cells, id, number)
    }
}

/// A stop; where the van has been, only its place on the route is written anew.
fn stop(
    delivery: &Delivery,
    route: Uuid,
    sequence: usize,
    arrival: Option<Minute>,
    ids: &mut Ids,
) -> Cells {
    let mut cells = match &delivery.stop {
        Some(stop) => Cells::of(&stop.row),
        None => Cells::default().with("id", quoted(&ids.draw().to_string())),
    };
    cells.set("route_id", quoted(&route.to_string()));
    cells.set("sequence", sequence.to_string());
    cells.set("customer_id", quoted(&delivery.customer.to_string()));
    cells.set("order_id", quoted(&delivery.order.to_string()));
    cells.set("latitude", delivery.point.latitude.to_string());
    cells.set("longitude", delivery.point.longitude.to_string());
    if delivery.stop.is_none() {
        cells.set("window_start_at", marker(delivery.window.0));
        cells.set("window_end_at", marker(delivery.window.1));
    }
    if let Some(arrival) = arrival {
        cells.set("planned_arrival_at", marker(arrival));
    }
    if delivery.stop.is_none() {
        cells.set("service_minutes", delivery.service);
    }
    cells.set("load_kg", money(delivery.load[0]));
    cells.set("load_crates", delivery.load[1]);
    if delivery.stop.is_none() {
        cells.set("status", quoted("pending"));
    }
    cells
}

/// The number after the highest: `RUT-0303` after `RUT-0302`.
fn next_number(numbers: &[String]) -> String {
    let split = |number: &String| {
        let digits = number.len()
            - number
                .trim_end_matches(|last: char| last.is_ascii_digit())
                .len();
        let (head, tail) = number.split_at(number.len() - digits);
        Some((tail.parse::<u64>().ok()?, head.to_owned(), digits))
    };
    let (last, head, digits) =
        numbers
            .iter()
            .filter_map(split)
            .max()
            .unwrap_or((0, "RUT-".to_owned(), 4));
    format!("{head}{:0digits$}", last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_markers() {
        for (minute, text) in [
            (0, "\"BASE_TS\""),
            (-62, "\"BASE_TS - 1h2m\""),
            (120, "\"BASE_TS + 2h\""),
            (1500, "\"BASE_TS + 1d1h\""),
        ] {
            assert_eq!(marker(minute), text);
        }
    }

    #[test]
    fn route_numbers_go_on() {
        let next = |numbers: &[&str]| {
            next_number(&numbers.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(next(&["RUT-0301", "RUT-0302"]), "RUT-0303");
        assert_eq!(next(&["R9"]), "R10");
        assert_eq!(next(&[]), "RUT-0001");
    }
}
