//! The rows that a tenant's day is told from.

use jiff::SignedDuration;

use crate::{
    error::Problem,
    pages::{
        incoming::{self, Arrival},
        names::{Names, by_ids, ids, named},
        van::should_have_left,
        visitor::{Row, Visitor, text},
    },
};

/// What expires within these is about to.
const SOON: SignedDuration = SignedDuration::from_hours(48);

/// Rows of each table. None where the role does not see it, or where the tenant has none of its
/// kind at all: a shop without an oven is not told that nothing is in it.
pub struct Found {
    /// Supplies that have not come.
    pub deliveries: Option<Vec<Row>>,
    /// The orders that these are of.
    pub purchases_due: Vec<Row>,
    /// Planned and being made.
    pub batches: Option<Vec<Row>>,
    /// What customers wait for.
    pub orders: Option<Vec<Row>>,
    /// Lots about to expire.
    pub lots: Option<Vec<Row>>,
    /// On the road, or late to leave.
    pub routes: Option<Vec<Row>>,
    /// Of these routes.
    pub stops: Vec<Row>,
    /// What the parent brings.
    pub arrivals: Option<Vec<Arrival>>,
    /// The plan of today.
    pub plan: Option<Vec<Row>>,
    pub ingredients: Option<Vec<Row>>,
    /// What is there.
    pub stock: Option<Vec<Row>>,
    pub purchases: Option<Vec<Row>>,
    /// Those that nobody has resolved.
    pub alerts: Option<Vec<Row>>,
    /// What the alerts are about, with its table.
    pub subjects: Vec<(&'static str, Row)>,
}

/// A table, by its service.
type Place = (&'static str, &'static str);

const BATCHES: Place = ("production", "production_batches");
const PURCHASES: Place = ("procurement", "purchase_orders");
const LOTS: Place = ("inventory", "stock_lots");

/// What alerts are about, as the kinds of alerts allow.
const SUBJECTS: [Place; 9] = [
    ("procurement", "deliveries"),
    BATCHES,
    LOTS,
    ("inventory", "ingredients"),
    ("inventory", "products"),
    ("production", "equipment"),
    ("forecasting", "demand_forecasts"),
    ("orders", "delivery_routes"),
    ("orders", "delivery_stops"),
];

impl Found {
    /// Of the visitor's tenant.
    pub async fn of(visitor: &Visitor) -> Result<Self, Problem> {
        let soon = (visitor.format.now + SOON).to_string();
        let batches = [
            ("status__in", "planned,in_progress"),
            ("sort", "planned_start_at"),
            ("limit", "200"),
        ];
        let orders = [
            (
                "status__in",
                "confirmed,in_production,ready,out_for_delivery",
            ),
            ("sort", "requested_delivery_date"),
            ("limit", "200"),
        ];
        let lots = [
            ("status", "available"),
            ("expires_at__lte", soon.as_str()),
            ("sort", "expires_at"),
            ("limit", "50"),
        ];
        let plan = [("sort", "planned_start_at"), ("limit", "12")];
        let ingredients = [("sort", "name"), ("limit", "50")];
        let stock = [("status", "available"), ("limit", "1000")];
        let purchases = [("sort", "-ordered_at"), ("limit", "8")];
        let today = async {
            tokio::try_join!(
                deliveries(visitor),
                used(visitor, BATCHES, &batches),
                used(visitor, ("orders", "customer_orders"), &orders),
                used(visitor, LOTS, &lots),
                routes(visitor),
                incoming::arrivals(visitor),
            )
        };
        let plan = async {
            tokio::try_join!(
                used(visitor, BATCHES, &plan),
                used(visitor, ("inventory", "ingredients"), &ingredients),
                used(visitor, LOTS, &stock),
                used(visitor, PURCHASES, &purchases),
                alerts(visitor),
            )
        };
        let (today, plan) = tokio::try_join!(today, plan)?;
        let (deliveries, batches, orders, lots, routes, arrivals) = today;
        let (deliveries, purchases_due) = deliveries;
        let (routes, stops) = routes;
        let (plan, ingredients, stock, purchases, (alerts, subjects)) = plan;
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
            purchases,
            alerts,
            subjects,
        })
    }

    /// The names that these rows refer to.
    pub async fn names(&self, visitor: &Visitor) -> Result<Names, Problem> {
        let subjects = || self.subjects.iter().map(|(_, row)| row);
        let made = rows(&[&self.batches, &self.lots, &self.plan, &self.stock]).chain(subjects());
        let made: Vec<&Row> = made.collect();
        let bought = rows(&[&self.purchases]).chain(&self.purchases_due);
        let sold = rows(&[&self.orders]).chain(&self.stops);
        let driven = rows(&[&self.routes]).chain(subjects());
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
        ];
        Names::of(visitor, wanted).await
    }
}

