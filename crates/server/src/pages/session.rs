//! The session itself: extend, reset, end, its users and credentials.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{StatusCode, request::Parts},
    response::Response,
};
use demo_store::State;
use serde_json::{Map, json};
use uuid::Uuid;

use super::{
    form::Action,
    html,
    labels::{label, word},
    see, set_cookie,
    shell::Shell,
    visitor::{PLAYED_COOKIE, Visitor},
};
use crate::{
    app::App,
    auth::{self, Caller},
    body::OptionalObject,
    error::{Problem, kind},
    sessions::{self, delete, extend as longer, reset as anew},
};

#[derive(Template)]
#[template(path = "session.html")]
struct SessionPage {
    shell: Shell,
    made: String,
    ends: String,
    is_owner: bool,
    users: Vec<DemoUser>,
    /// E-mail and password to log in elsewhere.
    log_in: Option<(String, String)>,
    csrf: String,
}

/// Whom the owner can play.
struct DemoUser {
    id: Uuid,
    name: String,
    email: String,
    role: String,
    place: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    shell: Shell,
    csrf: String,
    action: &'static str,
    /// What it does, and then what is lost and what stays.
    lead: &'static str,
    points: [&'static str; 2],
    /// The button's words.
    does: &'static str,
    /// Whether nothing of the demo stays.
    is_end: bool,
}

#[derive(Template)]
#[template(path = "end.html")]
struct EndPage {
    shell: Shell,
    total: String,
    /// Service, state, rows and milliseconds.
    receipt: Vec<(String, String, String, String)>,
}

/// Shows all that can be done with the session.
pub async fn page(visitor: Visitor) -> Response {
    let session = &visitor.holder.session;
    let (t, format) = (visitor.reader.texts(), &visitor.format);
    let secrets = &visitor.app.secrets;
    let secret = secrets.password(session.id, &session.password_digest);
    let users = if visitor.is_owner {
        users(&visitor)
    } else {
        Vec::new()
    };
    let own = users.iter().find(|one| one.here);
    let email = own.map_or(String::new(), |one| one.email.clone());
    let page = SessionPage {
        shell: Shell::of(&visitor, t.session_title),
        made: format.instant(session.created_at),
        ends: format.instant(session.expires_at),
        is_owner: visitor.is_owner,
        // To the owner alone, and not while playing another.
        log_in: secret
            .filter(|_| visitor.is_owner && visitor.user.claims.sub == visitor.holder.claims.sub)
            .map(|password| (email, password)),
        users,
        csrf: visitor.csrf.clone(),
    };
    html(StatusCode::OK, &page)
}

/// When the session of a browser ends, which its pages ask now and then; null when it has ended.
/// Not a problem then: browsers tell of those on their consoles.
pub async fn left(
    Shared(app): Shared<Arc<App>>,
    parts: Parts,
) -> Result<Json<serde_json::Value>, Problem> {
    let session = match Visitor::of(&parts, &app).await {
        Ok(visitor) => Some(visitor.holder.session),
        Err(problem) if problem.is(kind::UNAUTHORIZED) || problem.is(kind::OVER) => None,
        Err(problem) => return Err(problem),
    };
    let lives = session.filter(|one| matches!(one.state, State::Ready | State::Resetting));
    let expires_at = lives.map(|one| sessions::instant_text(one.expires_at));
    Ok(Json(json!({ "expires_at": expires_at })))
}

fn users(visitor: &Visitor) -> Vec<DemoUser> {
    let session = &visitor.holder.session;
    let (key, values) = (
        sessions::key(session),
        sessions::values(&visitor.app, session),
    );
    let Some(profile) = sessions::profile(&visitor.app, session) else {
        return Vec::new();
    };
    let profile = &profile.profile;
    let user = |one: &demo_core::plan::ProfileUser| {
        let place = profile
            .tenants
            .iter()
            .find(|tenant| tenant.base == one.tenant_base);
        DemoUser {
            id: key.apply(one.base),
            name: one.name.render(&values).into_owned(),
            email: one.email.render(&values).into_owned(),
            role: label(visitor.reader.language, &one.role),
            place: place.map_or(String::new(), |place| {
                place.name.render(&values).into_owned()
            }),
            here: key.apply(one.base) == visitor.user.claims.sub,
        }
    };
    profile.users.iter().map(user).collect()
}

fn caller(visitor: &Visitor) -> (Caller, Path<String>) {
    let id = visitor.holder.session.id.to_string();
    (Caller::User(Box::new(visitor.holder.clone())), Path(id))
}

fn nothing() -> OptionalObject {
    OptionalObject(Map::new())
}

/// Gives the session its time again, and its cookie the token that lives as long.
pub async fn extend(action: Action) -> Result<Response, Problem> {
    let Action { visitor, form } = action;
    let (caller, id) = caller(&visitor);
    let app = Shared(Arc::clone(&visitor.app));
    let answer = longer::extend(app, caller, id, Ok(nothing())).await?.0;
    let place = form.text("address").split('?').next().unwrap_or_default();
    let place = if place.starts_with("/demo") {
        place
    } else {
        "/demo"
    };
    let mut response = see(&format!("{place}?done=extended"));
    if let Some(token) = answer.credentials.token {
        set_cookie(&mut response, &visitor.app, auth::COOKIE, &token, None);
    }
    Ok(response)
}

/// Brings every row back.
pub async fn reset(action: Action) -> Result<Response, Problem> {
    let (caller, id) = caller(&action.visitor);
    let app = Shared(Arc::clone(&action.visitor.app));
    let _ = anew::reset(app, caller, id, Ok(nothing())).await?;
    Ok(see("/demo?done=reset"))
}

/// Plays another user, whose rights all pages then have.
pub async fn switch(action: Action) -> Result<Response, Problem> {
    let Action { visitor, form } = action;
    owner_alone(&visitor)?;
    let id = form.text("user");
    if !users(&visitor).iter().any(|user| user.id.to_string() == id) {
        return Err(Problem::new(kind::NOT_FOUND, "the demo has no such user"));
    }
    let mut response = see("/demo");
    set_cookie(&mut response, &visitor.app, PLAYED_COOKIE, id, None);
    Ok(response)
}

/// Takes the session's cookies from this browser; the demo lives on.
pub async fn leave(action: Action) -> Response {
    let mut response = see("/");
    forget(&action.visitor, &mut response);
    response
}

fn forget(visitor: &Visitor, response: &mut Response) {
    for name in [auth::COOKIE, PLAYED_COOKIE] {
        set_cookie(response, &visitor.app, name, "", Some(0));
    }
}

/// Asks whether the demo shall end.
pub async fn end_page(visitor: Visitor) -> Result<Response, Problem> {
    let t = visitor.reader.texts();
    ask(&visitor, t.end_demo, |shell, csrf| AskPage {
        shell,
        csrf,
        action: "/demo/end",
        lead: t.end_lead,
        points: [t.end_lost, t.end_stays],
        does: t.end_demo,
        is_end: true,
    })
}

/// Asks whether every row shall be brought back.
pub async fn reset_page(visitor: Visitor) -> Result<Response, Problem> {
    let t = visitor.reader.texts();
    ask(&visitor, t.reset_title, |shell, csrf| AskPage {
        shell,
        csrf,
        action: "/demo/reset",
        lead: t.reset_lead,
        points: [t.reset_lost, t.reset_stays],
        does: t.reset,
        is_end: false,
    })
}

/// A question to the owner: nobody else could say yes.
fn ask(
    visitor: &Visitor,
    title: &str,
    page: impl FnOnce(Shell, String) -> AskPage,
) -> Result<Response, Problem> {
    owner_alone(visitor)?;
    let page = page(Shell::of(visitor, title), visitor.csrf.clone());
    Ok(html(StatusCode::OK, &page))
}

fn owner_alone(visitor: &Visitor) -> Result<(), Problem> {
    if visitor.is_owner {
        return Ok(());
    }
    let detail = "only the session's owner may do this";
    Err(Problem::new(kind::FORBIDDEN, detail))
}

/// Ends it, and shows what was removed from where.
pub async fn end(action: Action) -> Result<Response, Problem> {
    let visitor = action.visitor;
    let (caller, id) = caller(&visitor);
    let receipt = delete::delete(Shared(Arc::clone(&visitor.app)), caller, id)
        .await?
        .0;
    let (format, language) = (&visitor.format, visitor.reader.language);
    let lines = receipt.services.iter().map(|one| {
        (
            label(language, &one.service),
            word(language, "services", &one.status),
            format.decimal(&one.records_deleted.to_string()),
            format.number(one.duration_ms, 1),
        )
    });
    let page = EndPage {
        shell: Shell::new(&visitor.reader, visitor.reader.texts().receipt_title),
        total: format.decimal(&receipt.records_deleted.to_string()),
        receipt: lines.collect(),
    };
    let mut response = html(StatusCode::OK, &page);
    forget(&visitor, &mut response);
    Ok(response)
}
