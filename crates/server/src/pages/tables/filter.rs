//! The form of a list's filter: a field a column, with what may be asked of it, and those that are
//! filled are sent at once. What is typed for people becomes what the data API takes: a name the ids
//! of the rows that are called so, a day the instants between its midnights.

use std::collections::BTreeSet;

use demo_core::schema::{Column, Type};
use futures::future::try_join_all;
use jiff::civil::{Date, Time};

use super::{
    cell::{target, title_column},
    field,
};
use crate::{
    data::View,
    error::Problem,
    pages::{
        labels::label,
        text::Texts,
        visitor::{Visitor, text},
    },
};

/// More rows of one name than a person means, and more than a list's page has room to offer.
const MOST: usize = 50;

/// What the names of the form's fields begin with.
pub const FIELD: &str = "filter.";

type Parameters = Vec<(String, String)>;

/// What the form asks of a column.
pub struct Asked {
    /// The field's name.
    pub field: String,
    /// For people.
    pub name: String,
    /// Each with its words, and whether it is chosen.
    pub operators: Vec<(&'static str, &'static str, bool)>,
    /// To choose from; of none, an `input` of this type.
    pub options: Parameters,
    pub kind: &'static str,
    pub value: String,
    pub hint: &'static str,
    pub wrong: Option<&'static str>,
}

/// What a request has of the form.
pub enum Sent {
    /// Nothing, or what does not fit.
    Form(Vec<Asked>),
    /// Filters, as the data API writes them.
    Filter(Parameters),
}

/// What a column's values are, as far as they are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of few words, or yes and no.
    Words,
    /// A row.
    Row,
    /// A date, or an instant of one.
    Day,
    Number,
    Whole,
    Text,
}

/// None of a column that nobody filters by.
fn kind(visitor: &Visitor, view: &View, column: &Column) -> Option<Kind> {
    let rules = view.store.rules();
    Some(match column.kind {
        Type::Json | Type::Other => return None,
        Type::Uuid => {
            let (store, table) = target(&visitor.app, view, &column.name)?;
            title_column(table).filter(|_| visitor.reads(store.name()))?;
            Kind::Row
        }
        Type::Boolean => Kind::Words,
        Type::Text if rules.one_of(&view.table.name, &column.name).is_some() => Kind::Words,
        Type::Text => Kind::Text,
        Type::Instant | Type::Date => Kind::Day,
        Type::Integer => Kind::Whole,
        Type::Numeric(_) | Type::Float => Kind::Number,
    })
}

/// Those that fit, the most asked for first.
fn operators(t: &'static Texts, kind: Kind, chooses: bool) -> Vec<(&'static str, &'static str)> {
    match kind {
        Kind::Words => vec![("eq", t.op_eq), ("ne", t.op_ne)],
        Kind::Row if chooses => vec![("eq", t.op_eq), ("ne", t.op_ne)],
        Kind::Row => vec![("eq", t.op_like)],
        Kind::Day => vec![("eq", t.op_on), ("gte", t.op_from), ("lte", t.op_until)],
        Kind::Number | Kind::Whole => vec![
            ("gte", t.op_gte),
            ("lte", t.op_lte),
            ("eq", t.op_eq),
            ("ne", t.op_ne),
        ],
        Kind::Text => vec![("like", t.op_like), ("eq", t.op_eq), ("ne", t.op_ne)],
    }
}

/// Reads what the form sent.
pub async fn sent(
    visitor: &Visitor,
    view: &View<'_>,
    parameters: &[(String, String)],
) -> Result<Sent, Problem> {
    let columns = view.columns.iter().copied();
    let columns = columns.filter_map(|column| Some((column, kind(visitor, view, column)?)));
    let all: Vec<(&Column, Kind)> = columns.collect();
    let is_sent = parameters.iter().any(|(name, _)| name.starts_with(FIELD));
    if is_sent {
        // What fits becomes an address, for which only the fields that were filled in matter.
        let is_filled = |(column, _): &&(&Column, Kind)| !typed(column, parameters).is_empty();
        let (fields, filters) =
            fields(visitor, view, all.iter().filter(is_filled), parameters).await?;
        if fields.iter().all(|field| field.wrong.is_none()) {
            return Ok(Sent::Filter(filters.into_iter().flatten().collect()));
        }
    }
    let (fields, _) = fields(visitor, view, all.iter(), parameters).await?;
    Ok(Sent::Form(fields))
}

/// Of some columns the fields and the filters that they make, at once: what references may name is
/// a way to a database and back.
async fn fields<'a>(
    visitor: &Visitor,
    view: &View<'_>,
    columns: impl Iterator<Item = &'a (&'a Column, Kind)>,
    parameters: &[(String, String)],
) -> Result<(Vec<Asked>, Vec<Parameters>), Problem> {
    let asked = columns.map(|column| asked(visitor, view, *column, parameters));
    Ok(try_join_all(asked).await?.into_iter().flatten().unzip())
}

/// What stands in a column's field.
fn typed<'a>(column: &Column, parameters: &'a [(String, String)]) -> &'a str {
    sent_as(&format!("{FIELD}{}", column.name), parameters)
}

fn sent_as<'a>(name: &str, parameters: &'a [(String, String)]) -> &'a str {
    let found = parameters.iter().find(|(other, _)| other == name);
    found.map_or("", |(_, value)| value.trim())
}

