//! `/demo`: today in the bakery.

mod alerts;
mod chain;
mod driver;
mod found;
mod item;
mod listed;
mod plan;
mod reorder;
mod road;
mod sales;
mod today;

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    html,
    runs::{self, Run},
    shell::{self, Shell},
    visitor::Visitor,
};
use crate::error::Problem;
use found::Found;

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    shell: Shell,
    /// In a chain.
    place: Option<String>,
    day: String,
    time: String,
    columns: Vec<Vec<item::Card>>,
    sales: Option<sales::Chart>,
    chain: Option<chain::Chain>,
    plan: plan::Plan,
    run: Option<Run>,
}

/// Shows a tenant's day.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let told = async {
        let found = Found::of(&visitor).await?;
        let names = found.names(&visitor).await?;
        Ok((found, names))
    };
    let ((found, names), sales, chain, run) = tokio::try_join!(
        told,
        sales::chart(&visitor),
        chain::chain(&visitor),
        runs::latest(&visitor),
    )?;
    let format = &visitor.format;
    let page = DashboardPage {
        place: shell::place(&visitor),
        shell: Shell::of(&visitor, visitor.reader.texts().today),
        day: format.day(format.local_day(format.now)),
        time: format.time(format.now),
        columns: today::cards(&visitor, &found, &names),
        sales,
        chain,
        plan: plan::plan(&visitor, &found, &names),
        run,
    };
    Ok(html(StatusCode::OK, &page))
}
