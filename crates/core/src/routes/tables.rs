//! The tables and columns that the check knows, all in this file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::FILE;
use crate::{
    Finding, SeedSet,
    seed::{SeedFile, SeedRow, Value},
    time::{BASE_REFERENCE, resolve_time_marker},
};

pub(super) mod column {
    pub const LOAD_KG: &str = "load_kg";
    pub const LOAD_CRATES: &str = "load_crates";
    pub const DISTANCE: &str = "distance_km";
    pub const DURATION: &str = "duration_minutes";
    pub const SEQUENCE: &str = "sequence";
    pub const STATUS: &str = "status";
    pub const ORDER: &str = "order_id";
    pub const CUSTOMER: &str = "customer_id";
    pub const VEHICLE: &str = "vehicle_id";
    pub const DRIVER: &str = "driver_user_id";
    pub const LATITUDE: &str = "latitude";
    pub const ARRIVAL: &str = "planned_arrival_at";
    pub const ARRIVED: &str = "arrived_at";
    pub const START: &str = "planned_start_at";
    pub const END: &str = "planned_end_at";
    pub const STARTED: &str = "started_at";
    pub const FINISHED: &str = "finished_at";
    pub const WINDOW_START: &str = "window_start_at";
    pub const WINDOW_END: &str = "window_end_at";
    pub const SERVICE: &str = "service_minutes";
}

/// A row with its values as the check needs them.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    file: &'a SeedFile,
    cells: SeedRow<'a>,
}

impl<'a> Row<'a> {
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        self.cells.text(column)
    }

    pub(super) fn id(&self, column: &str) -> Option<Uuid> {
        self.text(column)?.parse().ok()
    }

    pub(super) fn number(&self, column: &str) -> Option<f64> {
        match self.cells.get(column)?.value {
            Value::Number(text) | Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// In a session of the base reference date.
    pub(super) fn instant(&self, column: &str) -> Option<Timestamp> {
        resolve_time_marker(self.text(column)?, BASE_REFERENCE).ok()
    }

    pub(super) fn has(&self, column: &str) -> bool {
        let cell = self.cells.get(column);
        cell.is_some_and(|cell| cell.value != Value::Null)
    }

    /// Both coordinates, in degrees.
    pub(super) fn point(&self) -> Option<(f64, f64)> {
        Some((self.number(column::LATITUDE)?, self.number("longitude")?))
    }

    /// Whether it is written before another row of its file.
    pub(super) fn stands_before(&self, other: &Self) -> bool {
        self.file.path == other.file.path && self.cells.at < other.cells.at
    }

    /// Whether a finding stands at a column's value.
    pub(super) fn is_at(&self, column: &str, finding: &Finding) -> bool {
        let Some(cell) = self.cells.get(column) else {
            return false;
        };
        finding.file == self.file.path
            && (finding.line, finding.column) == self.file.line_and_column(cell.at)
    }

    /// Where a column's value stands, or else the row, for messages.
    pub(super) fn place(&self, column: &str) -> String {
        let at = self.cells.get(column).map_or(self.cells.at, |cell| cell.at);
        self.file.place(at)
    }

    /// A finding at a column's value, or, where there is none, at the row.
    pub(super) fn error(&self, column: &str, rule: &str, message: String, hint: &str) -> Finding {
        let at = self.cells.get(column).map_or(self.cells.at, |cell| cell.at);
        self.file.error(rule, at, message, hint)
    }
}

/// Whether two coordinates differ in the last digit of their columns, or more.
pub(super) fn differs(a: f64, b: f64) -> bool {
    (a - b).abs() > 0.000_000_5
}

fn is_elsewhere(here: (f64, f64), there: (f64, f64)) -> bool {
    differs(here.0, there.0) || differs(here.1, there.1)
}

/// All rows that have to do with routes, by what they are found by.
pub(super) struct Fleet<'a> {
    pub(super) vehicles: BTreeMap<Uuid, Row<'a>>,
    pub(super) depots: BTreeMap<Uuid, Row<'a>>,
    pub(super) customers: BTreeMap<Uuid, Row<'a>>,
    pub(super) orders: BTreeMap<Uuid, Row<'a>>,
    pub(super) products: BTreeMap<Uuid, Row<'a>>,
    /// By order.
    pub(super) lines: BTreeMap<Uuid, Vec<Row<'a>>>,
    pub(super) routes: Vec<Route<'a>>,
    /// All, also those of no route.
    pub(super) stops: Vec<Row<'a>>,
    /// What plans this profile's routes, where a command does.
    planner: Option<String>,
}

/// A route with its stops in their sequence.
pub(super) struct Route<'a> {
    pub(super) row: Row<'a>,
    pub(super) stops: Vec<Row<'a>>,
}

impl Route<'_> {
    pub(super) fn number(&self) -> &str {
        self.row.text("route_number").unwrap_or("?")
    }

    pub(super) fn is(&self, status: &str) -> bool {
        self.row.text(column::STATUS) == Some(status)
    }
}

