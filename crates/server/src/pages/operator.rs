//! `/operator`: all sessions, for who holds the operator's token.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, Query, State as Shared},
    http::{StatusCode, request::Parts},
    response::Response,
};
use data_encoding::HEXLOWER;
use demo_store::ListQuery;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Map;

use super::{
    form::Form,
    format::Format,
    html,
    labels::{capital, label, word},
    login::LoginPage,
    request::Reader,
    see, set_cookie,
    shell::Shell,
    tone::tone,
};
use crate::{
    app::App,
    auth::{Caller, Operator, cookie},
    body::OptionalObject,
    client::Client,
    error::{Problem, kind},
    secrets::same,
    sessions::{ServiceReport, delete, extend, list, protect, stats},
};

const COOKIE: &str = "demo_operator";
/// A working day.
const KEPT: i64 = 12 * 3600;

#[derive(Template)]
#[template(path = "operator.html")]
struct OperatorPage {
    shell: Shell,
    csrf: String,
    wrong: Option<String>,
    states: Vec<(String, u64)>,
    p50: String,
    p95: String,
    p99: String,
    waiting: u64,
    removing: u64,
    histogram: Vec<Bar>,
    /// Name, median, and its share of the longest in hundredths.
    services: Vec<(String, String, String)>,
    failures: Vec<(String, u64, String)>,
    filters: Vec<(String, String, bool)>,
    is_filtered: bool,
    sessions: Vec<Line>,
    next: Option<String>,
}

struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
    middle: String,
    label: String,
    count: usize,
}

struct Line {
    id: String,
    email: String,
    company: String,
    profile: String,
    state: String,
    tone: &'static str,
    live: bool,
    protected: bool,
    failure: Option<String>,
    age: String,
    expires: String,
    rows: String,
    ms: String,
}

/// Whoever logged in here. The cookie holds no token: an end, and a seal of it and the token.
pub struct Guest {
    csrf: String,
}

impl FromRequestParts<Arc<App>> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let found = cookie(&parts.headers, COOKIE).filter(|value| {
            let end = value
                .split_once('.')
                .and_then(|(end, _)| end.parse::<i64>().ok());
            end.is_some_and(|end| {
                end > app.now().as_second()
                    && sealed(app, end).is_some_and(|ours| same(&ours, value))
            })
        });
        match found {
            Some(value) => Ok(Self {
                csrf: HEXLOWER.encode(&app.secrets.seal(b"operator csrf", value.as_bytes())),
            }),
            None => Err(ask(&Reader::of(parts), false)),
        }
    }
}

fn sealed(app: &App, end: i64) -> Option<String> {
    let token = app.config.operator_token.as_deref()?;
    let seal = app
        .secrets
        .seal(b"operator", format!("{end}\0{token}").as_bytes());
    Some(format!("{end}.{}", HEXLOWER.encode(&seal)))
}

fn ask(reader: &Reader, wrong: bool) -> Response {
    let t = reader.texts();
    let page = LoginPage {
        shell: Shell::new(reader, t.operator.title),
        title: t.operator.title,
        action: "/operator/login",
        operator: true,
        wrong,
        wrong_text: t.operator.wrong,
        email: String::new(),
    };
    html(
        if wrong {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        },
        &page,
    )
}

/// Takes the operator's token.
pub async fn log_in(
    Shared(app): Shared<Arc<App>>,
    Client(address): Client,
    reader: Reader,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    app.rates.login.check(&address)?;
    let form = form?;
    let token = app.config.operator_token.as_deref();
    if !token.is_some_and(|token| same(token, form.text("token").trim())) {
        return Ok(ask(&reader, true));
    }
    let value = sealed(&app, app.now().as_second() + KEPT).unwrap_or_default();
    let mut response = see("/operator");
    set_cookie(&mut response, &app, COOKIE, &value, Some(KEPT));
    Ok(response)
}

/// Forgets it.
pub async fn leave(
    Shared(app): Shared<Arc<App>>,
    guest: Guest,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    form?.carries(&guest.csrf)?;
    let mut response = see("/operator");
    set_cookie(&mut response, &app, COOKIE, "", Some(0));
    Ok(response)
}

/// Protects, extends or ends a session, as the API does.
pub async fn act(
    Shared(app): Shared<Arc<App>>,
    guest: Guest,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    let form = form?;
    form.carries(&guest.csrf)?;
    let (id, none) = (
        Path(form.text("session").to_owned()),
        Ok(OptionalObject(Map::new())),
    );
    let app = Shared(app);
    match form.text("do") {
        "protect" => drop(protect::protect(app, Operator, id, none).await?),
        "unprotect" => drop(protect::unprotect(app, Operator, id, none).await?),
        "extend" => drop(extend::extend(app, Caller::Operator, id, none).await?),
        "end" => drop(delete::delete(app, Caller::Operator, id).await?),
        _ => return Err(Problem::new(kind::NOT_FOUND, "there is no such action")),
    }
    Ok(see("/operator"))
}

