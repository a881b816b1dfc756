//! The rows that a tenant's day is told from.

use std::collections::HashMap;

use futures::future::try_join_all;

use super::{
    driver::{self, Own},
    listed::{
        ALERTS, BATCHES, DELIVERIES, LOTS, Listed, ORDERS, PURCHASES, Part, Place, ROUTES,
        expiring, handed_over, late_deliveries, listed, next_batches, next_orders, overdue_batches,
        overdue_orders, soon, used, without,
    },
    reorder,
};
use crate::{
    error::Problem,
    pages::{
        incoming::{self, Arrival},
        names::{Names, USERS, by_ids, ids, named},
        visitor::{Row, Visitor, text},
    },
};

/// Alerts of a severity that are looked at: of those that are settled by now, more than anybody
/// leaves as they are.
const LOOKED_AT: &str = "10";

/// What is planned and what waits.
pub struct Work {
    /// What should have been begun or ended.
    pub overdue: Listed,
    /// What is under way; of orders none.
    pub going: Listed,
    /// What is to come, the next first.
    pub next: Listed,
}

/// Rows of each table. None where the role does not see it, or where the tenant has none of its
/// kind at all: a shop without an oven is not told that nothing is in it.
pub struct Found {
    /// Supplies that have not come.
    pub deliveries: Option<Listed>,
    /// The orders that these are of.
    pub purchases_due: Vec<Row>,
    /// Planned and being made.
    pub batches: Option<Work>,
    /// What customers wait for.
    pub orders: Option<Work>,
    /// Lots about to expire.
    pub lots: Option<Listed>,
    /// On the road, or late to leave.
    pub routes: Option<Listed>,
    /// Of these routes.
    pub stops: Vec<Row>,
    /// What the parent brings.
    pub arrivals: Option<Vec<Arrival>>,
    /// The plan of today.
    pub plan: Option<Vec<Row>>,
    pub ingredients: Option<Vec<Row>>,
    /// What is there; none also where there is more than is added up here.
    pub stock: Option<Vec<Row>>,
    /// The order that brings what runs short, by ingredient.
    pub on_order: HashMap<String, Row>,
    pub purchases: Option<Vec<Row>>,
    /// Those that nobody has resolved, the gravest first, as far as they are looked at.
    pub alerts: Option<Listed>,
    /// What the alerts are about, with its table.
    pub subjects: Vec<(&'static str, Row)>,
}

/// What alerts are about, as the kinds of alerts allow.
const SUBJECTS: [Place; 9] = [
    DELIVERIES,
    BATCHES,
    LOTS,
    ("inventory", "ingredients"),
    ("inventory", "products"),
    ("production", "equipment"),
    ("forecasting", "demand_forecasts"),
    ROUTES,
    ("orders", "delivery_stops"),
];

impl Found {
    /// Of the visitor's tenant.
    pub async fn of(visitor: &Visitor) -> Result<Self, Problem> {
        let soon = soon(visitor);
        let lots = expiring(&soon);
        let lots = [&lots[..]];
        let plan = [("sort", "planned_start_at"), ("limit", "12")];
        let purchases = [("sort", "-ordered_at"), ("limit", "8")];
        let driven = async {
            let own = driver::own(visitor).await?;
            tokio::try_join!(orders(visitor, own.as_ref()), routes(visitor, own.as_ref()))
        };
        let today = async {
            tokio::try_join!(
                deliveries(visitor),
                batches(visitor),
                driven,
                listed(visitor, LOTS, &lots, "expires_at"),
                incoming::arrivals(visitor),
            )
        };
        let plan = async {
            tokio::try_join!(
                used(visitor, BATCHES, &plan),
                stocked(visitor),
                used(visitor, PURCHASES, &purchases),
                alerts(visitor),
            )
        };
        let (today, plan) = tokio::try_join!(today, plan)?;
        let (deliveries, batches, (orders, routes), lots, arrivals) = today;
        let (deliveries, purchases_due) = deliveries;
        let (routes, stops) = routes;
        let (plan, (ingredients, stock, on_order), purchases, (alerts, subjects)) = plan;
        Ok(Self {
            deliveries,
            purchases_due,
            batches,
            orders,
            lots,
            routes,
            stops,
            arrivals,
            plan,
            ingredients,
            stock,
            on_order,
            purchases,
            alerts,
            subjects,
        })
    }

