//! `/demo/runs`: the orchestration runs and their steps.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde_json::Value;

use super::{
    html,
    labels::{label, word},
    shell::Shell,
    tone,
    visitor::{Row, Visitor, instant, text},
};
use crate::error::{Problem, kind};

#[derive(Template)]
#[template(path = "runs.html")]
struct RunsPage {
    shell: Shell,
    runs: Vec<Run>,
    /// What is said where there are none.
    none: &'static str,
}

/// A run.
pub struct Run {
    pub href: String,
    /// Why it was made, in the page's language.
    pub title: &'static str,
    pub number: String,
    pub status: String,
    pub tone: &'static str,
    pub started: String,
    pub took: String,
    /// What came of it, in the page's language.
    pub figures: String,
    /// What its row says, in the row's.
    pub message: String,
    pub steps: Vec<Step>,
}

/// A step of a run.
pub struct Step {
    pub title: String,
    /// What its row says, where that is another language than the page's.
    pub name: String,
    pub status: String,
    pub tone: &'static str,
    pub items: String,
    pub took: String,
}

/// Shows the last runs.
pub async fn page(visitor: Visitor) -> Result<Response, Problem> {
    let runs = load(&visitor, "10").await?;
    let runs =
        runs.ok_or_else(|| Problem::new(kind::FORBIDDEN, "the role lacks `orchestrator:read`"))?;
    let t = visitor.reader.texts();
    let is_outlet = visitor.tenant != visitor.holder.session.virtual_tenant_id;
    let page = RunsPage {
        shell: Shell::of(&visitor, t.nav_runs),
        runs,
        none: if is_outlet {
            t.runs_none_outlet
        } else {
            t.runs_none
        },
    };
    Ok(html(StatusCode::OK, &page))
}

/// The last run; none where there is none to be seen.
pub async fn latest(visitor: &Visitor) -> Result<Option<Run>, Problem> {
    let runs = load(visitor, "1").await?;
    Ok(runs.and_then(|runs| runs.into_iter().next()))
}

async fn load(visitor: &Visitor, limit: &str) -> Result<Option<Vec<Run>>, Problem> {
    let query = [("sort", "-started_at"), ("limit", limit)];
    let Some(rows) = visitor
        .rows("orchestrator", "orchestration_runs", &query)
        .await?
    else {
        return Ok(None);
    };
    let ids: Vec<&str> = rows.iter().map(|row| text(row, "id")).collect();
    let ids = ids.join(",");
    let query = [
        ("run_id__in", ids.as_str()),
        ("sort", "sequence"),
        ("limit", "200"),
    ];
    let steps = if ids.is_empty() {
        Vec::new()
    } else {
        visitor
            .rows("orchestrator", "orchestration_steps", &query)
            .await?
            .unwrap_or_default()
    };
    Ok(Some(
        rows.iter().map(|row| run(visitor, row, &steps)).collect(),
    ))
}

/// A step that waits for others is nothing to look at, unlike what waits elsewhere.
fn tone(status: &str) -> &'static str {
    match status {
        "pending" => "",
        other => tone::tone(other),
    }
}

fn took(row: &Row, visitor: &Visitor) -> String {
    let Some((from, to)) = instant(row, "started_at").zip(instant(row, "finished_at")) else {
        return String::new();
    };
    let seconds = to.duration_since(from).as_secs_f64();
    format!("{}\u{a0}s", visitor.format.number(seconds, 0))
}

fn run(visitor: &Visitor, row: &Row, steps: &[Row]) -> Run {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let own = steps
        .iter()
        .filter(|step| text(step, "run_id") == text(row, "id"));
    let message = row
        .get("summary")
        .and_then(|summary| summary["message"].as_str());
    Run {
        href: visitor.row_link("orchestrator", "orchestration_runs", text(row, "id")),
        title: match text(row, "trigger") {
            "manual" => t.run_manual,
            "event" => t.run_event,
            _ => t.run_schedule,
        },
        number: text(row, "run_number").to_owned(),
        status: word(language, "orchestration_runs", text(row, "status")),
        tone: tone(text(row, "status")),
        started: instant(row, "started_at").map_or(String::new(), |at| visitor.format.near(at)),
        took: took(row, visitor),
        figures: figures(visitor, row),
        message: message.unwrap_or_default().to_owned(),
        steps: own.map(|row| step(visitor, row)).collect(),
    }
}

/// What a run made, as far as its summary counts it.
fn figures(visitor: &Visitor, row: &Row) -> String {
    let summary = row.get("summary").unwrap_or(&Value::Null);
    let known = ["forecasts", "batch_ids", "purchase_order_ids"];
    let tables = ["demand_forecasts", "production_batches", "purchase_orders"];
    let figures = known.iter().zip(tables).filter_map(|(name, table)| {
        let count = match &summary[name] {
            Value::Array(ids) => u64::try_from(ids.len()).ok()?,
            other => other.as_u64()?,
        };
        Some(format!("{} {count}", label(visitor.reader.language, table)))
    });
    figures.collect::<Vec<_>>().join(" · ")
}

fn step(visitor: &Visitor, row: &Row) -> Step {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let name = text(row, "name");
    let title = match text(row, "service") {
        "sales" => t.step_sales,
        "forecasting" => t.step_forecasting,
        "production" => t.step_production,
        "procurement" => t.step_procurement,
        "inventory" => t.step_inventory,
        "orders" => t.step_orders,
        _ => "",
    };
    // Its own words are the best where the reader knows their language.
    let (title, name) = if visitor.content == language.code() {
        (name.to_owned(), "")
    } else if title.is_empty() {
        (label(language, text(row, "service")), name)
    } else {
        (title.to_owned(), name)
    };
    Step {
        title,
        name: name.to_owned(),
        status: word(language, "orchestration_steps", text(row, "status")),
        tone: tone(text(row, "status")),
        items: row.get("items").map_or(String::new(), ToString::to_string),
        took: took(row, visitor),
    }
}
