//! A row's columns as the fields of a form, and back.

use std::collections::BTreeSet;

use demo_core::schema::{Column, Default, Type};
use futures::future::try_join_all;
use serde_json::{Map, Value};

use super::{
    cell::{spoken_of, target, title_column},
    plain,
    refused::said,
    sums,
};
use crate::{
    data::View,
    error::{FieldError, Problem, pointer},
    pages::{
        form::Form,
        labels::{label, word},
        parent::{self, Named},
        visitor::{Row, Visitor, instant, text},
    },
};

/// A field.
pub struct Field {
    pub name: String,
    pub label: String,
    /// The type of an `input`, or `textarea`.
    pub kind: &'static str,
    pub value: String,
    /// Of a `textarea`: so many lines are seen.
    pub rows: usize,
    /// Whether it holds more than words.
    pub is_code: bool,
    pub step: String,
    /// The keyboard of a phone: `decimal`, `numeric`, or none.
    pub keys: &'static str,
    pub required: bool,
    /// To choose from, where the table says what may stand there.
    pub options: Vec<(String, String)>,
    /// What the field takes, in a few words.
    pub hint: String,
    /// Where what it names is looked up, when there is too much to choose from.
    pub link: Option<(String, String)>,
    pub error: Option<String>,
}

/// More rows than a person chooses among.
const CHOICES: usize = 200;

/// Characters in a line of a wide field.
const LINE: usize = 54;

/// The columns that a person may write.
fn written<'a>(view: &'a View<'a>) -> impl Iterator<Item = &'a Column> {
    let keys = ["tenant_id", view.table.row_key(), "parent_tenant_id"];
    view.columns
        .iter()
        .copied()
        .filter(move |column| !keys.contains(&column.name.as_str()))
}

/// All fields, filled from a row, or as they were typed.
pub async fn fields(
    visitor: &Visitor,
    view: &View<'_>,
    row: Option<&Row>,
    typed: Option<&Form>,
    errors: &[FieldError],
) -> Result<Vec<Field>, Problem> {
    let language = visitor.reader.language;
    let lists = plain::lists(visitor, view, row).await?;
    let columns = written(view).filter(|column| {
        let named = target(&visitor.app, view, &column.name);
        let unseen = named.is_some_and(|(store, _)| !visitor.reads(store.name()));
        // Nobody chooses well among what they may not see.
        !(unseen && (row.is_some() || column.nullable))
    });
    let value = |column: &Column| match (typed, row) {
        (Some(form), _) => form.text(&format!("c-{}", column.name)).to_owned(),
        (None, Some(row)) => shown(visitor, column, row),
        (None, None) => match &column.default {
            // An empty list.
            Default::Constant(text) if column.kind != Type::Json => text.clone(),
            _ => String::new(),
        },
    };
    let is_empty = |name: &str| {
        let field = format!("c-{name}");
        match typed.filter(|form| form.has(&field)) {
            Some(form) => form.text(&field).is_empty(),
            None => row.is_none_or(|row| row.get(name).is_none_or(Value::is_null)),
        }
    };
    // At once: each is a way to a database and back.
    let asked = columns.map(|column| {
        let value = value(column);
        async move {
            let options = options(visitor, view, column, &value).await?;
            Ok::<_, Problem>((column, value, options))
        }
    });
    let mut fields = Vec::new();
    for (column, value, options) in try_join_all(asked).await? {
        if column.nullable && options.as_ref().is_some_and(Vec::is_empty) {
            // There is nothing that it could name.
            continue;
        }
        let options = options.unwrap_or_default();
        let named = target(&visitor.app, view, &column.name);
        let pointer = format!("/{}", column.name);
        let error = errors.iter().find(|error| error.pointer == pointer);
        let chooses = !options.is_empty();
        let link = named.filter(|_| options.is_empty()).map(|(store, table)| {
            let place = format!("/demo/tables/{}/{}", store.name(), table.name);
            (visitor.link(&place), label(language, &table.name))
        });
        fields.push(Field {
            name: column.name.clone(),
            label: label(language, &column.name),
            kind: kind(column),
            rows: lines(&value),
            is_code: column.kind == Type::Json && value.starts_with(['{', '[']),
            step: step(column),
            keys: match column.kind {
                Type::Integer => "numeric",
                Type::Numeric(_) | Type::Float => "decimal",
                _ => "",
            },
            required: !column.nullable
                && (row.is_some() || column.default == Default::None)
                // A list may be empty.
                && !lists.contains(column.name.as_str()),
            hint: hint(visitor, view, column, row, &lists),
            options,
            link,
            error: error.and_then(|error| said(visitor, column, error, chooses, &is_empty)),
            value,
        });
    }
    Ok(fields)
}

