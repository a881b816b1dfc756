//! `/demo/tables/{service}/{table}/{id}`: a row, its form, and the rows that name it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRequest, Path, Request, State as Shared},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::{
    cell::{Cell, Titles, cell, title_column},
    field::{self, Field},
};
use crate::{
    app::App,
    body::Object,
    data::{self, View, write},
    error::{Problem, kind},
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
    facts: Vec<Cell>,
    referrers: Vec<(String, String)>,
    fields: Vec<Field>,
    delete: Option<String>,
    wrong: Option<String>,
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
    let body = field::body(&visitor, &view, None, &form);
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
    let body = field::body(&visitor, &view, Some(&found), &form);
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

async fn read(visitor: &Visitor, (service, table, id): (&str, &str, &str)) -> Result<Row, Problem> {
    let path = (
        visitor.tenant.to_string(),
        service.to_owned(),
        table.to_owned(),
        id.to_owned(),
    );
    let app = Shared(Arc::clone(&visitor.app));
    data::read(app, visitor.user.clone(), Path(path))
        .await
        .map(|row| row.0)
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
    let fields = if can_write {
        field::fields(visitor, &view, row, typed, errors).await?
    } else {
        Vec::new()
    };
    let facts = match row {
        Some(row) => facts(visitor, &view, row).await?,
        None => Vec::new(),
    };
    let title = row.and_then(|row| Some(text(row, &title_column(view.table)?.name).to_owned()));
    let title = title
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| match row {
            Some(_) => format!("{} {}", label(language, table), id.get(..8).unwrap_or(id)),
            None => t.add.to_owned(),
        });
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
        referrers: if row.is_some() {
            referrers(visitor, table, id)
        } else {
            Vec::new()
        },
        fields,
        delete: (row.is_some() && view.table.row_key() == "id")
            .then(|| visitor.link(&format!("{here}/delete"))),
        here: visitor.link(&here),
        wrong: refused.map(|_| t.launch_bad.to_owned()).map(|text| {
            let general = errors.iter().filter(|error| error.pointer.is_empty());
            general.fold(text, |text, error| {
                format!("{text}: {}", message(language, &error.detail))
            })
        }),
        csrf: visitor.csrf.clone(),
    };
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html(status, &page))
}

async fn facts(visitor: &Visitor, view: &View<'_>, row: &Row) -> Result<Vec<Cell>, Problem> {
    let titles = Titles::of(visitor, view, std::slice::from_ref(row)).await?;
    let columns = view
        .columns
        .iter()
        .filter(|column| column.name != "tenant_id");
    Ok(columns
        .map(|column| cell(visitor, view, &titles, row, column))
        .collect())
}

/// The tables whose rows name this one, each as a list of those that do.
fn referrers(visitor: &Visitor, table: &str, id: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (service, store) in &visitor.app.store.services {
        if visitor.user.needs(service, "read").is_err() {
            continue;
        }
        let settings = visitor.app.services.get(service);
        let declared = settings
            .into_iter()
            .flat_map(|one| &one.settings.references);
        let declared = declared.filter(|(_, to)| *to == table);
        let declared = declared.filter_map(|(of, _)| of.split_once('.'));
        let keys = store.tables().iter().flat_map(|of| {
            let keys = of
                .foreign_keys
                .iter()
                .filter(|key| key.table == table && key.columns.len() == 2);
            keys.map(|key| (of.name.as_str(), key.columns[1].as_str()))
        });
        for (of, column) in keys.chain(declared) {
            let link = visitor.link(&format!("/demo/tables/{service}/{of}?{column}={id}"));
            let language = visitor.reader.language;
            found.push((
                link,
                format!("{} · {}", label(language, of), label(language, column)),
            ));
        }
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    found.dedup();
    found
}
