//! What is late, overdue, about to expire, being made and on the road.

use jiff::{SignedDuration, Timestamp};

use super::Names;
use crate::{
    error::Problem,
    pages::{
        labels::label,
        van::{Strip, van},
        visitor::{Row, Visitor, instant, text},
    },
};

/// Things of one kind.
pub struct List {
    pub title: &'static str,
    /// A class of the style sheet.
    pub tone: &'static str,
    pub empty: &'static str,
    /// The role does not see them.
    pub hidden: bool,
    pub items: Vec<Item>,
}

/// A thing, with its row.
pub struct Item {
    pub href: String,
    pub what: String,
    pub when: String,
    pub more: String,
    /// A class of the style sheet, where it is not that of its list.
    pub tone: &'static str,
    /// A van's route.
    pub strip: Option<Strip>,
}

impl Item {
    /// One of its list's tone.
    pub fn new(href: String, what: String, when: String, more: String) -> Self {
        Self {
            href,
            what,
            when,
            more,
            tone: "",
            strip: None,
        }
    }
}

/// What expires within these is about to.
const SOON: SignedDuration = SignedDuration::from_hours(48);

/// What the lists are made of; none where the role does not see it.
struct Found {
    deliveries: Option<Vec<Row>>,
    batches: Option<Vec<Row>>,
    orders: Option<Vec<Row>>,
    lots: Option<Vec<Row>>,
    routes: Option<Vec<Row>>,
    stops: Option<Vec<Row>>,
    purchases: Option<Vec<Row>>,
}

async fn find(visitor: &Visitor) -> Result<Found, Problem> {
    let soon = (visitor.format.now + SOON).to_string();
    let expiring_lots = [
        ("status", "available"),
        ("expires_at__lte", soon.as_str()),
        ("sort", "expires_at"),
        ("limit", "20"),
    ];
    let (deliveries, batches, orders, lots, routes, stops, purchases) = tokio::try_join!(
        visitor.rows(
            "procurement",
            "deliveries",
            &[
                ("status__in", "scheduled,in_transit,late"),
                ("sort", "expected_at")
            ]
        ),
        visitor.rows(
            "production",
            "production_batches",
            &[
                ("status__in", "planned,in_progress"),
                ("sort", "planned_start_at")
            ]
        ),
        visitor.rows(
            "orders",
            "customer_orders",
            &[
                (
                    "status__in",
                    "confirmed,in_production,ready,out_for_delivery"
                ),
                ("sort", "requested_delivery_date")
            ]
        ),
        visitor.rows("inventory", "stock_lots", &expiring_lots),
        visitor.rows(
            "orders",
            "delivery_routes",
            &[("status", "in_progress"), ("sort", "started_at")]
        ),
        visitor.rows(
            "orders",
            "delivery_stops",
            &[("sort", "sequence"), ("limit", "200")]
        ),
        visitor.rows(
            "procurement",
            "purchase_orders",
            &[("status__ne", "received"), ("limit", "200")]
        ),
    )?;
    Ok(Found {
        deliveries,
        batches,
        orders,
        lots,
        routes,
        stops,
        purchases,
    })
}

/// All lists in three columns, the most urgent first.
pub async fn lists(visitor: &Visitor, names: &Names) -> Result<[Vec<List>; 3], Problem> {
    let found = find(visitor).await?;
    let t = visitor.reader.texts();
    let rows = |rows: &Option<Vec<Row>>| rows.clone().unwrap_or_default();
    let (batches, orders) = (rows(&found.batches), rows(&found.orders));
    let no_work = found.batches.is_none() && found.orders.is_none();
    let mut overdue = overdue_batches(visitor, names, &batches);
    overdue.extend(overdue_orders(visitor, names, &orders));
    let mut next = planned(visitor, names, &batches);
    next.extend(to_deliver(visitor, names, &orders));
    next.sort_by_key(|(at, _)| *at);
    next.truncate(4);
    let next = next.into_iter().map(|(_, item)| item).collect();
    let late = late(
        visitor,
        names,
        &rows(&found.deliveries),
        &rows(&found.purchases),
    );
    let expiring = expiring(visitor, names, &rows(&found.lots));
    let oven = in_production(visitor, names, &batches);
    let road = on_the_road(visitor, names, &rows(&found.routes), &rows(&found.stops));
    let list = |title, tone, empty, hidden, items| List {
        title,
        tone,
        empty,
        hidden,
        items,
    };
    let (no_deliveries, no_lots) = (found.deliveries.is_none(), found.lots.is_none());
    let (no_batches, no_routes) = (found.batches.is_none(), found.routes.is_none());
    Ok([
        vec![
            list(t.late, "bad", t.late_none, no_deliveries, late),
            list(t.overdue, "bad", t.overdue_none, no_work, overdue),
            list(t.oven, "good", t.oven_none, no_batches, oven),
        ],
        vec![
            list(t.road, "info", t.road_none, no_routes, road),
            list(t.next, "", t.next_none, no_work, next),
        ],
        vec![list(t.expiring, "warn", t.expiring_none, no_lots, expiring)],
    ])
}

fn is_past(visitor: &Visitor, row: &Row, column: &str) -> Option<Timestamp> {
    instant(row, column).filter(|at| *at < visitor.format.now)
}