fn rows<'a, const N: usize>(
    lists: &[&'a Option<Vec<Row>>; N],
) -> impl Iterator<Item = &'a Row> + use<'a, N> {
    (*lists).into_iter().flatten().flatten()
}

/// The rows of a query; none where the role does not see them, or the tenant has none in the whole
/// table.
async fn used(
    visitor: &Visitor,
    (service, table): Place,
    query: &[(&str, &str)],
) -> Result<Option<Vec<Row>>, Problem> {
    let found = visitor.rows(service, table, query).await?;
    if found.as_ref().is_none_or(|rows| !rows.is_empty()) {
        return Ok(found);
    }
    let any = visitor.rows(service, table, &[("limit", "1")]).await?;
    Ok(found.filter(|_| any.is_some_and(|rows| !rows.is_empty())))
}

/// With the orders that they are of.
async fn deliveries(visitor: &Visitor) -> Result<(Option<Vec<Row>>, Vec<Row>), Problem> {
    let now = visitor.format.now.to_string();
    let query = [
        ("status__in", "scheduled,in_transit,late"),
        ("expected_at__lt", now.as_str()),
        ("sort", "expected_at"),
    ];
    let found = used(visitor, ("procurement", "deliveries"), &query).await?;
    let of = ids(found.iter().flatten(), "purchase_order_id");
    let purchases = by_ids(visitor, PURCHASES.0, PURCHASES.1, "id", &of).await?;
    Ok((found, purchases))
}

/// With their stops in order.
async fn routes(visitor: &Visitor) -> Result<(Option<Vec<Row>>, Vec<Row>), Problem> {
    let query = [
        ("status__in", "planned,in_progress"),
        ("sort", "planned_start_at"),
        ("limit", "200"),
    ];
    let found = used(visitor, ("orders", "delivery_routes"), &query).await?;
    let found = found.map(|mut rows| {
        rows.retain(|row| {
            text(row, "status") == "in_progress" || should_have_left(visitor, row).is_some()
        });
        rows
    });
    let of = ids(found.iter().flatten(), "id");
    let mut stops = by_ids(visitor, "orders", "delivery_stops", "route_id", &of).await?;
    stops.sort_by_key(|stop| stop.get("sequence").and_then(serde_json::Value::as_i64));
    Ok((found, stops))
}

/// With what they are about.
async fn alerts(
    visitor: &Visitor,
) -> Result<(Option<Vec<Row>>, Vec<(&'static str, Row)>), Problem> {
    let query = [
        ("status__ne", "resolved"),
        ("sort", "-raised_at"),
        ("limit", "10"),
    ];
    let found = visitor.rows("orchestrator", "alerts", &query).await?;
    let of_table = |(service, table): Place| {
        let alerts = found.iter().flatten();
        let alerts = alerts.filter(move |row| text(row, "subject_table") == table);
        let ids = ids(alerts, "subject_id");
        async move {
            let rows = by_ids(visitor, service, table, "id", &ids).await?;
            let rows = rows.into_iter().map(|row| (table, row));
            Ok::<Vec<_>, Problem>(rows.collect())
        }
    };
    let subjects = futures::future::try_join_all(SUBJECTS.map(of_table)).await?;
    let subjects = subjects.into_iter().flatten().collect();
    Ok((found, subjects))
}