impl<'a> Fleet<'a> {
    pub(super) fn read(seeds: &'a SeedSet) -> Self {
        let rows = |table| {
            let found = seeds.rows(table).map(|(file, cells)| Row { file, cells });
            found.collect::<Vec<Row>>()
        };
        let by_id = |table| {
            let rows = rows(table).into_iter();
            rows.filter_map(|row| Some((row.id("id")?, row))).collect()
        };
        let routes = rows("delivery_routes");
        let stops = rows("delivery_stops");
        // Lines are many and routes few: without routes nothing else is read.
        let none = routes.is_empty() && stops.is_empty();
        let by_id = |table| if none { BTreeMap::new() } else { by_id(table) };
        let mut lines: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
        if !none {
            for line in rows("customer_order_lines") {
                if let Some(order) = line.id(column::ORDER) {
                    lines.entry(order).or_default().push(line);
                }
            }
        }
        let mut by_route: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
        for stop in &stops {
            if let Some(route) = stop.id("route_id") {
                by_route.entry(route).or_default().push(*stop);
            }
        }
        let routes = routes.into_iter().map(|row| {
            let own = row.id("id").and_then(|id| by_route.remove(&id));
            let mut stops = own.unwrap_or_default();
            stops.sort_by(|a, b| {
                let sequence = |stop: &Row| stop.number(column::SEQUENCE).unwrap_or_default();
                sequence(a).total_cmp(&sequence(b))
            });
            Route { row, stops }
        });
        Self {
            routes: routes.collect(),
            vehicles: by_id("vehicles"),
            depots: by_id("locations"),
            customers: by_id("customers"),
            orders: by_id("customer_orders"),
            products: by_id("products"),
            lines,
            stops,
            planner: seeds
                .manifest
                .files
                .iter()
                .any(|file| file == FILE)
                .then(|| {
                    let profile = &seeds.manifest.profile;
                    format!("demo-session generate routes --profile {profile}")
                }),
        }
    }

    /// What else a hint may propose for a route that has not left: to let it be planned anew.
    pub(super) fn or_plan(&self, route: Option<&Route>) -> String {
        match &self.planner {
            Some(command) if route.is_some_and(|route| route.is("planned")) => {
                format!(", or let `{command}` plan the route anew")
            }
            _ => String::new(),
        }
    }

    /// The route of a stop.
    pub(super) fn route_of(&self, stop: &Row) -> Option<&Route<'a>> {
        let id = stop.id("route_id")?;
        let mut routes = self.routes.iter();
        routes.find(|route| route.row.id("id") == Some(id))
    }

    /// Whether a stop brings its order, as far as its status and its route's say.
    pub(super) fn goes(&self, stop: &Row) -> bool {
        let is_off = (self.route_of(stop)).is_some_and(|route| route.is("cancelled"));
        stop.text(column::STATUS) != Some("failed") && !is_off
    }

    /// Whether several stops bring the order of a stop.
    pub(super) fn is_brought_twice(&self, stop: &Row) -> bool {
        let order = stop.id(column::ORDER);
        let stops = self.stops.iter().filter(|stop| self.goes(stop));
        order.is_some()
            && stops
                .filter(|other| other.id(column::ORDER) == order)
                .count()
                > 1
    }

    /// The order that a stop brings.
    pub(super) fn order_of(&self, stop: &Row) -> Option<&Row<'a>> {
        self.orders.get(&stop.id(column::ORDER)?)
    }

    /// Whether a stop brings what another customer ordered. Of an id that is no customer's, the
    /// rules of references speak.
    pub(super) fn has_other_order(&self, stop: &Row) -> bool {
        let is_known = |id: &Uuid| self.customers.contains_key(id);
        let own = stop.id(column::CUSTOMER).filter(is_known);
        let order = self.order_of(stop);
        let orders = order.and_then(|order| order.id(column::CUSTOMER));
        own.zip(orders.filter(is_known))
            .is_some_and(|(own, orders)| own != orders)
    }

    /// The coordinates of the customer that a stop or an order names.
    pub(super) fn door(&self, row: &Row) -> Option<(f64, f64)> {
        let customer = self.customers.get(&row.id(column::CUSTOMER)?)?;
        customer.point()
    }

    /// Whether a stop is not where its customer is, as far as both are known.
    pub(super) fn is_misplaced(&self, stop: &Row) -> bool {
        let places = stop.point().zip(self.door(stop));
        places.is_some_and(|(here, there)| is_elsewhere(here, there))
    }

    /// Whether a stop is known to be where the customer is that a stop or an order names.
    pub(super) fn is_at_door(&self, stop: &Row, of: &Row) -> bool {
        let places = stop.point().zip(self.door(of));
        places.is_some_and(|(here, there)| !is_elsewhere(here, there))
    }

    pub(super) fn vehicle(&self, route: &Route) -> Option<&Row<'a>> {
        self.vehicles.get(&route.row.id(column::VEHICLE)?)
    }

    /// Where the route's van begins and ends.
    pub(super) fn depot(&self, route: &Route) -> Option<(f64, f64)> {
        self.depots
            .get(&self.vehicle(route)?.id("location_id")?)?
            .point()
    }
}
