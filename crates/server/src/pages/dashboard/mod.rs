//! `/demo`: today in the bakery.

mod chain;
mod plan;
mod sales;
mod today;

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    html,
    runs::{self, Run},
    shell::Shell,
    visitor::{Row, Visitor, text},
};
use crate::error::Problem;

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    shell: Shell,
    day: String,
    time: String,
    lists: Vec<today::List>,
    alerts: Option<today::List>,
    sales: Option<sales::Chart>,
    chain: Vec<chain::Place>,
    plan: plan::Plan,
    run: Option<Run>,
}

/// Shows a tenant's day.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let names = Names::of(&visitor).await?;
    let (lists, alerts, sales, chain, plan, run) = tokio::try_join!(
        today::lists(&visitor, &names),
        today::alerts(&visitor),
        sales::chart(&visitor),
        chain::places(&visitor),
        plan::plan(&visitor, &names),
        runs::latest(&visitor),
    )?;
    let format = &visitor.format;
    let page = DashboardPage {
        shell: Shell::of(&visitor, visitor.reader.texts().today),
        day: format.day(format.local_day(format.now)),
        time: format.time(format.now),
        lists,
        alerts,
        sales,
        chain,
        plan,
        run,
    };
    Ok(html(StatusCode::OK, &page))
}

/// The names that rows refer to.
pub struct Names {
    rows: Vec<Row>,
}

impl Names {
    async fn of(visitor: &Visitor) -> Result<Self, Problem> {
        let all = [("limit", "200")];
        let mut rows = Vec::new();
        // An outlet's rows name the products of its parent.
        for tenant in &visitor.user.claims.tenants {
            if *tenant != visitor.tenant && *tenant != visitor.user.claims.tid {
                continue;
            }
            let of = |service, table| visitor.rows_of(*tenant, service, table, &all);
            let (products, ingredients, customers, suppliers, vehicles) = tokio::try_join!(
                of("inventory", "products"),
                of("inventory", "ingredients"),
                of("orders", "customers"),
                of("suppliers", "suppliers"),
                of("orders", "vehicles"),
            )?;
            for found in [products, ingredients, customers, suppliers, vehicles] {
                rows.extend(found.unwrap_or_default());
            }
        }
        Ok(Self { rows })
    }

    /// The name of the row that a column names; empty where there is none to be seen.
    pub fn get(&self, row: &Row, column: &str) -> String {
        let id = text(row, column);
        let found = self.rows.iter().find(|row| text(row, "id") == id);
        found.map_or(String::new(), |row| text(row, "name").to_owned())
    }
}
