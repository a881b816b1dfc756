//! Column expressions, where the two engines differ.

use demo_core::{
    batch::Value,
    schema::{Column, Type},
};
use serde_json::Value as Json;

use crate::{
    database::{Param, quote},
    error::Error,
};

/// A statement's text and parameters while it is being built.
pub(crate) struct Builder {
    postgres: bool,
    pub params: Vec<Param>,
}

impl Builder {
    pub fn new(postgres: bool) -> Self {
        Self {
            postgres,
            params: Vec::new(),
        }
    }

    /// A parameter in the place of a value of a column.
    pub fn place(&mut self, column: &Column, param: Param) -> String {
        let textual = matches!(param, Param::Text(_));
        self.params.push(param);
        let place = format!("${}", self.params.len());
        if !self.postgres || !textual {
            return place;
        }
        match &column.kind {
            Type::Text => place,
            // Without the scale: a comparison must not round what it compares with.
            Type::Numeric(_) => format!("{place}::text::numeric"),
            _ => format!("{place}::text::{}", column.declared),
        }
    }

    /// A column to be compared or sorted by: texts by their bytes, which both engines do alike
    /// whatever the database's collation is.
    pub fn comparable(&self, column: &Column) -> String {
        let name = quote(&column.name);
        if self.postgres && column.kind == Type::Text {
            format!("{name} collate \"C\"")
        } else {
            name
        }
    }

    /// A column to be read.
    pub fn readable(&self, column: &Column) -> String {
        let name = quote(&column.name);
        let textual = matches!(column.kind, Type::Numeric(_) | Type::Other);
        if self.postgres && textual {
            format!("{name}::text")
        } else {
            name
        }
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres
    }
}

/// A value of a column as a parameter.
pub(crate) fn param(value: &Value) -> Param {
    match value {
        Value::Null => Param::Text(None),
        Value::Uuid(id) => Param::from(*id),
        Value::Instant(instant) => Param::from(*instant),
        Value::Date(date) => Param::from(date.to_string()),
        Value::Text(text) | Value::Numeric(text) => Param::from(text.as_str()),
        Value::Json(text) => Param::Json(Some(text.clone())),
        Value::Integer(number) => Param::from(*number),
        Value::Boolean(truth) => Param::Boolean(Some(*truth)),
        Value::Float(number) => Param::Float(Some(*number)),
    }
}

/// A value as the JSON of a row shows it, as a parameter; `None` for null.
pub(crate) fn param_of_json(column: &Column, json: &Json) -> Result<Option<Param>, Error> {
    let wrong = || {
        Error::invalid(format!(
            "the cursor's value of {} is not of the column's type",
            column.name
        ))
    };
    let text = || json.as_str().ok_or_else(wrong);
    if json.is_null() {
        return Ok(None);
    }
    Ok(Some(match &column.kind {
        Type::Uuid => Param::Uuid(Some(text()?.parse().map_err(|_| wrong())?)),
        Type::Instant => Param::Instant(Some(text()?.parse().map_err(|_| wrong())?)),
        Type::Integer => Param::Integer(Some(json.as_i64().ok_or_else(wrong)?)),
        Type::Float => Param::Float(Some(json.as_f64().ok_or_else(wrong)?)),
        Type::Boolean => Param::Boolean(Some(json.as_bool().ok_or_else(wrong)?)),
        Type::Json => Param::Json(Some(json.to_string())),
        Type::Date | Type::Text | Type::Numeric(_) | Type::Other => Param::from(text()?),
    }))
}
