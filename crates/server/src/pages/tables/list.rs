//! `/demo/tables/{service}/{table}`: a table's rows with filters, order and pages.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State as Shared},
    http::StatusCode,
    response::Response,
};
use demo_core::schema::{Column, Type};

use super::{
    cell::{Cell, Titles, cell, is_numeric, target},
    chip,
    filter::{self, Asked, Sent},
    order::{default_sort, shown},
};
use crate::{
    app::App,
    data::{self, View},
    error::{Problem, kind},
    pages::{
        html,
        labels::{label, word},
        messages::message,
        see,
        shell::Shell,
        visitor::{Row, Visitor, text},
    },
};

/// Rows on a page.
const PAGE: &str = "25";

type Parameters = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "table.html")]
struct TablePage {
    shell: Shell,
    all: String,
    here: String,
    service: String,
    title: String,
    add: Option<String>,
    /// How many rows there are on all pages; none where the query is wrong.
    total: Option<String>,
    /// The states to look at, each with its address and whether it is this one.
    quick: Vec<(String, String, bool)>,
    chips: Vec<(String, String)>,
    is_filtered: bool,
    /// Where no filter is.
    clear: String,
    wrong: Option<String>,
    kept: Parameters,
    asked: Vec<Asked>,
    /// Whether what was asked does not fit.
    is_refused: bool,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    first: Option<String>,
    next: Option<String>,
}

struct Head {
    name: String,
    href: String,
    numeric: bool,
    /// For `aria-sort`.
    sorted: &'static str,
}

/// Shows a page of a table.
#[expect(clippy::too_many_lines, reason = "a page's parts, one after the other")]
pub async fn list(
    Shared(app): Shared<Arc<App>>,
    visitor: Visitor,
    Path((service, table)): Path<(String, String)>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let tenant = visitor.tenant.to_string();
    let view = View::open(&app, &visitor.user, (&tenant, &service, &table), "read")?;
    let here = format!("/demo/tables/{service}/{table}");
    let sent = filter::sent(&visitor, &view, &parameters).await?;
    let own: Parameters = parameters
        .into_iter()
        .filter(|(name, _)| !["tenant", "done"].contains(&name.as_str()))
        .filter(|(name, _)| !name.starts_with(filter::FIELD))
        .collect();
    let asked = match sent {
        Sent::Filter(filter) => {
            let is_new = |name: &str| filter.iter().any(|(other, _)| other == name);
            let kept = own
                .into_iter()
                .filter(|(name, _)| name != "cursor" && !is_new(name));
            let query: Parameters = kept.chain(filter.clone()).collect();
            return Ok(see(&address(&visitor, &here, &query)));
        }
        Sent::Form(asked) => asked,
    };
    let mut sorted = own.clone();
    if !own.iter().any(|(name, _)| name == "sort") {
        let sort = default_sort(view.table);
        sorted.extend(sort.map(|sort| ("sort".to_owned(), sort)));
    }
    let (items, cursor, wrong) = ask(&visitor, (&service, &table), &sorted).await?;
    let total = match &wrong {
        Some(_) => None,
        None => Some(data::count(&view, filters(&own)).await?),
    };
    let is_refused = asked.iter().any(|asked| asked.wrong.is_some());
    let status = if is_refused || wrong.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let titles = Titles::of(&visitor, &view, &items).await?;
    let columns = shown(&view);
    let named = chip::names(&visitor, &view, &own).await?;
    let rows = items
        .iter()
        .map(|row| line(&visitor, &view, &titles, (row, &columns), &here));
    let language = visitor.reader.language;
    let changed = |goes: &dyn Fn(&str) -> bool, name: &str, value: Option<String>| {
        let others = own
            .iter()
            .filter(|(other, _)| !goes(other) && other != "cursor")
            .cloned();
        let query: Parameters = others
            .chain(value.map(|value| (name.to_owned(), value)))
            .collect();
        address(&visitor, &here, &query)
    };
    let with = |name: &str, value| changed(&|other| other == name, name, value);
    let in_state = |state| changed(&|other| column_of(other) == "status", "status", state);
    let can_write = visitor.user.needs(&service, "write").is_ok() && view.table.row_key() == "id";
    let t = visitor.reader.texts();
    let total = total.map(|total| {
        let count = visitor.format.decimal(&total.to_string());
        format!("{count} {}", if total == 1 { t.one_row } else { t.rows })
    });
    let page = TablePage {
        shell: Shell::of(&visitor, &label(language, &table)),
        total,
        quick: quick(&visitor, &view, &own, &in_state),
        all: visitor.link("/demo/tables"),
        service: label(language, &service),
        title: label(language, &table),
        add: can_write.then(|| visitor.link(&format!("{here}/new"))),
        chips: chips(&visitor, &view, &own, &named, &with),
        is_filtered: !filters(&own).is_empty(),
        clear: visitor.link(&here),
        wrong,
        kept: kept(&visitor, &own),
        asked,
        is_refused,
        heads: columns
            .iter()
            .map(|column| head(&visitor, &view, column, &sorted, &with))
            .collect(),
        rows: rows.collect(),
        first: own
            .iter()
            .any(|(name, _)| name == "cursor")
            .then(|| with("cursor", None)),
        next: cursor.map(|cursor| with("cursor", Some(cursor))),
        here,
    };
    Ok(html(status, &page))
}

