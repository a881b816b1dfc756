//! `/demo`: today in the bakery.

mod alerts;
mod chain;
mod plan;
mod sales;
mod today;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde_json::Value;

use super::{
    html,
    parent::{self, Named},
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
    columns: [Vec<today::List>; 3],
    alerts: Option<today::List>,
    sales: Option<sales::Chart>,
    chain: Vec<chain::Place>,
    plan: plan::Plan,
    run: Option<Run>,
}

/// Shows a tenant's day.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let names = Names::of(&visitor).await?;
    let (columns, alerts, sales, chain, plan, run) = tokio::try_join!(
        today::lists(&visitor, &names),
        alerts::alerts(&visitor),
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
        columns,
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
        let lots = ("inventory", "stock_lots", "product_id");
        let products = Named {
            service: "inventory",
            table: "products",
            title: "name",
        };
        let parents = parent::named_by(visitor, lots, products).await?;
        let row = |(id, name): (String, String)| {
            let columns = [("id", id), ("name", name)];
            let columns = columns.map(|(column, text)| (column.to_owned(), Value::String(text)));
            Row::from_iter(columns)
        };
        rows.extend(parents.into_iter().map(row));
        Ok(Self { rows })
    }

    /// The name of the row that a column names; empty where there is none to be seen.
    pub fn get(&self, row: &Row, column: &str) -> String {
        let id = text(row, column);
        let found = self.rows.iter().find(|row| text(row, "id") == id);
        found.map_or(String::new(), |row| text(row, "name").to_owned())
    }
}
