//! `/demo/runs`: the orchestration runs and their steps.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    html,
    labels::label,
    shell::Shell,
    visitor::{Row, Visitor, instant, text},
};
use crate::error::{Problem, kind};

#[derive(Template)]
#[template(path = "runs.html")]
struct RunsPage {
    shell: Shell,
    runs: Vec<Run>,
}

/// A run.
pub struct Run {
    pub href: String,
    pub number: String,
    pub status: String,
    pub tone: &'static str,
    pub started: String,
    pub took: String,
    pub message: String,
    pub steps: Vec<Step>,
}

/// A step of a run.
pub struct Step {
    pub name: String,
    pub service: String,
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
    let shell = Shell::of(&visitor, visitor.reader.texts().nav_runs);
    Ok(html(StatusCode::OK, &RunsPage { shell, runs }))
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

fn tone(status: &str) -> &'static str {
    match status {
        "completed" => "good",
        "completed_with_warnings" => "warn",
        "failed" => "bad",
        "running" => "info",
        _ => "",
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
    let language = visitor.reader.language;
    let own = steps
        .iter()
        .filter(|step| text(step, "run_id") == text(row, "id"));
    let message = row
        .get("summary")
        .and_then(|summary| summary["message"].as_str());
    Run {
        href: visitor.row_link("orchestrator", "orchestration_runs", text(row, "id")),
        number: text(row, "run_number").to_owned(),
        status: label(language, text(row, "status")),
        tone: tone(text(row, "status")),
        started: instant(row, "started_at").map_or(String::new(), |at| visitor.format.near(at)),
        took: took(row, visitor),
        message: message.unwrap_or_default().to_owned(),
        steps: own
            .map(|step| Step {
                name: text(step, "name").to_owned(),
                service: label(language, text(step, "service")),
                status: label(language, text(step, "status")),
                tone: tone(text(step, "status")),
                items: step.get("items").map_or(String::new(), ToString::to_string),
                took: took(step, visitor),
            })
            .collect(),
    }
}
