//! `/demo/tables/{service}/{table}/{id}`: a row, its form, and the rows that name it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRequest, Path, Request, State as Shared},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use demo_core::schema::{Column, Type};

use super::{
    belonging::{self, Belonging},
    cell::{Cell, Titles, cell, spoken_of, title_column},
    field::{self, Field},
    inside, order,
    plain::{self, Told},
    referrers::{self, Referrer, Removal},
    refused, subject,
    sums::{self, Note},
};
use crate::{
    app::App,
    body::Object,
    data::{self, View, write},
    error::{FieldError, Problem, kind},
    pages::{
        form::{Action, Form},
        html,
        labels::label,
        messages::message,
        see,
        shell::Shell,
        visitor::{Row, Visitor, text},
    },
};

#[derive(Template)]
#[template(path = "row.html")]
struct RowPage {
    shell: Shell,
    all: String,
    table_href: String,
    here: String,
    table: String,
    title: String,
    /// The title's word of a state.
    state: Option<(String, &'static str)>,
    facts: Vec<Cell>,
    /// Of the row, for who writes to an API; empty of a new one.
    id: String,
    /// What does not add up with other rows.
    notes: Vec<Note>,
    /// The rows that are its own, and all other tables whose rows name it.
    belongings: Vec<Belonging>,
    referrers: Vec<Referrer>,
    fields: Vec<Field>,
    delete: Option<String>,
    /// What becomes of others when it is deleted.
    removal: Removal,
    wrong: Option<String>,
    /// The fields that say what is wrong with them, by name and label.
    marked: Vec<(String, String)>,
    csrf: String,
}

/// What was sent, and why it was refused.
type Refused<'a> = (&'a Form, &'a Problem);

type Place = Path<(String, String, String)>;

/// Shows a row with its form.
pub async fn row(visitor: Visitor, Path((service, table, id)): Place) -> Result<Response, Problem> {
    let found = read(&visitor, (&service, &table, &id)).await?;
    show(&visitor, (&service, &table), Some(&found), None).await
}

/// Shows the form of a new row.
pub async fn new(
    visitor: Visitor,
    Path((service, table)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let tenant = visitor.tenant.to_string();
    let place = (tenant.as_str(), service.as_str(), table.as_str());
    let view = View::open(&visitor.app, &visitor.user, place, "write")?;
    view.comes_and_goes_with_its_demo()?;
    show(&visitor, (&service, &table), None, None).await
}

/// Adds a row.
pub async fn add(
    Shared(app): Shared<Arc<App>>,
    Path((service, table)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Response> {
    let Action { visitor, form } = Action::from_request(request, &app).await?;
    let tenant = visitor.tenant.to_string();
    let view = View::open(&app, &visitor.user, (&tenant, &service, &table), "write");
    let view = view.map_err(Problem::into_response)?;
    let (body, broken) = field::body(&visitor, &view, None, &form)
        .await
        .map_err(Problem::into_response)?;
    if let Some(problem) = contradicts(&visitor, &view, None, (&body, broken)) {
        return refuse(&visitor, (&service, &table), None, &form, problem).await;
    }
    let path = Path((tenant.clone(), service.clone(), table.clone()));
    let user = visitor.user.clone();
    match write::create(Shared(Arc::clone(&app)), user, path, Ok(Object(body))).await {
        Ok(answer) => {
            let place = answer
                .headers()
                .get("location")
                .and_then(|value| value.to_str().ok());
            let id = place
                .and_then(|place| place.rsplit('/').next())
                .unwrap_or_default();
            let place = format!("/demo/tables/{service}/{table}/{id}?done=saved");
            Ok(see(&visitor.link(&place)))
        }
        Err(problem) => refuse(&visitor, (&service, &table), None, &form, problem).await,
    }
}

/// Changes a row.
pub async fn change(
    Shared(app): Shared<Arc<App>>,
    Path((service, table, id)): Place,
    request: Request,
) -> Result<Response, Response> {
    let Action { visitor, form } = Action::from_request(request, &app).await?;
    let tenant = visitor.tenant.to_string();
    let view = View::open(&app, &visitor.user, (&tenant, &service, &table), "write");
    let view = view.map_err(Problem::into_response)?;
    let found = read(&visitor, (&service, &table, &id))
        .await
        .map_err(Problem::into_response)?;
    let (body, broken) = field::body(&visitor, &view, Some(&found), &form)
        .await
        .map_err(Problem::into_response)?;
    if let Some(problem) = contradicts(&visitor, &view, Some(&found), (&body, broken)) {
        return refuse(&visitor, (&service, &table), Some(&found), &form, problem).await;
    }
    let path = Path((tenant.clone(), service.clone(), table.clone(), id.clone()));
    let user = visitor.user.clone();
    match write::change(Shared(Arc::clone(&app)), user, path, Ok(Object(body))).await {
        Ok(_) => {
            let place = format!("/demo/tables/{service}/{table}/{id}?done=saved");
            Ok(see(&visitor.link(&place)))
        }
        Err(problem) => refuse(&visitor, (&service, &table), Some(&found), &form, problem).await,
    }
}

/// Removes a row.
pub async fn remove(
    Shared(app): Shared<Arc<App>>,
    Path((service, table, id)): Place,
    request: Request,
) -> Result<Response, Response> {
    let visitor = Action::from_request(request, &app).await?.visitor;
    let path = Path((
        visitor.tenant.to_string(),
        service.clone(),
        table.clone(),
        id,
    ));
    let removed = write::remove(Shared(app), visitor.user.clone(), path).await;
    removed.map_err(Problem::into_response)?;
    Ok(see(&visitor.link(&format!(
        "/demo/tables/{service}/{table}?done=deleted"
    ))))
}

/// What a row would say against itself, as far as its database does not look.
fn contradicts(
    visitor: &Visitor,
    view: &View,
    row: Option<&Row>,
    (body, broken): (&Row, Vec<FieldError>),
) -> Option<Problem> {
    let mut errors = broken;
    errors.extend(refused::wrong(visitor, view, body));
    errors.extend(sums::wrong(visitor, view, row, body));
    (!errors.is_empty()).then(|| Problem::invalid(errors))
}

async fn read(visitor: &Visitor, (service, table, id): (&str, &str, &str)) -> Result<Row, Problem> {
    let tenant = visitor.tenant.to_string();
    data::row(&visitor.view((&tenant, service, table))?, id).await
}

/// The form again, with what was typed and what is wrong with it.
async fn refuse(
    visitor: &Visitor,
    place: (&str, &str),
    row: Option<&Row>,
    form: &Form,
    problem: Problem,
) -> Result<Response, Response> {
    if !problem.is(kind::INVALID) {
        return Err(problem.into_response());
    }
    let page = show(visitor, place, row, Some((form, &problem))).await;
    page.map_err(Problem::into_response)
}

async fn show(
    visitor: &Visitor,
    (service, table): (&str, &str),
    row: Option<&Row>,
    refused: Option<Refused<'_>>,
) -> Result<Response, Problem> {
    let (tenant, t, language) = (
        visitor.tenant.to_string(),
        visitor.reader.texts(),
        visitor.reader.language,
    );
    let view = View::open(
        &visitor.app,
        &visitor.user,
        (&tenant, service, table),
        "read",
    )?;
    let list = format!("/demo/tables/{service}/{table}");
    let id = row.map_or("", |row| text(row, view.table.row_key()));
    let (typed, errors) = refused.map_or((None, &[][..]), |(form, problem)| {
        (Some(form), problem.errors())
    });
    let can_write = visitor.user.needs(service, "write").is_ok();
    let fields = async {
        if can_write {
            field::fields(visitor, &view, row, typed, errors).await
        } else {
            Ok(Vec::new())
        }
    };
    let of_row = async {
        match row {
            Some(row) => tokio::try_join!(
                facts(visitor, &view, row),
                sums::notes(visitor, &view, row),
                named_by(visitor, &view, id, can_write),
            ),
            None => Ok(<_>::default()),
        }
    };
    let (fields, (facts, notes, (referrers, removal, belongings))) =
        tokio::try_join!(fields, of_row)?;
    let title = match row {
        Some(row) => title(visitor, &view, row, &facts),
        None => t.add.to_owned(),
    };
    let state = facts.iter().find(|fact| fact.column == "status");
    let state = state.and_then(|fact| Some((fact.text.clone(), fact.tag?)));
    let here = if row.is_some() {
        format!("{list}/{id}")
    } else {
        list.clone()
    };
    let page = RowPage {
        shell: Shell::of(visitor, &title),
        all: visitor.link("/demo/tables"),
        table_href: visitor.link(&list),
        table: label(language, table),
        title,
        facts,
        state,
        id: id.to_owned(),
        notes,
        removal,
        belongings,
        referrers: referrers.into_iter().filter(|one| one.keeps).collect(),
        marked: fields.iter().filter_map(marked).collect(),
        fields,
        delete: (row.is_some() && view.table.row_key() == "id")
            .then(|| visitor.link(&format!("{here}/delete"))),
        here: visitor.link(&here),
        wrong: refused.map(|_| notice(visitor, errors)),
        csrf: visitor.csrf.clone(),
    };
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html(status, &page))
}

/// What is wrong with the whole, and where to look.
fn notice(visitor: &Visitor, errors: &[FieldError]) -> String {
    let general = errors.iter().filter(|error| error.pointer.is_empty());
    let general = general.map(|error| message(visitor.reader.language, &error.detail));
    let text = general.fold(String::new(), |text, one| format!("{text}{one}. "));
    text + visitor.reader.texts().launch_bad
}

fn marked(field: &Field) -> Option<(String, String)> {
    let _ = field.error.as_ref()?;
    Some((field.name.clone(), field.label.clone()))
}

/// The rows that name a row, what they are to its removal, where it has one, and those that are
/// its own.
async fn named_by(
    visitor: &Visitor,
    view: &View<'_>,
    id: &str,
    can_write: bool,
) -> Result<(Vec<Referrer>, Removal, Vec<Belonging>), Problem> {
    let referrers = referrers::of(visitor, view, id).await?;
    let removal = if can_write && view.table.row_key() == "id" {
        referrers::removal(visitor, view, id, &referrers).await?
    } else {
        Removal::default()
    };
    let belongings = belonging::of(visitor, id, &referrers).await?;
    Ok((referrers, removal, belongings))
}

async fn facts(visitor: &Visitor, view: &View<'_>, row: &Row) -> Result<Vec<Cell>, Problem> {
    let titles = Titles::of(visitor, view, std::slice::from_ref(row)).await?;
    let whose = inside::whose(visitor, view, row).await?;
    let key = view.table.row_key();
    let columns = view
        .columns
        .iter()
        .filter(|column| column.name != "tenant_id" && column.name != key)
        .filter(|column| !subject::is_part(view.table, &column.name));
    let mut facts = Vec::new();
    for column in columns {
        let told = if column.kind == Type::Json {
            told(visitor, view, row, column).await?
        } else {
            None
        };
        facts.push(Cell {
            more: whose.get(&column.name).cloned().unwrap_or_default(),
            told,
            ..cell(visitor, view, &titles, row, column)
        });
    }
    Ok(facts)
}

/// A JSON value by its parts, of which those that name rows lead to them.
async fn told(
    visitor: &Visitor,
    view: &View<'_>,
    row: &Row,
    column: &Column,
) -> Result<Option<Told>, Problem> {
    let mut rest = row.get(&column.name).cloned().unwrap_or_default();
    let linked = inside::rows(visitor, view, column, &mut rest).await?;
    let mut told = plain::told(&visitor.format, &rest);
    if let Some(told) = &mut told {
        told.parts.extend(linked.into_iter().map(|(name, links)| {
            let links = Told {
                links,
                ..Told::default()
            };
            (name, links)
        }));
    }
    let is_said = |told: &Told| !told.parts.is_empty() || !told.steps.is_empty();
    Ok(told.map(|told| {
        if is_said(&told) {
            told
        } else {
            Told::nothing()
        }
    }))
}

/// What a row is called: by its name, or else by what its list shows first.
fn title(visitor: &Visitor, view: &View, row: &Row, facts: &[Cell]) -> String {
    let named = title_column(view.table).map(|column| spoken_of(visitor, view.table, column, row));
    if let Some(name) = named.filter(|name| !name.is_empty()) {
        return name;
    }
    let shown = order::shown(view);
    let texts = shown.iter().filter_map(|column| {
        let fact = facts.iter().find(|fact| fact.column == column.name)?;
        Some(fact.text.as_str()).filter(|text| !text.is_empty() && !fact.muted)
    });
    texts.take(2).collect::<Vec<_>>().join(" · ")
}
