//! `/`: choose a bakery and start.

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{extract::State as Shared, http::StatusCode, response::Response};
use jiff::{SignedDuration, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{
    form::Form,
    format::{Format, lasting},
    html,
    labels::{capital, label},
    request::Reader,
    see, set_cookie,
    shell::Shell,
    visitor::PLAYED_COOKIE,
};
use crate::{
    app::App,
    auth,
    error::{FieldError, Problem, kind},
    sessions::{self, create},
};

/// A demo is made in a tenth of this; what takes longer is watched.
const PATIENCE: Duration = Duration::from_millis(800);

#[derive(Template)]
#[template(path = "launch.html")]
struct LaunchPage {
    shell: Shell,
    cards: Vec<Card>,
    has_session: bool,
    /// So many are filled for a demo.
    services: usize,
    /// To choose from, each with its words.
    tiers: Vec<(String, String)>,
    /// As it was typed.
    email: String,
    company: String,
    tier: String,
    date: String,
    wrong: Wrong,
    /// The fields that say what is wrong with them, by their id and label.
    marked: Vec<(String, &'static str)>,
}

/// What is wrong with each field.
#[derive(Default)]
struct Wrong {
    any: bool,
    profile: Option<&'static str>,
    email: Option<&'static str>,
    company: Option<&'static str>,
    tier: Option<&'static str>,
    date: Option<&'static str>,
}

/// A profile.
struct Card {
    name: String,
    /// Its name for people.
    kind: String,
    title: String,
    description: String,
    chosen: bool,
    facts: Vec<(String, &'static str)>,
    /// The places as a picture: x, and whether it is the main one.
    places: Vec<(usize, bool)>,
    /// The plan that it is on.
    tier: String,
}

/// Shows the form.
pub async fn page(Shared(app): Shared<Arc<App>>, reader: Reader) -> Response {
    show(&app, &reader, &Map::new(), Wrong::default(), StatusCode::OK)
}

/// Makes a session.
pub async fn start(
    Shared(app): Shared<Arc<App>>,
    reader: Reader,
    form: Result<Form, Problem>,
) -> Result<Response, Problem> {
    let form = form?;
    let mut body = Map::new();
    for name in [
        "demo_account_type",
        "email",
        "company",
        "subscription_tier",
        "demo_date",
    ] {
        let text = form.text(name).trim();
        if !text.is_empty() {
            body.insert(name.to_owned(), json!(text));
        }
    }
    let mut asked = body.clone();
    if let Some(Value::String(date)) = asked.get_mut("demo_date")
        && let Some(instant) = at_the_bakery(&app, form.text("demo_account_type"), date)
    {
        *date = instant;
    }
    match create::launch(&app, &asked, PATIENCE).await {
        Ok(session) => {
            let mut response = see("/demo/progress");
            let token = sessions::owner_token(&app, &session, session.created_at);
            set_cookie(
                &mut response,
                &app,
                auth::COOKIE,
                &token.unwrap_or_default(),
                None,
            );
            set_cookie(&mut response, &app, PLAYED_COOKIE, "", Some(0));
            Ok(response)
        }
        Err(problem) if problem.is(kind::INVALID) => {
            let wrong = explain(&reader, problem.errors());
            Ok(show(
                &app,
                &reader,
                &body,
                wrong,
                StatusCode::UNPROCESSABLE_ENTITY,
            ))
        }
        Err(problem) => Err(problem),
    }
}

/// A browser's field has no zone: what is typed is the time of the bakery that is chosen. None of
/// what is no time there, which is refused as it stands.
fn at_the_bakery(app: &App, profile: &str, typed: &str) -> Option<String> {
    let profiles = app.profiles();
    let served = profiles.get(profile)?;
    let local: jiff::civil::DateTime = typed.parse().ok()?;
    let instant = served.profile.zone.to_timestamp(local).ok()?;
    Some(instant.to_string())
}

fn explain(reader: &Reader, errors: &[FieldError]) -> Wrong {
    let t = reader.texts();
    let at = |pointer: &str, text| {
        errors
            .iter()
            .any(|one| one.pointer == pointer)
            .then_some(text)
    };
    Wrong {
        any: true,
        profile: at("/demo_account_type", t.profile_wrong),
        email: at("/email", t.email_wrong),
        company: at("/company", t.text_wrong),
        tier: at("/subscription_tier", t.text_wrong),
        date: at("/demo_date", t.date_wrong),
    }
}

fn show(
    app: &App,
    reader: &Reader,
    typed: &Map<String, Value>,
    wrong: Wrong,
    status: StatusCode,
) -> Response {
    let text = |name: &str| {
        typed
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let chosen = text("demo_account_type");
    let mut cards = cards(app, reader, &chosen);
    // The small one first; it is the choice of who makes none.
    cards.sort_by_key(|card| card.places.len());
    if !cards.iter().any(|card| card.chosen)
        && let Some(first) = cards.first_mut()
    {
        first.chosen = true;
    }
    let tier = text("subscription_tier");
    let page = LaunchPage {
        shell: Shell::new(reader, &title(app, reader)),
        has_session: reader.has_session,
        services: app.services.len(),
        tiers: tiers(reader, &cards, &tier),
        email: text("email"),
        company: text("company"),
        tier,
        date: text("demo_date"),
        marked: marked(reader, &cards, &wrong),
        wrong,
        cards,
    };
    html(status, &page)
}

/// What it is, and for how long.
fn title(app: &App, reader: &Reader) -> String {
    let t = reader.texts();
    let long = match app.config.lifetime.as_secs() {
        seconds @ ..120 => format!("{seconds}\u{a0}s"),
        1800 => t.half_hour.to_owned(),
        3600 => t.one_hour.to_owned(),
        _ => lasting(SignedDuration::try_from(app.config.lifetime).unwrap_or_default()),
    };
    format!("{} {long}", t.launch_title)
}

/// The plans that the bakeries are on, each with what it is for, and any other that was asked for:
/// the API takes what a presenter likes.
fn tiers(reader: &Reader, cards: &[Card], asked: &str) -> Vec<(String, String)> {
    let t = reader.texts();
    let mut tiers: Vec<(String, String)> = Vec::new();
    for card in cards {
        if tiers.iter().any(|(tier, _)| *tier == card.tier) {
            continue;
        }
        let of = if card.places.len() > 1 {
            t.launch_tier_chain
        } else {
            t.launch_tier_one
        };
        let name = capital(&label(reader.language, &card.tier));
        tiers.push((card.tier.clone(), format!("{name}, {of}")));
    }
    if !asked.is_empty() && !tiers.iter().any(|(tier, _)| tier == asked) {
        tiers.push((asked.to_owned(), asked.to_owned()));
    }
    tiers
}

fn marked(reader: &Reader, cards: &[Card], wrong: &Wrong) -> Vec<(String, &'static str)> {
    let t = reader.texts();
    let first = cards.first().map_or("", |card| &card.name);
    let fields = [
        (wrong.profile, format!("profile-{first}"), t.launch_choose),
        (wrong.email, "email".to_owned(), t.launch_email),
        (wrong.company, "company".to_owned(), t.launch_company),
        (wrong.tier, "tier".to_owned(), t.launch_tier),
        (wrong.date, "date".to_owned(), t.launch_date),
    ];
    let wrong = fields.into_iter().filter(|(wrong, ..)| wrong.is_some());
    wrong.map(|(_, id, label)| (id, label)).collect()
}

fn cards(app: &App, reader: &Reader, chosen: &str) -> Vec<Card> {
    let t = reader.texts();
    let written = Format {
        language: reader.language,
        zone: TimeZone::UTC,
        currency: "EUR".to_owned(),
        now: app.now(),
    };
    let profiles = app.profiles();
    let served = profiles
        .names()
        .filter_map(|name| Some((name, profiles.get(name)?)));
    served
        .map(|(name, served)| {
            let profile = &served.profile;
            let plans = || served.prepared.values().map(demo_store::Prepared::plan);
            let rows: u64 = plans().map(|plan| plan.records()).sum();
            let count = |table: &str| {
                let tables = plans().flat_map(|plan| &plan.tables);
                tables
                    .filter(|one| one.table == table)
                    .map(|one| one.rows)
                    .sum::<usize>()
            };
            let format = |number: usize| written.decimal(&number.to_string());
            Card {
                name: name.to_owned(),
                kind: label(reader.language, name),
                title: profile.manifest.company.clone(),
                description: profile
                    .manifest
                    .description
                    .text(reader.language.code())
                    .to_owned(),
                chosen: name == chosen,
                tier: profile.manifest.subscription_tier.clone(),
                facts: vec![
                    (format(profile.users.len()), t.people),
                    (format(count("products")), t.products),
                    (
                        format(profile.tenants.len()),
                        if profile.tenants.len() == 1 {
                            t.one_place
                        } else {
                            t.places
                        },
                    ),
                    (format(count("suppliers")), t.suppliers),
                    (written.decimal(&rows.to_string()), t.launch_rows),
                ],
                places: (0..profile.tenants.len())
                    .map(|at| (24 + at * 48, at == 0))
                    .collect(),
            }
        })
        .collect()
}