    /// The names that these rows refer to.
    pub async fn names(&self, visitor: &Visitor) -> Result<Names, Problem> {
        let subjects = || self.subjects.iter().map(|(_, row)| row);
        let made = of_work(self.batches.as_ref()).chain(of_list(self.lots.as_ref()));
        let made = made
            .chain(rows(&[&self.plan, &self.stock]))
            .chain(subjects());
        let made: Vec<&Row> = made.collect();
        let bought = rows(&[&self.purchases]).chain(&self.purchases_due);
        let sold = of_work(self.orders.as_ref()).chain(&self.stops);
        let driven = of_list(self.routes.as_ref()).chain(subjects());
        let mut people = ids(of_work(self.batches.as_ref()), "assigned_user_id");
        people.extend(ids(of_list(self.routes.as_ref()), "driver_user_id"));
        let wanted = [
            (
                named("inventory", "products"),
                ids(made.iter().copied(), "product_id"),
            ),
            (
                named("inventory", "ingredients"),
                ids(made.iter().copied(), "ingredient_id"),
            ),
            (named("suppliers", "suppliers"), ids(bought, "supplier_id")),
            (named("orders", "customers"), ids(sold, "customer_id")),
            (named("orders", "vehicles"), ids(driven, "vehicle_id")),
            (USERS, people),
        ];
        Names::of(visitor, wanted).await
    }
}

fn rows<'a, const N: usize>(
    lists: &[&'a Option<Vec<Row>>; N],
) -> impl Iterator<Item = &'a Row> + use<'a, N> {
    (*lists).into_iter().flatten().flatten()
}

fn of_list(list: Option<&Listed>) -> impl Iterator<Item = &Row> {
    list.into_iter().flat_map(|list| &list.rows)
}

fn of_work(work: Option<&Work>) -> impl Iterator<Item = &Row> {
    let lists = work.into_iter();
    let lists = lists.flat_map(|work| [&work.overdue, &work.going, &work.next]);
    lists.flat_map(|list| &list.rows)
}

async fn batches(visitor: &Visitor) -> Result<Option<Work>, Problem> {
    let now = visitor.format.now.to_string();
    let overdue = overdue_batches(&now);
    let overdue: Vec<&[Part]> = overdue.iter().map(|query| &query[..]).collect();
    let going = [("status", "in_progress")];
    let next = next_batches(&now);
    let (going, next) = ([&going[..]], [&next[..]]);
    let sort = "planned_start_at";
    let (overdue, going, next) = tokio::try_join!(
        listed(visitor, BATCHES, &overdue, sort),
        listed(visitor, BATCHES, &going, sort),
        listed(visitor, BATCHES, &next, sort),
    )?;
    Ok(work(overdue, going, next))
}

/// Of a driver, what is on the own vans.
async fn orders(visitor: &Visitor, own: Option<&Own>) -> Result<Option<Work>, Problem> {
    let now = visitor.format.now.to_string();
    let mine = own.map(Own::orders);
    if mine == Some(None) {
        let none = || Some(Listed::default());
        return Ok(work(none(), none(), none()));
    }
    let mine: Vec<Part> = mine.flatten().into_iter().collect();
    let overdue = [&overdue_orders(&now)[..], &mine].concat();
    let next = [&next_orders(&now)[..], &mine].concat();
    let queries = ([&overdue[..]], [&next[..]]);
    let sort = "requested_delivery_date";
    let (of_overdue, of_next, handed_over) = tokio::try_join!(
        listed(visitor, ORDERS, &queries.0, sort),
        listed(visitor, ORDERS, &queries.1, sort),
        handed_over(visitor, visitor.tenant),
    )?;
    let (overdue, next) = tokio::try_join!(
        without(visitor, &handed_over, &overdue, of_overdue),
        without(visitor, &handed_over, &next, of_next),
    )?;
    Ok(work(overdue, Some(Listed::default()), next))
}

fn work(overdue: Option<Listed>, going: Option<Listed>, next: Option<Listed>) -> Option<Work> {
    Some(Work {
        overdue: overdue?,
        going: going?,
        next: next?,
    })
}

/// What is kept and what is there, with the orders that bring what runs short.
async fn stocked(
    visitor: &Visitor,
) -> Result<(Option<Vec<Row>>, Option<Vec<Row>>, HashMap<String, Row>), Problem> {
    let query = [("sort", "name"), ("limit", "50")];
    let (ingredients, stock) = tokio::try_join!(
        used(visitor, ("inventory", "ingredients"), &query),
        stock(visitor),
    )?;
    let on_order = match (&ingredients, &stock) {
        (Some(ingredients), Some(lots)) => reorder::on_order(visitor, ingredients, lots).await?,
        _ => HashMap::new(),
    };
    Ok((ingredients, stock, on_order))
}

/// What is there, where one page holds it all: sums over a part of it would be wrong.
async fn stock(visitor: &Visitor) -> Result<Option<Vec<Row>>, Problem> {
    let query = [("status", "available"), ("limit", "1000")];
    let page = visitor.page_of(visitor.tenant, LOTS.0, LOTS.1, &query);
    let page = page.await?.filter(|page| page.next_cursor.is_none());
    if page.as_ref().is_none_or(|page| !page.items.is_empty()) {
        return Ok(page.map(|page| page.items));
    }
    used(visitor, LOTS, &query).await
}

/// With the orders that they are of.
async fn deliveries(visitor: &Visitor) -> Result<(Option<Listed>, Vec<Row>), Problem> {
    let now = visitor.format.now.to_string();
    let query = late_deliveries(&now);
    let found = listed(visitor, DELIVERIES, &[&query], "expected_at").await?;
    let of = ids(of_list(found.as_ref()), "purchase_order_id");
    let purchases = by_ids(visitor, PURCHASES.0, PURCHASES.1, "id", &of).await?;
    Ok((found, purchases))
}

/// With their stops in order; of a driver, the own ones.
async fn routes(
    visitor: &Visitor,
    own: Option<&Own>,
) -> Result<(Option<Listed>, Vec<Row>), Problem> {
    let now = visitor.format.now.to_string();
    let mine: Vec<Part> = own.map(Own::routes).into_iter().collect();
    let on_road = [&[("status", "in_progress")][..], &mine].concat();
    let late = [("status", "planned"), ("planned_start_at__lt", &now)];
    let late = [&late[..], &mine].concat();
    let found = listed(visitor, ROUTES, &[&on_road, &late], "planned_start_at").await?;
    let of = ids(of_list(found.as_ref()), "id");
    let mut stops = by_ids(visitor, "orders", "delivery_stops", "route_id", &of).await?;
    stops.sort_by_key(|stop| stop.get("sequence").and_then(serde_json::Value::as_i64));
    Ok((found, stops))
}

/// With what they are about.
async fn alerts(visitor: &Visitor) -> Result<(Option<Listed>, Vec<(&'static str, Row)>), Problem> {
    let open = ("status__ne", "resolved");
    let all_open = [open];
    let of_severity = |severity| async move {
        let query = [
            open,
            ("severity", severity),
            // By their ids, alerts of one moment would stand otherwise in each demo.
            ("sort", "-raised_at,kind,title"),
            ("limit", LOOKED_AT),
        ];
        visitor.rows(ALERTS.0, ALERTS.1, &query).await
    };
    let count = visitor.count_of(visitor.tenant, ALERTS.0, ALERTS.1, &all_open);
    let (count, rows) = tokio::try_join!(
        count,
        try_join_all(["critical", "warning", "info"].map(of_severity)),
    )?;
    let found = count.map(|count| {
        let rows = rows.into_iter().flatten().flatten();
        Listed::one(&all_open, rows.collect(), count)
    });
    let of_table = |(service, table): Place| {
        let alerts = of_list(found.as_ref());
        let alerts = alerts.filter(move |row| text(row, "subject_table") == table);
        let ids = ids(alerts, "subject_id");
        async move {
            let rows = by_ids(visitor, service, table, "id", &ids).await?;
            let rows = rows.into_iter().map(|row| (table, row));
            Ok::<Vec<_>, Problem>(rows.collect())
        }
    };
    let subjects = try_join_all(SUBJECTS.map(of_table)).await?;
    let subjects = subjects.into_iter().flatten().collect();
    Ok((found, subjects))
}
