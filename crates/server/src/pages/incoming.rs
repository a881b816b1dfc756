//! What a chain's vans bring to an outlet. The stops are the parent's rows; of them an outlet sees
//! those at its own door, and of their routes how many stops come before.

use jiff::{SignedDuration, Timestamp};

use super::{
    names::{Names, by_ids, ids, named},
    parent,
    van::{is_made, lateness},
    visitor::{Row, Visitor, instant, text},
};
use crate::error::Problem;

/// A delivery to the outlet.
pub struct Arrival {
    /// When it came, or is to come.
    pub at: Timestamp,
    pub came: bool,
    /// In words, where it should be here.
    pub late: Option<String>,
    /// The vehicle's name.
    pub vehicle: String,
    /// How many stops the van makes before; none of one that is not on the road.
    pub before: Option<usize>,
    /// The stop, with its load.
    pub stop: Row,
    /// The stop's page, for who opens the parent.
    pub href: Option<String>,
}

/// How far from now a delivery is today's.
const NEAR: SignedDuration = SignedDuration::from_hours(12);

/// The deliveries of these hours, the next first; none of a tenant that no parent delivers to, or
/// where the role may not know. The parent knows its outlets as customers of the kind `outlet`, with
/// the e-mail address that the outlet's own row has.
pub async fn arrivals(visitor: &Visitor) -> Result<Option<Vec<Arrival>>, Problem> {
    if visitor.tenant == visitor.holder.session.virtual_tenant_id || !visitor.reads("orders") {
        return Ok(None);
    }
    let own = visitor.rows("tenant", "tenants", &[]).await?;
    let own = own.unwrap_or_default();
    let email = own.first().map_or("", |row| text(row, "email"));
    let insider = parent::insider(visitor);
    let query = [("kind", "outlet"), ("email", email), ("limit", "1")];
    let customers = insider.rows("orders", "customers", &query).await?;
    let Some(customer) = customers.unwrap_or_default().into_iter().next() else {
        return Ok(None);
    };
    let now = visitor.format.now;
    let from = now.saturating_sub(NEAR).unwrap_or(now).to_string();
    let until = now.saturating_add(NEAR).unwrap_or(now).to_string();
    let query = [
        ("customer_id", text(&customer, "id")),
        ("planned_arrival_at__gte", &from),
        ("planned_arrival_at__lt", &until),
        ("sort", "planned_arrival_at"),
    ];
    let stops = insider.rows("orders", "delivery_stops", &query).await?;
    let stops = stops.unwrap_or_default();
    let of = ids(&stops, "route_id");
    let (routes, others) = tokio::try_join!(
        by_ids(&insider, "orders", "delivery_routes", "id", &of),
        by_ids(&insider, "orders", "delivery_stops", "route_id", &of),
    )?;
    let vehicles = named("orders", "vehicles");
    let vehicles = Names::of(&insider, [(vehicles, ids(&routes, "vehicle_id"))]).await?;
    let opens_parent = visitor.user.claims.tenants.contains(&insider.tenant);
    let arrival = |stop: Row| {
        let mut routes = routes.iter();
        let route = routes.find(|route| text(route, "id") == text(&stop, "route_id"))?;
        let planned = instant(&stop, "planned_arrival_at")?;
        let came = instant(&stop, "arrived_at");
        if text(route, "status") == "cancelled" {
            return None;
        }
        let number = |row: &Row| row.get("sequence").and_then(serde_json::Value::as_i64);
        let before = others.iter().filter(|other| {
            text(other, "route_id") == text(route, "id")
                && number(other) < number(&stop)
                && !is_made(other)
        });
        let is_on_road = text(route, "status") == "in_progress" && came.is_none();
        let page = format!("/demo/tables/orders/delivery_stops/{}", text(&stop, "id"));
        Some(Arrival {
            at: came.unwrap_or(planned),
            came: came.is_some(),
            late: lateness(visitor, Some(planned).filter(|_| came.is_none())),
            vehicle: vehicles.get(route, "vehicle_id"),
            before: is_on_road.then(|| before.count()),
            href: opens_parent.then(|| visitor.link_of(&page, insider.tenant)),
            stop,
        })
    };
    let mut arrivals: Vec<Arrival> = stops.into_iter().filter_map(arrival).collect();
    // What has come is known; what comes is waited for.
    arrivals.sort_by_key(|one| (one.came, one.at));
    Ok(Some(arrivals))
}
