//! A filter that holds, in words.

use std::collections::BTreeMap;

use demo_core::schema::{Column, Type};
use jiff::{Timestamp, civil::Time};

use super::cell::Titles;
use crate::{
    data::View,
    error::Problem,
    pages::{
        labels::{label, word},
        visitor::{Row, Visitor},
    },
};

/// So many of a list's values are told.
const NAMED: usize = 3;

/// The names of the rows that filters speak of, by id.
pub async fn names(
    visitor: &Visitor,
    view: &View<'_>,
    own: &[(String, String)],
) -> Result<BTreeMap<String, String>, Problem> {
    let mut rows: Vec<Row> = Vec::new();
    for (name, value) in own {
        let (name, _) = name.split_once("__").unwrap_or((name, ""));
        let is_reference = |column: &Column| column.kind == Type::Uuid;
        if !view.table.column(name).is_some_and(is_reference) {
            continue;
        }
        let ids = value.split(',');
        let ids = ids.filter(|id| uuid::Uuid::try_parse(id).is_ok());
        let ids = ids.take(NAMED);
        rows.extend(ids.map(|id| Row::from_iter([(name.to_owned(), id.into())])));
    }
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut names = named(&Titles::opened(visitor, view, &rows).await?, &rows);
    let unknown = |id: &serde_json::Value| id.as_str().is_some_and(|id| !names.contains_key(id));
    rows.retain(|row| row.values().any(unknown));
    // Of the parent's, those that a row of the tenant names, or whoever tries an id learns its name.
    let (service, table) = (view.store.name(), view.table.name.as_str());
    for row in rows {
        for (column, id) in &row {
            let query = [
                (column.as_str(), id.as_str().unwrap_or_default()),
                ("limit", "1"),
            ];
            let own = visitor.rows(service, table, &query).await?;
            let own = own.unwrap_or_default();
            names.extend(named(
                &Titles::of(visitor, view, &own).await?,
                std::slice::from_ref(&row),
            ));
        }
    }
    Ok(names)
}

fn named(titles: &Titles, rows: &[Row]) -> BTreeMap<String, String> {
    let ids = rows.iter().flat_map(|row| row.values());
    ids.filter_map(|id| id.as_str())
        .filter_map(|id| Some((id.to_owned(), titles.name(id)?.to_owned())))
        .collect()
}

/// A filter in words; a row that it names is called by its name.
pub fn words(
    visitor: &Visitor,
    view: &View,
    named: &BTreeMap<String, String>,
    (name, value): (&str, &str),
) -> String {
    let t = visitor.reader.texts();
    let (name, operator) = name.split_once("__").unwrap_or((name, "eq"));
    let column = view.table.column(name);
    let is_day = column.is_some_and(|one| matches!(one.kind, Type::Date | Type::Instant));
    let sign = match operator {
        "eq" if is_day => t.op_on,
        "gte" if is_day => t.op_from,
        "lte" if is_day => t.op_until,
        "lt" if is_day => t.op_before,
        "ne" => t.op_ne,
        "like" => t.op_like,
        "gte" => t.op_gte,
        "lte" => t.op_lte,
        "gt" => t.op_gt,
        "lt" => t.op_lt,
        "in" => t.op_in,
        _ => t.op_eq,
    };
    let told = |value: &str| match column {
        Some(column) => told(visitor, view, column, named, value),
        None => value.to_owned(),
    };
    let value = if operator == "in" {
        let all: Vec<&str> = value.split(',').collect();
        let first = all.iter().take(NAMED).map(|one| told(one));
        let more = if all.len() > NAMED { "…" } else { "" };
        format!("{}{more}", first.collect::<Vec<_>>().join(", "))
    } else {
        told(value.trim_matches('%'))
    };
    let column = label(visitor.reader.language, name);
    format!("{column} {sign} {value}")
}

/// That so many rows are left out.
pub fn without(visitor: &Visitor, rows: usize) -> String {
    let t = visitor.reader.texts();
    let count = visitor.format.decimal(&rows.to_string());
    let what = if rows == 1 { t.one_row } else { t.rows };
    format!("{} {count} {what}", t.without)
}

fn told(
    visitor: &Visitor,
    view: &View,
    column: &Column,
    named: &BTreeMap<String, String>,
    value: &str,
) -> String {
    let (format, language) = (&visitor.format, visitor.reader.language);
    let t = visitor.reader.texts();
    let words = match column.kind {
        Type::Uuid => named.get(value).cloned().or_else(|| {
            let id = uuid::Uuid::try_parse(value).ok()?;
            Some(id.to_string()[..8].to_owned())
        }),
        Type::Date => value.parse().ok().map(|date| format.date(date)),
        Type::Instant => value.parse::<Timestamp>().ok().map(|at| {
            let local = format.zone.to_datetime(at);
            if local.time() == Time::midnight() {
                format.date(local.date())
            } else {
                format.instant(at)
            }
        }),
        Type::Boolean => match value {
            "true" => Some(t.yes.to_owned()),
            "false" => Some(t.no.to_owned()),
            _ => None,
        },
        Type::Integer | Type::Numeric(_) | Type::Float => Some(format.decimal(value)),
        Type::Text => {
            let rules = view.store.rules();
            let listed = rules.one_of(&view.table.name, &column.name);
            listed.map(|_| word(language, &view.table.name, value))
        }
        Type::Json | Type::Other => None,
    };
    words.unwrap_or_else(|| value.to_owned())
}
