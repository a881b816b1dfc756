//! A row's columns as the fields of a form, and back.

use demo_core::schema::{Column, Default, Type};
use serde_json::{Map, Value};

use super::cell::{target, title_column};
use crate::{
    data::View,
    error::{FieldError, Problem},
    pages::{
        form::Form,
        labels::label,
        messages::message,
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
    pub step: String,
    pub required: bool,
    /// To choose from, where the table says what may stand there.
    pub options: Vec<(String, String)>,
    pub error: Option<String>,
}

/// More rows than a person chooses among.
const CHOICES: usize = 200;

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
    let mut fields = Vec::new();
    for column in written(view) {
        let value = match (typed, row) {
            (Some(form), _) => form.text(&format!("c-{}", column.name)).to_owned(),
            (None, Some(row)) => shown(visitor, column, row),
            (None, None) => match &column.default {
                Default::Constant(text) => text.clone(),
                _ => String::new(),
            },
        };
        let pointer = format!("/{}", column.name);
        let error = errors.iter().find(|error| error.pointer == pointer);
        fields.push(Field {
            name: column.name.clone(),
            label: label(visitor.reader.language, &column.name),
            kind: kind(column),
            step: step(column),
            required: !column.nullable && (row.is_some() || column.default == Default::None),
            options: options(visitor, view, column, &value).await?,
            error: error.map(|error| message(visitor.reader.language, &error.detail)),
            value,
        });
    }
    Ok(fields)
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        Type::Instant => "datetime-local",
        Type::Date => "date",
        Type::Integer | Type::Numeric(_) | Type::Float => "number",
        Type::Json => "textarea",
        Type::Text if ["notes", "message", "description"].contains(&column.name.as_str()) => {
            "textarea"
        }
        _ => "text",
    }
}

fn step(column: &Column) -> String {
    match column.kind {
        Type::Numeric(Some(scale)) if scale > 0 => {
            format!("0.{}1", "0".repeat(usize::from(scale) - 1))
        }
        Type::Numeric(None) | Type::Float => "any".to_owned(),
        // To the second, as it is kept.
        Type::Instant => "1".to_owned(),
        _ => String::new(),
    }
}

/// A value as its field holds it.
fn shown(visitor: &Visitor, column: &Column, row: &Row) -> String {
    match (&column.kind, row.get(&column.name).unwrap_or(&Value::Null)) {
        (_, Value::Null) => String::new(),
        (Type::Instant, _) => {
            instant(row, &column.name).map_or(String::new(), |at| visitor.format.local_input(at))
        }
        (Type::Json, json) => serde_json::to_string_pretty(json).unwrap_or_default(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

async fn options(
    visitor: &Visitor,
    view: &View<'_>,
    column: &Column,
    value: &str,
) -> Result<Vec<(String, String)>, Problem> {
    let language = visitor.reader.language;
    if let Some(values) = view.store.rules().one_of(&view.table.name, &column.name) {
        return Ok(values
            .iter()
            .map(|value| (value.clone(), label(language, value)))
            .collect());
    }
    if column.kind == Type::Boolean {
        let t = visitor.reader.texts();
        return Ok(vec![
            ("true".to_owned(), t.yes.to_owned()),
            ("false".to_owned(), t.no.to_owned()),
        ]);
    }
    let Some((store, table)) = target(&visitor.app, view, &column.name) else {
        return Ok(Vec::new());
    };
    let Some(title) = title_column(table) else {
        return Ok(Vec::new());
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
                text(row, &title.name).to_owned(),
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
    Ok(if options.len() <= CHOICES && is_there {
        options
    } else {
        Vec::new()
    })
}

/// What a form changes of a row, or all of a new one. A field that is as it was shown is left
/// out: an instant's field does not hold its microseconds.
pub fn body(visitor: &Visitor, view: &View, row: Option<&Row>, form: &Form) -> Row {
    let mut body = Map::new();
    for column in written(view) {
        let field = format!("c-{}", column.name);
        if !form.has(&field) {
            continue;
        }
        let typed = form.text(&field);
        match row {
            Some(row) if shown(visitor, column, row) == typed => continue,
            None if typed.is_empty() => continue,
            _ => {}
        }
        body.insert(column.name.clone(), value(visitor, column, typed));
    }
    body
}

/// What was typed as JSON; what does not fit stays a text, which is refused with a reason.
fn value(visitor: &Visitor, column: &Column, typed: &str) -> Value {
    let text = || Value::String(typed.to_owned());
    if typed.is_empty() && (column.nullable || column.kind != Type::Text) {
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
        Type::Json => serde_json::from_str(typed).unwrap_or_else(|_| text()),
        _ => text(),
    }
}
