//! The part of the day that is a driver's own: a role may see all routes, and drives some.

use super::listed::{Part, ROUTES};
use crate::{
    data::MAX_IN,
    error::Problem,
    pages::{
        names::by_ids,
        visitor::{Visitor, text},
    },
};

/// What a visitor drives who drives at all.
pub struct Own {
    user: String,
    /// The orders on board, or to be: between commas, as many as a filter takes.
    orders: String,
}

impl Own {
    /// The filter of their routes.
    pub fn routes(&self) -> Part<'_> {
        ("driver_user_id", &self.user)
    }

    /// The filter of their orders; none where they have none.
    pub fn orders(&self) -> Option<Part<'_>> {
        Some(("id__in", self.orders.as_str())).filter(|(_, ids)| !ids.is_empty())
    }
}

/// None of a visitor who has nothing to drive, or whom all is of concern.
pub async fn own(visitor: &Visitor) -> Result<Option<Own>, Problem> {
    let claims = &visitor.user.claims;
    if claims.permissions.iter().any(|one| one.starts_with("*:")) {
        return Ok(None);
    }
    let user = claims.sub.to_string();
    let query = [
        ("driver_user_id", user.as_str()),
        ("status__in", "planned,in_progress"),
        ("sort", "planned_start_at"),
        ("limit", "50"),
    ];
    let routes = visitor.rows(ROUTES.0, ROUTES.1, &query).await?;
    let Some(routes) = routes.filter(|routes| !routes.is_empty()) else {
        return Ok(None);
    };
    let open = routes.iter().map(|row| text(row, "id")).collect();
    let stops = by_ids(visitor, "orders", "delivery_stops", "route_id", &open).await?;
    let orders = stops.iter().map(|stop| text(stop, "order_id"));
    let orders = orders.filter(|id| !id.is_empty()).take(MAX_IN);
    let orders = orders.collect::<Vec<_>>().join(",");
    Ok(Some(Own { user, orders }))
}