/// Shows all sessions.
pub async fn page(
    Shared(app): Shared<Arc<App>>,
    guest: Guest,
    reader: Reader,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let chosen = parameters
        .iter()
        .find(|(name, _)| name == "state")
        .map(|(_, value)| value.clone());
    let recent = ListQuery {
        limit: 200,
        ..ListQuery::default()
    };
    let (stats, page, times, recent) = tokio::try_join!(
        stats::stats(Shared(Arc::clone(&app)), Operator),
        list::list(Shared(Arc::clone(&app)), Operator, Query(parameters)),
        async { Ok(app.store.sessions.creation_times(1000).await?) },
        async { Ok(app.store.sessions.list(&recent).await?) },
    )?;
    let (stats, page) = (stats.0, page.0);
    let format = Format {
        language: reader.language,
        zone: TimeZone::UTC,
        currency: "EUR".to_owned(),
        now: app.now(),
    };
    let ms = |value: Option<f64>| {
        value.map_or("–".to_owned(), |one| {
            format!("{} ms", format.number(one, 1))
        })
    };
    let at = |text: &str| text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let all = reader.texts().all.to_owned();
    let mut filters = vec![("/operator".to_owned(), all, chosen.is_none())];
    for name in ["ready", "failed", "expired", "deleted"] {
        let here = chosen.as_deref() == Some(name);
        filters.push((
            format!("/operator?state={name}"),
            word(reader.language, "sessions", name),
            here,
        ));
    }
    let is_filtered = chosen.is_some();
    let after = page.next_cursor.map(|cursor| {
        let filter = chosen.map_or(String::new(), |name| format!("state={name}&"));
        format!("/operator?{filter}cursor={cursor}")
    });
    let page = OperatorPage {
        shell: Shell::new(&reader, reader.texts().operator.title),
        csrf: guest.csrf,
        wrong: None,
        states: stats
            .by_state
            .iter()
            .map(|(name, count)| (word(reader.language, "sessions", name), *count))
            .collect(),
        p50: ms(stats.creation_ms.p50),
        p95: ms(stats.creation_ms.p95),
        p99: ms(stats.creation_ms.p99),
        waiting: stats.cleanup.waiting,
        removing: stats.cleanup.removing,
        histogram: histogram(&times, &format),
        services: medians(&recent, &format),
        failures: stats
            .failures
            .into_iter()
            .map(|one| (one.cause, one.sessions, format.near(at(&one.last_at))))
            .collect(),
        filters,
        is_filtered,
        sessions: page
            .items
            .into_iter()
            .map(|one| line(&format, one))
            .collect(),
        next: after,
    };
    Ok(html(StatusCode::OK, &page))
}

fn line(format: &Format, one: list::SessionItem) -> Line {
    let at = |text: &str| text.parse().unwrap_or(format.now);
    Line {
        id: one.session_id.to_string(),
        email: one.email,
        company: one.company.unwrap_or_default(),
        profile: capital(&label(format.language, &one.demo_account_type)),
        state: word(format.language, "sessions", one.status),
        // A demo whose time is over is as it should be.
        tone: Some(tone(one.status))
            .filter(|_| one.status != "expired")
            .unwrap_or_default(),
        live: one.status == "ready",
        protected: one.protected,
        failure: one.failure,
        age: format.between(at(&one.created_at), format.now),
        expires: if one.protected && one.status == "ready" {
            format.language.texts().operator.kept.to_owned()
        } else {
            format.near(at(&one.expires_at))
        },
        rows: one
            .records_cloned
            .map_or(String::new(), |rows| format.decimal(&rows.to_string())),
        ms: one
            .duration_ms
            .map_or(String::new(), |ms| format.number(ms, 1)),
    }
}

/// Twice as much in each column as in the one before.
#[expect(clippy::cast_precision_loss, reason = "a thousand at most")]
fn histogram(times: &[f64], format: &Format) -> Vec<Bar> {
    const BOUNDS: [f64; 9] = [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, f64::INFINITY];
    if times.is_empty() {
        return Vec::new();
    }
    let mut from = 0.0;
    let counts = BOUNDS.map(|to| {
        let count = times
            .iter()
            .filter(|time| **time > from && **time <= to)
            .count();
        from = to;
        count
    });
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = 520.0 / BOUNDS.len() as f64;
    let bar = |(index, count): (usize, usize)| {
        let height = count as f64 / most * 140.0;
        let x = index as f64 * width;
        let label = if BOUNDS[index].is_finite() {
            format!("≤ {}", format.number(BOUNDS[index], 0))
        } else {
            format!("> {}", format.number(BOUNDS[index - 1], 0))
        };
        Bar {
            x: format!("{:.1}", x + 4.0),
            y: format!("{:.1}", 164.0 - height),
            width: format!("{:.1}", width - 8.0),
            height: format!("{height:.1}"),
            middle: format!("{:.1}", x + width / 2.0),
            label,
            count,
        }
    };
    counts.into_iter().enumerate().map(bar).collect()
}

/// The median of each service's times in the last sessions.
fn medians(sessions: &[demo_store::Session], format: &Format) -> Vec<(String, String, String)> {
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for session in sessions {
        let reports: Vec<ServiceReport> =
            serde_json::from_value(session.services.clone()).unwrap_or_default();
        for report in reports {
            if let Some(ms) = report.duration_ms {
                times.entry(report.service).or_default().push(ms);
            }
        }
    }
    let median = |(name, mut times): (String, Vec<f64>)| {
        times.sort_by(f64::total_cmp);
        let median = stats::percentile(&times, 50).unwrap_or_default();
        (label(format.language, &name), median)
    };
    let mut medians: Vec<(String, f64)> = times.into_iter().map(median).collect();
    medians.sort_by(|one, other| other.1.total_cmp(&one.1));
    let longest = medians.first().map_or(1.0, |one| one.1.max(0.001));
    let line = |(name, ms): (String, f64)| {
        let width = (ms / longest * 100.0).max(1.0);
        (name, format.number(ms, 1), format!("{width:.1}"))
    };
    medians.into_iter().map(line).collect()
}
