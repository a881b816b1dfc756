//! The queries of a day's numbers: the first rows of each, and how many it has.

use futures::future::try_join_all;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    data::MAX_IN,
    error::Problem,
    pages::{
        van::is_made,
        visitor::{Row, Visitor, instant, text},
    },
};

/// The first rows of some queries, and how many each has.
#[derive(Default)]
pub struct Listed {
    pub rows: Vec<Row>,
    pub of: Vec<Counted>,
}

/// A query with how many rows it has: what leads to its list must ask the same.
pub struct Counted {
    pub query: Vec<(&'static str, String)>,
    pub count: u64,
    /// How many of the first rows are its own.
    pub shown: u64,
}

impl Counted {
    fn new(query: &[Part<'_>], count: u64, shown: usize) -> Self {
        let query = query.iter();
        Self {
            query: query
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            count,
            shown: shown as u64,
        }
    }
}

impl Listed {
    /// The first rows of one query that has so many.
    pub fn one(query: &[Part<'_>], rows: Vec<Row>, count: u64) -> Self {
        let of = vec![Counted::new(query, count, rows.len())];
        Self { rows, of }
    }
}

/// A table, by its service.
pub type Place = (&'static str, &'static str);

/// A filter of the data API.
pub type Part<'a> = (&'static str, &'a str);

pub const ORDERS: Place = ("orders", "customer_orders");
pub const BATCHES: Place = ("production", "production_batches");
pub const LOTS: Place = ("inventory", "stock_lots");
pub const DELIVERIES: Place = ("procurement", "deliveries");
pub const PURCHASES: Place = ("procurement", "purchase_orders");
pub const ALERTS: Place = ("orchestrator", "alerts");
pub const ROUTES: Place = ("orders", "delivery_routes");
const STOPS: Place = ("orders", "delivery_stops");

/// Rows that a list's address leaves out at most: proxies take addresses of 8 kB.
const LEFT_OUT: usize = 50;

/// So many rows of a query are shown; of all others how many there are.
const SHOWN: &str = "50";

/// What expires within these is about to. This morning's bread keeps for a day, and is no news.
const SOON: SignedDuration = SignedDuration::from_hours(12);

/// A van's deliveries are of a day.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Orders that customers wait for.
const OPEN: Part<'static> = (
    "status__in",
    "confirmed,in_production,ready,out_for_delivery",
);

/// The instant until which what expires is about to.
pub fn soon(visitor: &Visitor) -> String {
    (visitor.format.now + SOON).to_string()
}

/// Lots that expire until an instant.
pub fn expiring(soon: &str) -> [Part<'_>; 2] {
    [("status", "available"), ("expires_at__lte", soon)]
}

/// Orders that should have been delivered before an instant.
pub fn overdue_orders(now: &str) -> [Part<'_>; 2] {
    [OPEN, ("requested_delivery_date__lt", now)]
}

/// Orders that are to be delivered from an instant on.
pub fn next_orders(now: &str) -> [Part<'_>; 2] {
    [OPEN, ("requested_delivery_date__gte", now)]
}

/// Batches that are to be begun from an instant on.
pub fn next_batches(now: &str) -> [Part<'_>; 2] {
    [("status", "planned"), ("planned_start_at__gte", now)]
}

/// Supplies that should have come before an instant.
pub fn late_deliveries(now: &str) -> [Part<'_>; 2] {
    [
        ("status__in", "scheduled,in_transit,late"),
        ("expected_at__lt", now),
    ]
}

/// Batches that should have been begun before an instant, and those that should have ended.
pub fn overdue_batches(now: &str) -> [[Part<'_>; 2]; 2] {
    [
        [("status", "planned"), ("planned_start_at__lt", now)],
        [("status", "in_progress"), ("planned_end_at__lt", now)],
    ]
}

/// How many rows some queries have together; none where the role does not see them, or the tenant
/// has none in the whole table.
pub async fn count(
    visitor: &Visitor,
    tenant: Uuid,
    place: Place,
    queries: &[&[Part<'_>]],
) -> Result<Option<u64>, Problem> {
    let count = counted(visitor, tenant, place, queries).await?;
    if count == Some(0) && !is_used(visitor, tenant, place).await? {
        return Ok(None);
    }
    Ok(count)
}

/// The first rows of some queries, in an order; none as of [`count`].
pub async fn listed(
    visitor: &Visitor,
    place: Place,
    queries: &[&[Part<'_>]],
    sort: &'static str,
) -> Result<Option<Listed>, Problem> {
    let asked = queries.iter().map(|query| async move {
        let shown = [*query, &[("sort", sort), ("limit", SHOWN)]].concat();
        let page = visitor.page_of(visitor.tenant, place.0, place.1, &shown);
        let Some(page) = page.await? else {
            return Ok::<_, Problem>(None);
        };
        let shown = page.items.len();
        let count = if page.next_cursor.is_some() {
            let count = visitor.count_of(visitor.tenant, place.0, place.1, query);
            count.await?.unwrap_or_default()
        } else {
            shown as u64
        };
        Ok(Some((page.items, Counted::new(query, count, shown))))
    });
    let found = try_join_all(asked).await?.into_iter();
    let Some(found) = found.collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let (rows, of): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    if rows.is_empty() && !is_used(visitor, visitor.tenant, place).await? {
        return Ok(None);
    }
    rows.sort_by_key(|row| instant(row, sort));
    Ok(Some(Listed { rows, of }))
}

/// The rows of a query; none where the role does not see them, or the tenant has none in the whole
/// table.
pub async fn used(
    visitor: &Visitor,
    place: Place,
    query: &[Part<'_>],
) -> Result<Option<Vec<Row>>, Problem> {
    let found = visitor.rows(place.0, place.1, query).await?;
    let is_empty = found.as_ref().is_some_and(Vec::is_empty);
    if is_empty && !is_used(visitor, visitor.tenant, place).await? {
        return Ok(None);
    }
    Ok(found)
}

/// The orders that vans have handed over in these hours, whatever their own rows say: between
/// commas, as many as a filter takes.
pub async fn handed_over(visitor: &Visitor, tenant: Uuid) -> Result<String, Problem> {
    let now = visitor.format.now;
    let from = now.saturating_sub(DAY).unwrap_or(now).to_string();
    let most = MAX_IN.to_string();
    let query = [
        ("status", "delivered"),
        ("planned_arrival_at__gte", &from),
        ("sort", "-planned_arrival_at"),
        ("limit", &most),
    ];
    let stops = visitor.rows_of(tenant, STOPS.0, STOPS.1, &query).await?;
    let stops = stops.unwrap_or_default();
    let made = stops.iter().filter(|stop| is_made(visitor, stop));
    let orders = made.map(|stop| text(stop, "order_id"));
    let orders: Vec<&str> = orders.filter(|id| !id.is_empty()).collect();
    Ok(orders.join(","))
}

/// Leaves out what vans have handed over, of the list of one query.
pub async fn without(
    visitor: &Visitor,
    handed_over: &str,
    query: &[Part<'_>],
    list: Option<Listed>,
) -> Result<Option<Listed>, Problem> {
    let Some(mut list) = list else {
        return Ok(None);
    };
    let gone = among(visitor, visitor.tenant, handed_over, query).await?;
    list.rows
        .retain(|row| !gone.iter().any(|id| id == text(row, "id")));
    for of in &mut list.of {
        of.count = of.count.saturating_sub(gone.len() as u64);
        of.shown = list.rows.len() as u64;
        let left_out = gone.iter().take(LEFT_OUT);
        of.query.extend(left_out.map(|id| ("id__ne", id.clone())));
    }
    Ok(Some(list))
}

/// The orders of a query that are among some.
async fn among(
    visitor: &Visitor,
    tenant: Uuid,
    ids: &str,
    query: &[Part<'_>],
) -> Result<Vec<String>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let most = MAX_IN.to_string();
    let query = [query, &[("id__in", ids), ("limit", &most)]].concat();
    let rows = visitor.rows_of(tenant, ORDERS.0, ORDERS.1, &query).await?;
    let rows = rows.unwrap_or_default();
    Ok(rows.iter().map(|row| text(row, "id").to_owned()).collect())
}

/// As [`count`], of the overdue orders of a tenant.
pub async fn count_overdue(
    visitor: &Visitor,
    tenant: Uuid,
    now: &str,
) -> Result<Option<u64>, Problem> {
    let query = overdue_orders(now);
    let count = count(visitor, tenant, ORDERS, &[&query]).await?;
    if count.is_none_or(|count| count == 0) {
        return Ok(count);
    }
    let handed_over = handed_over(visitor, tenant).await?;
    let gone = among(visitor, tenant, &handed_over, &query).await?.len();
    Ok(count.map(|count| count.saturating_sub(gone as u64)))
}

async fn counted(
    visitor: &Visitor,
    tenant: Uuid,
    (service, table): Place,
    queries: &[&[Part<'_>]],
) -> Result<Option<u64>, Problem> {
    let counts = queries.iter();
    let counts = counts.map(|query| visitor.count_of(tenant, service, table, query));
    Ok(try_join_all(counts).await?.into_iter().sum())
}

/// Whether a tenant has any row in a table.
async fn is_used(
    visitor: &Visitor,
    tenant: Uuid,
    (service, table): Place,
) -> Result<bool, Problem> {
    let one = [("limit", "1")];
    let any = visitor.rows_of(tenant, service, table, &one).await?;
    Ok(any.is_some_and(|rows| !rows.is_empty()))
}
