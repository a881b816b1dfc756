//! `/demo/progress`: what the services do, and where the time went.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State as Shared,
    http::{StatusCode, request::Parts},
    response::Response,
};
use demo_store::State;

use super::{
    format::Format,
    html,
    labels::{label, word},
    shell::Shell,
    visitor::Visitor,
};
use crate::{
    app::App,
    error::Problem,
    sessions::{Answer, events::so_far},
};

/// The picture's width: what is drawn is placed in hundredths of it, so that it fits any screen.
const WIDTH: f64 = 100.0;
/// A time on the scale further on than this would be cut off at its edge.
const LAST_TICK: f64 = 96.0;

/// What takes no time to speak of is still seen.
const LEAST: f64 = 0.4;

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
    /// The work before the services are asked: its width and its time.
    recorded: (String, String),
    /// Of the scale: x and time.
    ticks: Vec<(String, String)>,
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
    /// For the order: when it was done.
    until: f64,
}

/// Shows it, in whichever state.
pub async fn page(Shared(app): Shared<Arc<App>>, parts: Parts) -> Result<Response, Problem> {
    let visitor = Visitor::of(&parts, &app).await?;
    let session = &visitor.holder.session;
    let mut answer = Answer::new(&app, session);
    if session.state == State::Creating {
        answer.services = so_far(&app, session.id).await?;
    }
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let time = Time::of(&answer);
    let bars = bars(&visitor, &answer, &time);
    let (state, title) = match session.state {
        State::Creating => ("creating", t.progress_title),
        State::Failing | State::Failed => ("failed", t.progress_failed),
        _ => ("ready", t.progress_ready),
    };
    let mut shell = Shell::new(&visitor.reader, title);
    if state == "ready" {
        shell = Shell::of(&visitor, title);
    }
    let recorded = time.at(time.before).max(LEAST);
    let page = ProgressPage {
        shell,
        state,
        session_id: session.id.to_string(),
        total_ms: format.number(time.total, 1),
        total_rows: format.decimal(&answer.records_cloned.unwrap_or_default().to_string()),
        failure: state == "failed",
        bars,
        recorded: (format!("{recorded:.1}"), format.number(time.before, 1)),
        ticks: time.ticks(format),
    };
    Ok(html(StatusCode::OK, &page))
}

/// In milliseconds.
struct Time {
    total: f64,
    /// Before the services were asked.
    before: f64,
}

impl Time {
    fn of(answer: &Answer) -> Self {
        let durations = answer.services.iter().filter_map(|one| one.duration_ms);
        let longest = durations.fold(0.001, f64::max);
        let total = answer.duration_ms.unwrap_or(longest).max(longest);
        // A session that is still being made does not say, and has the services at its end.
        let started = answer.services.iter().filter_map(|one| one.started_ms);
        let before = started.reduce(f64::min).unwrap_or(total - longest);
        Self { total, before }
    }

    /// Where an instant is on the picture.
    fn at(&self, ms: f64) -> f64 {
        ms / self.total * WIDTH
    }

    fn ticks(&self, format: &Format) -> Vec<(String, String)> {
        let step = round_step(self.total / 5.0);
        let decimals = usize::from(step < 1.0);
        (0..10_u8)
            .map(|count| f64::from(count) * step)
            .take_while(|ms| self.at(*ms) <= LAST_TICK)
            .map(|ms| (format!("{:.1}", self.at(ms)), format.number(ms, decimals)))
            .collect()
    }
}

fn bars(visitor: &Visitor, answer: &Answer, time: &Time) -> Vec<Bar> {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let format = &visitor.format;
    let bar = |name: &String| {
        let report = answer.services.iter().find(|one| one.service == *name);
        let ms = report.and_then(|one| one.duration_ms).unwrap_or_default();
        let started = report.and_then(|one| one.started_ms).unwrap_or(time.before);
        let (x, width) = (time.at(started), time.at(ms).max(LEAST));
        Bar {
            name: name.clone(),
            label: label(language, name),
            status: report.map_or(t.progress_waiting.to_owned(), |one| {
                word(language, "services", &one.status)
            }),
            done: report.is_some_and(|one| one.status == "completed"),
            failed: report.is_some_and(|one| one.status == "failed"),
            rows: report
                .and_then(|one| one.records_cloned)
                .map_or(String::new(), |rows| format.decimal(&rows.to_string())),
            ms: report.map_or(String::new(), |_| format.number(ms, 1)),
            x: format!("{x:.1}"),
            width: format!("{width:.1}"),
            until: report.map_or(0.0, |_| started + ms),
        }
    };
    let mut bars: Vec<Bar> = visitor.app.services.keys().map(bar).collect();
    // Those that were done first come first, once all are: a list that is watched stays as it is.
    if visitor.holder.session.state != State::Creating {
        bars.sort_by(|one, other| one.until.total_cmp(&other.until));
    }
    bars
}

/// A round number of milliseconds near a value.
fn round_step(value: f64) -> f64 {
    let unit = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let fits = steps.into_iter().find(|step| step * unit >= value);
    fits.unwrap_or(10.0) * unit
}
