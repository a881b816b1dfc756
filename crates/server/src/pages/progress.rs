//! `/demo/progress`: what the services do, and where the time went.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State as Shared,
    http::{StatusCode, request::Parts},
    response::Response,
};
use demo_store::State;

use super::{html, labels::label, shell::Shell, visitor::Visitor};
use crate::{app::App, error::Problem, sessions::Answer};

/// The width of the picture, in its own units.
const WIDTH: f64 = 460.0;

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    shell: Shell,
    state: &'static str,
    session_id: String,
    total_ms: String,
    total_rows: String,
    failure: bool,
    bars: Vec<Bar>,
    height: usize,
    /// Of the work before the services are asked.
    recorded: String,
}

/// A service.
struct Bar {
    name: String,
    label: String,
    status: String,
    done: bool,
    failed: bool,
    rows: String,
    ms: String,
    x: String,
    width: String,
    y: usize,
}

/// Shows it, in whichever state.
pub async fn page(Shared(app): Shared<Arc<App>>, parts: Parts) -> Result<Response, Problem> {
    let visitor = Visitor::of(&parts, &app).await?;
    let session = &visitor.holder.session;
    let answer = Answer::new(&app, session);
    let (t, format, language) = (
        visitor.reader.texts(),
        &visitor.format,
        visitor.reader.language,
    );
    let longest = answer
        .services
        .iter()
        .filter_map(|one| one.duration_ms)
        .fold(0.0, f64::max);
    // All are asked at the same moment: what came before is the rest of the whole.
    let total = answer
        .duration_ms
        .unwrap_or(longest)
        .max(longest)
        .max(0.001);
    let before = total - longest;
    let names = app.services.keys().enumerate();
    let bars = names.map(|(index, name)| {
        let report = answer.services.iter().find(|one| one.service == *name);
        let ms = report.and_then(|one| one.duration_ms).unwrap_or_default();
        Bar {
            name: name.clone(),
            label: label(language, name),
            status: report.map_or(t.progress_waiting.to_owned(), |one| {
                label(language, &one.status)
            }),
            done: report.is_some_and(|one| one.status == "completed"),
            failed: report.is_some_and(|one| one.status == "failed"),
            rows: report
                .and_then(|one| one.records_cloned)
                .map_or(String::new(), |rows| format.decimal(&rows.to_string())),
            ms: report.map_or(String::new(), |_| format.number(ms, 1)),
            x: format!("{:.1}", before / total * WIDTH),
            width: format!("{:.1}", (ms / total * WIDTH).max(2.0)),
            y: index * 26 + 30,
        }
    });
    let bars: Vec<Bar> = bars.collect();
    let (state, title) = match session.state {
        State::Creating => ("creating", t.progress_title),
        State::Failing | State::Failed => ("failed", t.progress_failed),
        _ => ("ready", t.progress_ready),
    };
    let mut shell = Shell::new(&visitor.reader, title);
    if state == "ready" {
        shell = Shell::of(&visitor, title);
    }
    let page = ProgressPage {
        shell,
        state,
        session_id: session.id.to_string(),
        total_ms: format.number(total, 1),
        total_rows: format.decimal(&answer.records_cloned.unwrap_or_default().to_string()),
        failure: state == "failed",
        height: bars.len() * 26 + 36,
        bars,
        recorded: format!("{:.1}", before / total * WIDTH),
    };
    Ok(html(StatusCode::OK, &page))
}
