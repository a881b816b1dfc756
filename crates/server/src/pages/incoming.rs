//! What a chain's vans bring to an outlet. The stops are the parent's rows; of them an outlet sees
//! those at its own door, and of their routes how many stops come before.

use jiff::{SignedDuration, Timestamp};

use super::{
    names::{Names, by_ids, ids, named},
    parent,
    van::{IN_TIME, Late, came_at, delay, expected, is_failed, is_made, lateness},
    visitor::{Row, Visitor, instant, text},
};
use crate::{error::Problem, sessions};

/// A delivery to the outlet.
pub struct Arrival {
    /// When it is planned.
    pub planned: Timestamp,
    /// When it came; none also where nobody noted it.
    pub came: Option<Timestamp>,
    /// When it can be expected, where that is not as planned.
    pub expected: Option<Timestamp>,
    pub outcome: Outcome,
    /// Where it is waited for and is late.
    pub late: Option<Late>,
    /// The vehicle's name.
    pub vehicle: String,
    /// How many stops the van makes before; none of one that is not on the road.
    pub before: Option<usize>,
    /// The stop, with its load.
    pub stop: Row,
    /// The stop's page, for who opens the parent.
    pub href: Option<String>,
}

impl Arrival {
    /// When it came, or else when it is planned.
    pub fn at(&self) -> Timestamp {
        self.came.unwrap_or(self.planned)
    }
}

/// How a delivery goes: what is waited for is told first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The van is there, and nothing is handed over yet.
    AtDoor,
    Pending,
    /// Nothing was handed over, and the van has gone on.
    Failed,
    Came,
}

/// How far from now a delivery is today's.
const NEAR: SignedDuration = SignedDuration::from_hours(12);

/// The deliveries of these hours, the next first; none of a tenant that no parent delivers to, or
/// where the role may not know. The parent knows its outlets as customers of the kind `outlet`, with
/// the e-mail address that the profile gives the outlet: its own row might be changed to another's.
/// Where several customers have it, nobody knows which is meant.
pub async fn arrivals(visitor: &Visitor) -> Result<Option<Vec<Arrival>>, Problem> {
    if visitor.tenant == visitor.holder.session.virtual_tenant_id || !visitor.reads("orders") {
        return Ok(None);
    }
    let Some(email) = email(visitor) else {
        return Ok(None);
    };
    let insider = parent::insider(visitor);
    let query = [("kind", "outlet"), ("email", &email), ("limit", "2")];
    let customers = insider.rows("orders", "customers", &query).await?;
    let customers = customers.unwrap_or_default();
    let [customer] = customers.as_slice() else {
        return Ok(None);
    };
    let now = visitor.format.now;
    let from = now.saturating_sub(NEAR).unwrap_or(now).to_string();
    let until = now.saturating_add(NEAR).unwrap_or(now).to_string();
    let query = [
        ("customer_id", text(customer, "id")),
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
        if text(route, "status") == "cancelled" {
            return None;
        }
        let planned = instant(&stop, "planned_arrival_at")?;
        let outcome = match (is_failed(&stop), is_made(visitor, &stop)) {
            (true, _) => Outcome::Failed,
            (false, true) if text(&stop, "status") == "arrived" => Outcome::AtDoor,
            (false, true) => Outcome::Came,
            (false, false) => Outcome::Pending,
        };
        let number = |row: &Row| row.get("sequence").and_then(serde_json::Value::as_i64);
        let own = others
            .iter()
            .filter(|other| text(other, "route_id") == text(route, "id"));
        let mut own: Vec<&Row> = own.collect();
        own.sort_by_key(|other| number(other));
        let before = own
            .iter()
            .filter(|other| number(other) < number(&stop) && !is_made(visitor, other));
        let is_on_road = text(route, "status") == "in_progress" && outcome == Outcome::Pending;
        // A route that is over may have left a stop out.
        let overdue = || Some(now.duration_since(planned)).filter(|by| *by >= IN_TIME);
        let delay = delay(visitor, route, &own).or_else(overdue);
        let delay = delay.filter(|_| outcome == Outcome::Pending);
        let page = format!("/demo/tables/orders/delivery_stops/{}", text(&stop, "id"));
        Some(Arrival {
            planned,
            came: came_at(visitor, &stop),
            expected: delay.and_then(|delay| expected(visitor, &stop, delay)),
            outcome,
            late: lateness(visitor, &stop, delay),
            vehicle: vehicles.get(route, "vehicle_id"),
            before: is_on_road.then(|| before.count()),
            href: opens_parent.then(|| visitor.link_of(&page, insider.tenant)),
            stop,
        })
    };
    let mut arrivals: Vec<Arrival> = stops.into_iter().filter_map(arrival).collect();
    // What has come is known; what comes is waited for.
    arrivals.sort_by_key(|one| (one.outcome, one.at()));
    Ok(Some(arrivals))
}

/// The outlet's e-mail address, as the session's profile has it.
fn email(visitor: &Visitor) -> Option<String> {
    let session = &visitor.holder.session;
    let profile = sessions::profile(&visitor.app, session)?;
    let key = sessions::key(session);
    let mut tenants = profile.profile.tenants.iter();
    let own = tenants.find(|one| key.tenant_of(one.base) == visitor.tenant)?;
    let values = sessions::values(&visitor.app, session);
    Some(own.email.as_ref()?.render(&values).into_owned())
}