/// A row's cells, of which the first leads to its own page.
pub fn line(
    visitor: &Visitor,
    view: &View,
    titles: &Titles,
    (row, columns): (&Row, &[&Column]),
    here: &str,
) -> Vec<Cell> {
    let cells = columns.iter();
    let cells = cells.map(|column| cell(visitor, view, titles, row, column));
    let mut cells: Vec<Cell> = cells.collect();
    if let Some(first) = cells.first_mut() {
        let key = text(row, view.table.row_key());
        first.href = visitor.link(&format!("{here}/{key}"));
        if first.text.trim().is_empty() {
            "–".clone_into(&mut first.text);
        }
    }
    cells
}

/// A page of rows, the next page's cursor, and what is wrong with the query.
async fn ask(
    visitor: &Visitor,
    (service, table): (&str, &str),
    own: &[(String, String)],
) -> Result<(Vec<Row>, Option<String>, Option<String>), Problem> {
    let mut query = own.to_vec();
    query.push(("limit".to_owned(), PAGE.to_owned()));
    let tenant = visitor.tenant.to_string();
    let view = visitor.view((&tenant, service, table))?;
    match data::page(&visitor.app, &view, query).await {
        Ok(page) => Ok((page.items, page.next_cursor, None)),
        Err(problem) if problem.is(kind::INVALID) => {
            let errors = problem
                .errors()
                .iter()
                .map(|error| message(visitor.reader.language, &error.detail));
            let wrong = errors.collect::<Vec<_>>().join("; ");
            Ok((Vec::new(), None, Some(wrong)))
        }
        Err(problem) => Err(problem),
    }
}

/// What a new filter leaves as it is.
fn kept(visitor: &Visitor, own: &[(String, String)]) -> Parameters {
    let other = visitor.tenant != visitor.user.claims.tid;
    let tenant = other.then(|| ("tenant".to_owned(), visitor.tenant.to_string()));
    let own = own.iter().filter(|(name, _)| name != "cursor").cloned();
    own.chain(tenant).collect()
}

fn address(visitor: &Visitor, here: &str, query: &[(String, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    if query.is_empty() {
        visitor.link(here)
    } else {
        visitor.link(&format!("{here}?{query}"))
    }
}

/// The filters that hold, but that of the state, each with the address without it; a row that
/// one names is called by its name.
fn chips(
    visitor: &Visitor,
    view: &View,
    own: &[(String, String)],
    named: &BTreeMap<String, String>,
    with: &dyn Fn(&str, Option<String>) -> String,
) -> Vec<(String, String)> {
    let without = format!("{}__ne", view.table.row_key());
    let filters = filters(own);
    let (left_out, filters): (Vec<_>, Vec<_>) = filters
        .iter()
        // The states stand in a line of their own.
        .filter(|(name, _)| name != "status" || states(view).is_none())
        .partition(|(name, _)| *name == without);
    let filters = filters.into_iter().map(|(name, value)| {
        let words = chip::words(visitor, view, named, (name, value));
        (with(name, None), words)
    });
    // Rows that are left out one by one are many, and say nothing by their ids.
    let left_out = (!left_out.is_empty()).then(|| {
        let words = chip::without(visitor, left_out.len());
        (with(&without, None), words)
    });
    filters.chain(left_out).collect()
}

/// The parameters that are filters.
fn filters(own: &[(String, String)]) -> Parameters {
    let is_filter = |name: &str| !["sort", "limit", "cursor"].contains(&name);
    own.iter()
        .filter(|(name, _)| is_filter(name))
        .cloned()
        .collect()
}

/// The states that a table's rows may be in.
fn states<'a>(view: &View<'a>) -> Option<&'a [String]> {
    view.store.rules().one_of(&view.table.name, "status")
}

/// The column of a parameter such as `status__in`.
fn column_of(parameter: &str) -> &str {
    parameter.split("__").next().unwrap_or_default()
}

/// The states of a table's rows, each as a list of those that are in it.
fn quick(
    visitor: &Visitor,
    view: &View,
    own: &[(String, String)],
    in_state: &dyn Fn(Option<String>) -> String,
) -> Vec<(String, String, bool)> {
    let Some(states) = states(view) else {
        return Vec::new();
    };
    let mut of_state = own.iter().filter(|(name, _)| column_of(name) == "status");
    let is_all = of_state.clone().next().is_none();
    let chosen = of_state.find(|(name, _)| name == "status");
    let chosen = chosen.map(|(_, state)| state.as_str());
    let all = (
        in_state(None),
        visitor.reader.texts().all.to_owned(),
        is_all,
    );
    let states = states.iter().map(|state| {
        let word = word(visitor.reader.language, &view.table.name, state);
        (in_state(Some(state.clone())), word, chosen == Some(state))
    });
    std::iter::once(all).chain(states).collect()
}

fn head(
    visitor: &Visitor,
    view: &View,
    column: &Column,
    own: &[(String, String)],
    with: &dyn Fn(&str, Option<String>) -> String,
) -> Head {
    let sort = own
        .iter()
        .find(|(name, _)| name == "sort")
        .map_or("", |(_, value)| value);
    let sort = sort.split(',').next().unwrap_or_default();
    // By the ids of rows whose names are shown, no order is to be seen.
    let is_sortable =
        column.kind != Type::Other && target(&visitor.app, view, &column.name).is_none();
    let sorted = if !is_sortable {
        ""
    } else if sort == column.name {
        "ascending"
    } else if sort.strip_prefix('-') == Some(&column.name) {
        "descending"
    } else {
        ""
    };
    let next = if sorted == "ascending" {
        format!("-{}", column.name)
    } else {
        column.name.clone()
    };
    Head {
        name: label(visitor.reader.language, &column.name),
        href: if is_sortable {
            with("sort", Some(next))
        } else {
            String::new()
        },
        numeric: is_numeric(column),
        sorted,
    }
}