fn kind(column: &Column) -> &'static str {
    let name = column.name.as_str();
    match column.kind {
        Type::Instant => "datetime-local",
        Type::Date => "date",
        Type::Integer | Type::Numeric(_) | Type::Float => "number",
        Type::Json => "textarea",
        Type::Text if ["notes", "message", "description"].contains(&name) => "textarea",
        Type::Text if name == "email" => "email",
        Type::Text if name == "phone" => "tel",
        // Hours of a day, such as a shift's.
        Type::Text if name.starts_with("shift_") => "time",
        _ => "text",
    }
}

fn step(column: &Column) -> String {
    match column.kind {
        Type::Numeric(Some(scale)) if scale > 0 => {
            format!("0.{}1", "0".repeat(usize::from(scale) - 1))
        }
        Type::Numeric(None) | Type::Float => "any".to_owned(),
        _ => String::new(),
    }
}

/// The lines that a value takes in its field, as far as a screen has room for them.
fn lines(value: &str) -> usize {
    let lines = value.lines().map(|line| 1 + line.chars().count() / LINE);
    lines.sum::<usize>().clamp(3, 16)
}

/// What a field takes: the zone of its time, a line each of a list, or what it must come to.
fn hint(
    visitor: &Visitor,
    view: &View,
    column: &Column,
    row: Option<&Row>,
    lists: &BTreeSet<&str>,
) -> String {
    let t = visitor.reader.texts();
    match column.kind {
        Type::Instant => {
            let zone = visitor.format.zone.iana_name().unwrap_or("UTC");
            let city = zone.rsplit('/').next().unwrap_or(zone);
            format!("{} {}", t.hint_zone, city.replace('_', " "))
        }
        Type::Json if lists.contains(column.name.as_str()) => t.hint_lines.to_owned(),
        Type::Json => {
            let own = row.and_then(|row| row.get(&column.name));
            if own.is_some_and(|value| !value.is_null()) {
                t.hint_json.to_owned()
            } else {
                t.hint_json_others.to_owned()
            }
        }
        _ => sums::equation(visitor, view, column).unwrap_or_default(),
    }
}