fn late(visitor: &Visitor, names: &Names, rows: &[Row], purchases: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = is_past(visitor, row, "expected_at")?;
        let mut purchases = purchases.iter();
        let of = purchases.find(|one| text(one, "id") == text(row, "purchase_order_id"));
        let supplier = of.map_or(String::new(), |of| names.get(of, "supplier_id"));
        let (number, carrier) = (text(row, "delivery_number"), text(row, "carrier"));
        let due = format!("{} {}", t.expected, format.near(at));
        let (what, more) = if supplier.is_empty() {
            (number.to_owned(), format!("{carrier} · {due}"))
        } else {
            (supplier, format!("{number} · {carrier} · {due}"))
        };
        Some(Item::new(
            visitor.row_link("procurement", "deliveries", text(row, "id")),
            what,
            format!("{} {}", t.late_by, format.between(at, format.now)),
            format!("{more}. {}", text(row, "notes")),
        ))
    };
    rows.iter().filter_map(item).collect()
}

fn overdue_batches(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let (column, said) = if text(row, "status") == "planned" {
            ("planned_start_at", t.to_start)
        } else {
            ("planned_end_at", t.to_end)
        };
        let at = is_past(visitor, row, column)?;
        Some(Item::new(
            visitor.row_link("production", "production_batches", text(row, "id")),
            batch(names, row),
            format!("{} {}", t.overdue_by, format.between(at, format.now)),
            format!("{said} {}", format.near(at)),
        ))
    };
    rows.iter().filter_map(item).collect()
}

fn overdue_orders(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = is_past(visitor, row, "requested_delivery_date")?;
        Some(Item::new(
            visitor.row_link("orders", "customer_orders", text(row, "id")),
            order(names, row),
            format!("{} {}", t.overdue_by, format.between(at, format.now)),
            format!("{} {}", t.to_deliver, format.near(at)),
        ))
    };
    rows.iter().filter_map(item).collect()
}

fn expiring(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "expires_at")?;
        let verb = if at < format.now {
            t.expired_ago
        } else {
            t.expires_in
        };
        let column = if text(row, "ingredient_id").is_empty() {
            "product_id"
        } else {
            "ingredient_id"
        };
        let name = names.get(row, column);
        let name = if name.is_empty() {
            text(row, "lot_number").to_owned()
        } else {
            name
        };
        Some(Item::new(
            visitor.row_link("inventory", "stock_lots", text(row, "id")),
            name,
            format!("{verb} {}", format.between(at, format.now)),
            format!(
                "{} {} · {}",
                format.quantity(text(row, "quantity")),
                unit(visitor, row),
                text(row, "lot_number")
            ),
        ))
    };
    rows.iter().filter_map(item).collect()
}

fn in_production(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "started_at")?;
        Some(Item::new(
            visitor.row_link("production", "production_batches", text(row, "id")),
            batch(names, row),
            format!("{} {}", t.since, format.between(at, format.now)),
            format!(
                "{} · {} {}",
                label(visitor.reader.language, text(row, "stage")),
                format.quantity(text(row, "planned_quantity")),
                unit(visitor, row)
            ),
        ))
    };
    let going = rows
        .iter()
        .filter(|row| text(row, "status") == "in_progress");
    going.filter_map(item).collect()
}

fn on_the_road(visitor: &Visitor, names: &Names, routes: &[Row], stops: &[Row]) -> Vec<Item> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let own = stops
            .iter()
            .filter(|stop| text(stop, "route_id") == text(row, "id"));
        let own: Vec<&Row> = own.collect();
        let van = van(visitor, row, &own, &names.rows)?;
        let next = own.get(van.made);
        let next = next.map(|stop| {
            let at = instant(stop, "planned_arrival_at");
            let when = at.map_or(String::new(), |at| format.near(at));
            let customer = names.get(stop, "customer_id");
            format!("{}: {customer}, {when}. ", t.next_stop)
        });
        Some(Item {
            strip: Some(Strip::new(&van, own.len())),
            ..Item::new(
                visitor.link("/demo/map"),
                van.place,
                format!("{} {}", own.len() - van.made, t.to_go),
                format!(
                    "{}{} · {}",
                    next.unwrap_or_default(),
                    names.get(row, "vehicle_id"),
                    text(row, "route_number")
                ),
            )
        })
    };
    routes.iter().filter_map(item).collect()
}

fn planned(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<(Timestamp, Item)> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "planned_start_at").filter(|at| *at >= format.now)?;
        let item = Item::new(
            visitor.row_link("production", "production_batches", text(row, "id")),
            batch(names, row),
            format!("{} {}", t.in_time, format.between(at, format.now)),
            format!("{} {}", t.start, format.near(at)),
        );
        Some((at, item))
    };
    let planned = rows.iter().filter(|row| text(row, "status") == "planned");
    planned.filter_map(item).collect()
}

fn to_deliver(visitor: &Visitor, names: &Names, rows: &[Row]) -> Vec<(Timestamp, Item)> {
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let item = |row: &Row| {
        let at = instant(row, "requested_delivery_date").filter(|at| *at >= format.now)?;
        let item = Item::new(
            visitor.row_link("orders", "customer_orders", text(row, "id")),
            order(names, row),
            format!("{} {}", t.in_time, format.between(at, format.now)),
            format!("{} {}", t.due, format.near(at)),
        );
        Some((at, item))
    };
    rows.iter().filter_map(item).collect()
}

fn batch(names: &Names, row: &Row) -> String {
    format!(
        "{} {}",
        names.get(row, "product_id"),
        text(row, "batch_number")
    )
    .trim()
    .to_owned()
}

fn order(names: &Names, row: &Row) -> String {
    format!(
        "{} {}",
        names.get(row, "customer_id"),
        text(row, "order_number")
    )
    .trim()
    .to_owned()
}

fn unit(visitor: &Visitor, row: &Row) -> String {
    match text(row, "unit") {
        "unit" => label(visitor.reader.language, "units"),
        other => other.to_owned(),
    }
}
