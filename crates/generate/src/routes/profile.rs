//! What routes need to know of a profile: its vans, what is to be delivered, and what is already
//! on the road.

use std::collections::BTreeMap;

use demo_core::{
    SeedSet,
    time::{BASE_REFERENCE, resolve_time_marker},
};
use jiff::{Timestamp, civil::Time, tz::TimeZone};
use uuid::Uuid;

use super::{Error, ground::Point, timetable::Minute};
use crate::row::{self, Fault, Row, hundredths};

/// A crate, empty, in hundredths of a kilogram: the usual plastic one of 60 by 40 cm.
const CRATE: i64 = 160;
/// An order without a stop is brought within an hour before it is wanted.
const WINDOW: Minute = 60;
/// Parking and papers; a crate takes half a minute.
const SERVICE: Minute = 6;
/// No van carries more of anything, and no stop takes longer; sums stay far from overflowing.
const MOST: i64 = 1_000_000;

pub(super) struct Profile<'a> {
    pub(super) vans: Vec<Van<'a>>,
    pub(super) deliveries: Vec<Delivery<'a>>,
    pub(super) routes: Vec<Route<'a>>,
    /// Depots and customers, by number.
    pub(super) places: Vec<Place>,
}

pub(super) struct Place {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) point: Point,
}

pub(super) struct Van<'a> {
    pub(super) id: Uuid,
    pub(super) plate: &'a str,
    pub(super) depot: usize,
    /// Hundredths of a kilogram, and crates.
    pub(super) capacity: [i64; 2],
    pub(super) shift: (Minute, Minute),
    pub(super) works: bool,
}

/// An order on its way to a customer, in the order of the seed data.
pub(super) struct Delivery<'a> {
    pub(super) order: Uuid,
    pub(super) number: &'a str,
    pub(super) customer: Uuid,
    pub(super) place: usize,
    pub(super) point: Point,
    pub(super) load: [i64; 2],
    pub(super) window: (Minute, Minute),
    pub(super) service: Minute,
    /// Its row of `delivery_stops`, when it has one.
    pub(super) stop: Option<Stop<'a>>,
}

#[derive(Clone, Copy)]
pub(super) struct Stop<'a> {
    pub(super) row: Row<'a>,
    pub(super) route: Uuid,
    pub(super) sequence: i64,
    pub(super) planned: Minute,
    pub(super) arrived: Option<Minute>,
    /// Whether the van has been there.
    pub(super) served: bool,
}

pub(super) struct Route<'a> {
    pub(super) row: Row<'a>,
    pub(super) id: Uuid,
    pub(super) van: Uuid,
    pub(super) status: &'a str,
    pub(super) start: Minute,
}

fn rows<'a>(seeds: &'a SeedSet, table: &'a str) -> Vec<Row<'a>> {
    row::rows(seeds, table, "a route")
}

/// Minutes from day zero of an instant; what is finer is rounded down.
fn minute(row: &Row, column: &str) -> Result<Minute, Fault> {
    let expected = "an instant such as `BASE_TS + 2h30m`";
    row.read(column, expected, |text| {
        let at = resolve_time_marker(text, BASE_REFERENCE).ok()?;
        Some(minutes_from_base(at))
    })
}

fn minutes_from_base(at: Timestamp) -> Minute {
    at.duration_since(BASE_REFERENCE).as_secs().div_euclid(60)
}

fn whole(row: &Row, column: &str) -> Result<i64, Fault> {
    row.read(column, "a whole number from 0 to 1000000", |text| {
        text.parse().ok().filter(|found| (0..=MOST).contains(found))
    })
}

fn point(row: &Row) -> Result<Point, Fault> {
    let degrees = |column: &str, most: f64| {
        row.read(column, "degrees such as 40.4168", |text| {
            text.parse::<f64>().ok().filter(|found| found.abs() <= most)
        })
    };
    Ok(Point {
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
    })
}

/// Numbers of places, drawn when a place is first asked for.
struct Places<'a> {
    rows: BTreeMap<Uuid, Row<'a>>,
    found: Vec<Place>,
}

impl Places<'_> {
    fn number(&mut self, namer: &Row, column: &str, table: &str) -> Result<usize, Fault> {
        let id = namer.id(column)?;
        if let Some(number) = self.found.iter().position(|place| place.id == id) {
            return Ok(number);
        }
        let row = self
            .rows
            .get(&id)
            .ok_or_else(|| namer.unfit(column, &format!("write the id of a row of `{table}`")))?;
        self.found.push(Place {
            id,
            name: row.text("name").to_owned(),
            point: point(row)?,
        });
        Ok(self.found.len() - 1)
    }
}

impl<'a> Profile<'a> {
    /// # Errors
    ///
    /// [`Error::Findings`] with the first value that is missing or cannot be read.
    pub(super) fn new(seeds: &'a SeedSet, zone: &TimeZone) -> Result<Self, Error> {
        let mut places = Places {
            rows: BTreeMap::new(),
            found: Vec::new(),
        };
        for row in rows(seeds, "locations")
            .into_iter()
            .chain(rows(seeds, "customers"))
        {
            places.rows.insert(row.id("id")?, row);
        }
        let vans = rows(seeds, "vehicles");
        let vans = vans.iter().map(|row| van(row, &mut places, zone));
        let vans = vans.collect::<Result<Vec<_>, _>>()?;
        let routes = rows(seeds, "delivery_routes").into_iter().map(route);
        let routes = routes.collect::<Result<Vec<_>, _>>()?;
        let deliveries = deliveries(seeds, &mut places)?;
        Ok(Self {
            vans,
            deliveries,
            routes,
            places: places.found,
        })
    }
}