/// A column's field and the filter that it makes; none where there is nothing to choose.
async fn asked(
    visitor: &Visitor,
    view: &View<'_>,
    (column, kind): (&Column, Kind),
    parameters: &[(String, String)],
) -> Result<Option<(Asked, Parameters)>, Problem> {
    let t = visitor.reader.texts();
    let options = field::options(visitor, view, column, "").await?;
    if options.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let options = options.filter(|options| options.len() <= MOST);
    let options = options.unwrap_or_default();
    let fitting = operators(t, kind, !options.is_empty());
    let field = format!("{FIELD}{}", column.name);
    let typed = typed(column, parameters);
    let asked = sent_as(&format!("{field}.is"), parameters);
    let mut names = fitting.iter().map(|(name, _)| *name);
    let operator = names.find(|name| *name == asked).unwrap_or(fitting[0].0);
    let made = if typed.is_empty() {
        Ok(Vec::new())
    } else {
        filter(visitor, view, (column, kind), operator, typed).await?
    };
    let operators = fitting.into_iter();
    let asked = Asked {
        name: label(visitor.reader.language, &column.name),
        operators: operators
            .map(|(name, words)| (name, words, name == operator))
            .collect(),
        kind: match kind {
            Kind::Day => "date",
            _ => "text",
        },
        hint: match kind {
            Kind::Row if options.is_empty() => t.filter_name,
            _ => "",
        },
        options,
        value: typed.to_owned(),
        wrong: made.as_ref().err().copied(),
        field,
    };
    Ok(Some((asked, made.unwrap_or_default())))
}

/// A filter, or why there is none.
async fn filter(
    visitor: &Visitor,
    view: &View<'_>,
    (column, kind): (&Column, Kind),
    operator: &str,
    typed: &str,
) -> Result<Result<Parameters, &'static str>, Problem> {
    let t = visitor.reader.texts();
    let name = |operator: &str| match operator {
        "eq" => column.name.clone(),
        other => format!("{}__{other}", column.name),
    };
    let one = |value: String| Ok(vec![(name(operator), value)]);
    Ok(match kind {
        Kind::Text if operator == "like" => one(format!("%{typed}%")),
        Kind::Text | Kind::Words => one(typed.to_owned()),
        // As a list shows it: another language's comma would make it another number.
        Kind::Whole | Kind::Number => match visitor.format.plain(typed) {
            Some(number) if kind == Kind::Number || number.parse::<i64>().is_ok() => one(number),
            _ if kind == Kind::Number => Err(t.filter_number),
            _ => Err(t.filter_whole),
        },
        Kind::Day => match typed.parse::<Date>() {
            Ok(day) => days(visitor, column, operator, day).ok_or(t.filter_date),
            Err(_) => Err(t.filter_date),
        },
        Kind::Row if uuid::Uuid::try_parse(typed).is_ok() => one(typed.to_owned()),
        Kind::Row => {
            let ids = called(visitor, view, column, typed).await?;
            match ids.len() {
                0 => Err(t.filter_no_match),
                1 => Ok(vec![(name("eq"), ids.into_iter().collect())]),
                2..=MOST => {
                    let ids: Vec<String> = ids.into_iter().collect();
                    Ok(vec![(name("in"), ids.join(","))])
                }
                _ => Err(t.filter_many),
            }
        }
    })
}

/// A day as a filter: of instants, from its midnight in the tenant's zone to the next.
fn days(visitor: &Visitor, column: &Column, operator: &str, day: Date) -> Option<Parameters> {
    let name = |operator: &str| format!("{}__{operator}", column.name);
    if column.kind == Type::Date {
        let name = if operator == "eq" {
            column.name.clone()
        } else {
            name(operator)
        };
        return Some(vec![(name, day.to_string())]);
    }
    let midnight = |day: Date| {
        let at = day.to_datetime(Time::midnight());
        visitor.format.zone.to_timestamp(at).ok()
    };
    let from = (name("gte"), midnight(day)?.to_string());
    let until = (name("lt"), midnight(day.tomorrow().ok()?)?.to_string());
    Some(match operator {
        "gte" => vec![from],
        "lte" => vec![until],
        _ => vec![from, until],
    })
}

/// The rows that a reference may name and that are called so: by their title, or by any other text
/// that tells them apart, such as a code.
async fn called(
    visitor: &Visitor,
    view: &View<'_>,
    column: &Column,
    typed: &str,
) -> Result<BTreeSet<String>, Problem> {
    let mut ids = BTreeSet::new();
    let Some((store, table)) = target(&visitor.app, view, &column.name) else {
        return Ok(ids);
    };
    let unique = table.unique.iter().filter(|key| key.len() == 2);
    let unique = unique.flatten().filter_map(|name| table.column(name));
    let unique = unique.filter(|column| column.kind == Type::Text);
    let names = title_column(table).into_iter().chain(unique);
    let names: BTreeSet<&str> = names.map(|column| column.name.as_str()).collect();
    let (pattern, most) = (format!("%{typed}%"), (MOST + 1).to_string());
    for name in names {
        let like = format!("{name}__like");
        let query = [(like.as_str(), pattern.as_str()), ("limit", &most)];
        for tenant in &visitor.user.claims.tenants {
            let rows = visitor.rows_of(*tenant, store.name(), &table.name, &query);
            let rows = rows.await?.unwrap_or_default();
            ids.extend(rows.iter().map(|row| text(row, "id").to_owned()));
        }
    }
    Ok(ids)
}
