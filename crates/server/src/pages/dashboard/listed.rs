//! The queries of a day's numbers: the first rows of each, and how many it has.

use futures::future::try_join_all;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    error::Problem,
    pages::visitor::{Row, Visitor, instant},
};

/// The first rows of some queries, and how many there are.
#[derive(Default)]
pub struct Listed {
    pub rows: Vec<Row>,
    pub count: u64,
}

/// A table, by its service.
pub type Place = (&'static str, &'static str);

/// A filter of the data API.
pub type Part<'a> = (&'static str, &'a str);

pub const ORDERS: Place = ("orders", "customer_orders");
pub const BATCHES: Place = ("production", "production_batches");
pub const LOTS: Place = ("inventory", "stock_lots");

/// So many rows of a query are shown; of all others how many there are.
const SHOWN: &str = "50";

/// What expires within these is about to.
const SOON: SignedDuration = SignedDuration::from_hours(48);

/// Orders that customers wait for.
pub const OPEN: Part<'static> = (
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
    let pages = queries.iter().map(|query| async move {
        let query = [*query, &[("sort", sort), ("limit", SHOWN)]].concat();
        let page = visitor.page_of(visitor.tenant, place.0, place.1, &query);
        page.await
    });
    let pages = try_join_all(pages).await?;
    let has_more = pages
        .iter()
        .flatten()
        .any(|page| page.next_cursor.is_some());
    let Some(pages) = pages.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let mut rows: Vec<Row> = pages.into_iter().flat_map(|page| page.items).collect();
    rows.sort_by_key(|row| instant(row, sort));
    let count = if has_more {
        counted(visitor, visitor.tenant, place, queries).await?
    } else if rows.is_empty() && !is_used(visitor, visitor.tenant, place).await? {
        None
    } else {
        Some(rows.len() as u64)
    };
    Ok(count.map(|count| Listed { rows, count }))
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
