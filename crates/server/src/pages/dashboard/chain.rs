//! Parent and outlets side by side.

use futures::future::try_join_all;
use jiff::SignedDuration;
use uuid::Uuid;

use super::sales;
use crate::{
    error::Problem,
    pages::visitor::Visitor,
    sessions::{self, Answer},
};

/// A tenant's day in a line.
pub struct Place {
    pub href: String,
    pub name: String,
    pub here: bool,
    pub yesterday: String,
    pub week: String,
    pub overdue: String,
    pub expiring: String,
    /// The revenue of four weeks as a line.
    pub line: String,
}

/// Empty for a session of one tenant, and for who opens one alone.
pub async fn places(visitor: &Visitor) -> Result<Vec<Place>, Problem> {
    let tenants = &visitor.user.claims.tenants;
    if tenants.len() < 2 {
        return Ok(Vec::new());
    }
    let answer = Answer::new(&visitor.app, &visitor.holder.session);
    let known = answer
        .tenants
        .into_iter()
        .filter(|one| tenants.contains(&one.tenant_id));
    let values = sessions::values(&visitor.app, &visitor.holder.session);
    // An outlet is called after the chain, which stands above it.
    let short = |name: String| {
        let rest = name.strip_prefix(&values.company);
        let rest = rest.and_then(|rest| rest.strip_prefix(" · "));
        rest.map(str::to_owned).unwrap_or(name)
    };
    try_join_all(known.map(|one| place(visitor, one.tenant_id, short(one.name)))).await
}

async fn place(visitor: &Visitor, tenant: Uuid, name: String) -> Result<Place, Problem> {
    let format = &visitor.format;
    let now = format.now.to_string();
    let soon = (format.now + SignedDuration::from_hours(48)).to_string();
    let overdue = [
        (
            "status__in",
            "confirmed,in_production,ready,out_for_delivery",
        ),
        ("requested_delivery_date__lt", &now),
    ];
    let expiring = [("status", "available"), ("expires_at__lte", soon.as_str())];
    let waiting = [
        ("status", "planned"),
        ("planned_start_at__lt", now.as_str()),
    ];
    let going = [("status", "in_progress"), ("planned_end_at__lt", &now)];
    let (revenue, overdue, waiting, going, expiring) = tokio::try_join!(
        sales::revenue(visitor, tenant),
        visitor.rows_of(tenant, "orders", "customer_orders", &overdue),
        visitor.rows_of(tenant, "production", "production_batches", &waiting),
        visitor.rows_of(tenant, "production", "production_batches", &going),
        visitor.rows_of(tenant, "inventory", "stock_lots", &expiring),
    )?;
    let count = |rows: Option<Vec<_>>| rows.map_or("–".to_owned(), |rows| rows.len().to_string());
    let all = |one: Option<Vec<_>>, other: Option<Vec<_>>| match (one, other) {
        (Some(one), Some(other)) => Some([one, other].concat()),
        (one, other) => one.or(other),
    };
    let money = |value: f64| format.money(&format!("{value:.2}"));
    Ok(Place {
        href: visitor.link_of("/demo", tenant),
        name,
        here: tenant == visitor.tenant,
        line: revenue
            .as_ref()
            .map_or(String::new(), |one| line(&one.days)),
        yesterday: revenue
            .as_ref()
            .map_or("–".to_owned(), |one| money(one.yesterday)),
        week: revenue.map_or("–".to_owned(), |one| money(one.week)),
        overdue: count(all(all(overdue, waiting), going)),
        expiring: count(expiring),
    })
}

/// Numbers as a line, 108 wide and 24 high.
fn line(numbers: &[f64]) -> String {
    let top = numbers.iter().copied().fold(1.0, f64::max);
    let points = numbers.iter().enumerate().map(|(index, number)| {
        let mark = if index == 0 { 'M' } else { 'L' };
        format!("{mark}{} {:.0}", index * 4, 22.0 - number / top * 20.0)
    });
    points.collect()
}