/// A value as its field holds it.
fn shown(visitor: &Visitor, column: &Column, row: &Row) -> String {
    match (&column.kind, row.get(&column.name).unwrap_or(&Value::Null)) {
        (_, Value::Null) => String::new(),
        (Type::Instant, _) => {
            instant(row, &column.name).map_or(String::new(), |at| visitor.format.local_input(at))
        }
        (Type::Json, json) if plain::is_lines(json) => plain::lines(json),
        (Type::Json, json) => serde_json::to_string_pretty(json).unwrap_or_default(),
        (Type::Numeric(_), Value::String(text)) => short(text).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// A decimal as people write it: cents stay, and the zeros that only fill a longer scale go.
fn short(text: &str) -> &str {
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() > 2 => {
            text.trim_end_matches('0').trim_end_matches('.')
        }
        _ => text,
    }
}

/// What a column's value may be chosen from: few words, or rows by their names. None where it is
/// written, or where there are more than anybody chooses among.
pub async fn options(
    visitor: &Visitor,
    view: &View<'_>,
    column: &Column,
    value: &str,
) -> Result<Option<Vec<(String, String)>>, Problem> {
    let language = visitor.reader.language;
    if let Some(values) = view.store.rules().one_of(&view.table.name, &column.name) {
        let words = values
            .iter()
            .map(|value| (value.clone(), word(language, &view.table.name, value)));
        return Ok(Some(words.collect()));
    }
    if column.kind == Type::Boolean {
        let t = visitor.reader.texts();
        return Ok(Some(vec![
            ("true".to_owned(), t.yes.to_owned()),
            ("false".to_owned(), t.no.to_owned()),
        ]));
    }
    let Some((store, table)) = target(&visitor.app, view, &column.name) else {
        return Ok(None);
    };
    let Some(title) = title_column(table) else {
        return Ok(None);
    };
    let query = [("sort", title.name.as_str()), ("limit", "201")];
    let mut options = Vec::new();
    // A reference that is no foreign key may lead to the session's other tenants.
    let mut keys = view.table.foreign_keys.iter();
    let tenants = if keys.any(|key| key.columns.contains(&column.name)) {
        vec![visitor.tenant]
    } else {
        visitor.user.claims.tenants.clone()
    };
    for tenant in tenants {
        let rows = visitor
            .rows_of(tenant, store.name(), &table.name, &query)
            .await?;
        let rows = rows.unwrap_or_default();
        options.extend(rows.iter().map(|row| {
            (
                text(row, "id").to_owned(),
                spoken_of(visitor, table, title, row),
            )
        }));
    }
    let of = Named {
        service: store.name(),
        table: &table.name,
        title: &title.name,
    };
    let own = (
        view.store.name(),
        view.table.name.as_str(),
        column.name.as_str(),
    );
    options.extend(parent::named_by(visitor, own, of).await?);
    let is_there = value.is_empty() || options.iter().any(|(id, _)| id == value);
    Ok((options.len() <= CHOICES && is_there).then_some(options))
}

/// What a form changes of a row, or all of a new one, and the fields whose list or JSON is broken.
/// A field that is as it was shown is left out: an instant's field does not hold its microseconds.
pub async fn body(
    visitor: &Visitor,
    view: &View<'_>,
    row: Option<&Row>,
    form: &Form,
) -> Result<(Row, Vec<FieldError>), Problem> {
    let lists = plain::lists(visitor, view, row).await?;
    let (mut body, mut broken) = (Map::new(), Vec::new());
    for column in written(view) {
        let field = format!("c-{}", column.name);
        if !form.has(&field) {
            continue;
        }
        let typed = form.text(&field);
        let is_list = lists.contains(column.name.as_str()) && !column.nullable;
        if row.is_some_and(|row| shown(visitor, column, row) == typed) {
            continue;
        }
        // Spaces alone would be a name that nobody sees.
        let typed = typed.trim();
        // An empty list has no line, and may have to be said.
        let is_said = is_list && column.default == Default::None;
        if row.is_none() && typed.is_empty() && !is_said {
            continue;
        }
        let value = if column.kind == Type::Json && (is_list || !typed.is_empty()) {
            let json = plain::parse(typed, lists.contains(column.name.as_str()));
            json.unwrap_or_else(|| {
                let wrong = visitor.reader.texts().json_wrong;
                broken.push(FieldError::new(pointer(&column.name), wrong));
                Value::Null
            })
        } else {
            value(visitor, column, typed)
        };
        body.insert(column.name.clone(), value);
    }
    Ok((body, broken))
}

/// What was typed as JSON; what does not fit stays a text, which is refused with a reason.
fn value(visitor: &Visitor, column: &Column, typed: &str) -> Value {
    let text = || Value::String(typed.to_owned());
    if typed.is_empty() {
        return Value::Null;
    }
    match column.kind {
        Type::Instant => visitor
            .format
            .parse_local(typed)
            .map_or_else(text, |at| Value::String(at.to_string())),
        Type::Integer | Type::Float => {
            let number = serde_json::from_str::<serde_json::Number>(typed);
            number.map_or_else(|_| text(), Value::Number)
        }
        Type::Boolean => typed.parse().map_or_else(|_| text(), Value::Bool),
        _ => text(),
    }
}