fn van<'a>(row: &Row<'a>, places: &mut Places, zone: &TimeZone) -> Result<Van<'a>, Fault> {
    let today = zone.to_datetime(BASE_REFERENCE).date();
    let clock = |column: &str| {
        row.read(column, "a time such as 05:30", |text| {
            let time: Time = text.parse().ok()?;
            let at = zone.to_timestamp(today.to_datetime(time)).ok()?;
            Some(minutes_from_base(at))
        })
    };
    Ok(Van {
        id: row.id("id")?,
        plate: row.text("plate"),
        depot: places.number(row, "location_id", "locations")?,
        capacity: [row.money("capacity_kg")?, whole(row, "capacity_crates")?],
        shift: (clock("shift_start")?, clock("shift_end")?),
        works: row.text("status") != "maintenance",
    })
}

fn route(row: Row) -> Result<Route, Fault> {
    Ok(Route {
        row,
        id: row.id("id")?,
        van: row.id("vehicle_id")?,
        status: row.text("status"),
        start: minute(&row, "planned_start_at")?,
    })
}

/// Every order that a van brings: those that have a stop, and those that are still to be brought.
/// What is bought at the counter is taken along.
fn deliveries<'a>(seeds: &'a SeedSet, places: &mut Places) -> Result<Vec<Delivery<'a>>, Fault> {
    let mut stops = BTreeMap::new();
    for row in rows(seeds, "delivery_stops") {
        if let Some(order) = row.optional("order_id", |row| row.id("order_id"))? {
            stops.insert(order, row);
        }
    }
    let goods = Goods::new(seeds)?;
    let mut found = Vec::new();
    for order in rows(seeds, "customer_orders") {
        let id = order.id("id")?;
        let stop = stops.get(&id).map(stop).transpose()?;
        let open = ["confirmed", "in_production", "ready", "out_for_delivery"];
        let to_bring = open.contains(&order.text("status")) && order.text("channel") != "counter";
        if stop.is_none() && !to_bring {
            continue;
        }
        let load = match goods.load(id) {
            Ok(load) => load,
            Err(missing) => match &stop {
                Some(Stop { row, .. }) => [row.money("load_kg")?, whole(row, "load_crates")?],
                None => return Err(missing.unfit("sku", "add \"units_per_crate\" to this product")),
            },
        };
        let (window, service) = if let Some(Stop { row, .. }) = &stop {
            let window = (
                minute(row, "window_start_at")?,
                minute(row, "window_end_at")?,
            );
            if window.0 > window.1 {
                return Err(row.unfit("window_end_at", "write an instant after `window_start_at`"));
            }
            (window, whole(row, "service_minutes")?)
        } else {
            let wanted = minute(&order, "requested_delivery_date")?;
            ((wanted - WINDOW, wanted), SERVICE + (load[1] + 1) / 2)
        };
        let place = places.number(&order, "customer_id", "customers")?;
        found.push(Delivery {
            order: id,
            number: order.text("order_number"),
            customer: order.id("customer_id")?,
            place,
            point: places.found[place].point,
            load,
            window,
            service,
            stop,
        });
    }
    Ok(found)
}

fn stop<'a>(row: &Row<'a>) -> Result<Stop<'a>, Fault> {
    Ok(Stop {
        row: *row,
        route: row.id("route_id")?,
        sequence: whole(row, "sequence")?,
        planned: minute(row, "planned_arrival_at")?,
        arrived: row.optional("arrived_at", |row| minute(row, "arrived_at"))?,
        served: row.text("status") != "pending",
    })
}

/// What orders weigh, and how many crates they fill.
struct Goods<'a> {
    lines: BTreeMap<Uuid, Vec<(Uuid, i64)>>,
    products: BTreeMap<Uuid, Product<'a>>,
}

struct Product<'a> {
    row: Row<'a>,
    /// Grams of a unit; a kilogram weighs a thousand.
    weight: i64,
    per_crate: Option<i64>,
}

impl<'a> Goods<'a> {
    fn new(seeds: &'a SeedSet) -> Result<Self, Fault> {
        let mut lines: BTreeMap<Uuid, Vec<(Uuid, i64)>> = BTreeMap::new();
        for line in rows(seeds, "customer_order_lines") {
            let hundredths = |text: &str| hundredths(text).filter(|found| *found <= 100 * MOST);
            let quantity = line.read("quantity", "an amount such as 12.50", hundredths)?;
            let order = lines.entry(line.id("order_id")?).or_default();
            order.push((line.id("product_id")?, quantity));
        }
        let mut products = BTreeMap::new();
        for row in rows(seeds, "products") {
            let by_weight = row.text("unit") == "kg";
            let per_crate = row.optional("units_per_crate", |row| whole(row, "units_per_crate"))?;
            let product = Product {
                row,
                weight: if by_weight {
                    1000
                } else {
                    whole(&row, "weight_g")?
                },
                per_crate: per_crate.filter(|units| *units > 0),
            };
            products.insert(row.id("id")?, product);
        }
        Ok(Self { lines, products })
    }

    /// Hundredths of a kilogram with crates, and crates; or a product of which it is not known
    /// how many fill a crate.
    fn load(&self, order: Uuid) -> Result<[i64; 2], Row<'a>> {
        let (mut weight, mut crates) = (0, 0);
        for (product, quantity) in self.lines.get(&order).into_iter().flatten() {
            // A line of a product that is not there is the validator's to report.
            let Some(product) = self.products.get(product) else {
                continue;
            };
            let Some(per_crate) = product.per_crate else {
                return Err(product.row);
            };
            // Hundredths of units, times grams, are hundred-thousandths of kilograms.
            weight += (quantity * product.weight + 500) / 1000;
            crates += (quantity + per_crate * 100 - 1) / (per_crate * 100);
        }
        Ok([weight + crates * CRATE, crates])
    }
}
