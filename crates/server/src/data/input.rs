//! A row as a client sends it, typed and checked before the database sees it: both engines
//! then refuse the same, in the same words.

use demo_core::{
    Table,
    batch::Value,
    nearest,
    schema::{Column, DecimalError, Default, Type},
};
use demo_store::TableRules;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::value;
use crate::error::{Case, FieldError, clip, pointer};

/// PostgreSQL's indexes hold 2704 bytes an entry, of which other columns need some.
const LONGEST_KEY: usize = 2000;

/// What is written: values for a new row, or for some columns of one that is there.
pub struct RowInput<'a> {
    /// In the order of the body.
    pub values: Vec<(&'a Column, Value)>,
    /// All that is wrong, not the first alone.
    pub errors: Vec<FieldError>,
}

/// Where a row is to go.
pub struct Target<'a> {
    pub table: &'a Table,
    /// Those that a client may see.
    pub columns: &'a [&'a Column],
    pub rules: &'a TableRules,
}

impl<'a> Target<'a> {
    /// A new row, with a value for each column that needs one.
    pub fn new_row(&self, body: &Map<String, Json>) -> RowInput<'a>
    where
        Self: 'a,
    {
        let mut input = self.values(body, |_| None);
        for column in self.columns {
            let is_left = !body.contains_key(&column.name);
            let filled = column.name == "tenant_id" || column.name == self.table.row_key();
            if is_left && !filled && !column.nullable && column.default == Default::None {
                let detail = format!("is missing: it is {}", takes(self, column));
                let error = FieldError::new(pointer(&column.name), detail);
                input.errors.push(error.case(Case::Empty));
            }
        }
        input
    }

    /// Changes of a row.
    pub fn changes(&self, body: &Map<String, Json>) -> RowInput<'a>
    where
        Self: 'a,
    {
        let key = self.table.row_key();
        self.values(body, |name| {
            (name == key).then(|| "cannot be changed: make a new row instead".to_owned())
        })
    }

    fn values(
        &self,
        body: &Map<String, Json>,
        refused: impl Fn(&str) -> Option<String>,
    ) -> RowInput<'a>
    where
        Self: 'a,
    {
        let mut input = RowInput {
            values: Vec::new(),
            errors: Vec::new(),
        };
        for (name, json) in body {
            let wrong = |detail: String| FieldError::new(pointer(name), detail);
            match refused(name)
                .map(wrong)
                .map_or_else(|| self.value(name, json), Err)
            {
                Ok(value) => input.values.push(value),
                Err(error) => input.errors.push(error),
            }
        }
        input
    }

    fn value(&self, name: &str, json: &Json) -> Result<(&'a Column, Value), FieldError>
    where
        Self: 'a,
    {
        let wrong = |detail: String| FieldError::new(pointer(name), detail);
        if name == "tenant_id" {
            let detail = "cannot be written: it is the tenant of the address";
            return Err(wrong(detail.to_owned()));
        }
        let writable = || self.columns.iter().filter(|c| c.name != "tenant_id");
        let column = writable().find(|column| column.name == name);
        let column = column.ok_or_else(|| {
            let names = writable().map(|column| column.name.as_str());
            wrong(format!(
                "is no column; {}",
                nearest::hint(&clip(name), names)
            ))
        })?;
        if json.is_null() && !column.nullable {
            let detail = format!("may not be null: it is {}", takes(self, column));
            return Err(wrong(detail).case(Case::Empty));
        }
        let value = typed(self, column, json).map_err(wrong)?;
        Ok((column, value))
    }

    fn is_in_a_key(&self, column: &Column) -> bool {
        let mut keys = self.table.unique.iter();
        keys.any(|key| key.contains(&column.name))
    }
}

/// What a column takes, for people.
fn takes(target: &Target, column: &Column) -> String {
    if let Some(values) = target.rules.one_of(&target.table.name, &column.name) {
        return format!("one of `{}`", values.join("`, `"));
    }
    match &column.kind {
        Type::Uuid => "a UUID".to_owned(),
        Type::Instant => "an instant such as 2025-01-15T06:00:00Z".to_owned(),
        Type::Date => "a date such as 2025-01-15".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Numeric(_) => "a decimal such as \"12.50\"".to_owned(),
        Type::Float => "a number".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Text | Type::Other => "a text".to_owned(),
    }
}

fn typed(target: &Target, column: &Column, json: &Json) -> Result<Value, String> {
    let wrong = || format!("must be {}", takes(target, column));
    let text = || json.as_str().ok_or_else(wrong);
    if json.is_null() {
        return Ok(Value::Null);
    }
    match &column.kind {
        Type::Uuid => text()?
            .parse::<Uuid>()
            .map(Value::Uuid)
            .map_err(|_| wrong()),
        Type::Instant => {
            let instant = value::instant(text()?).ok_or_else(wrong)?;
            Ok(Value::Instant(instant))
        }
        Type::Date => value::date(text()?).map(Value::Date).ok_or_else(wrong),
        Type::Integer => {
            let number = json.as_i64().ok_or_else(wrong)?;
            if column.holds_integer(number) {
                Ok(Value::Integer(number))
            } else {
                Err(format!("is too large for {}", column.declared))
            }
        }
        Type::Boolean => json.as_bool().map(Value::Boolean).ok_or_else(wrong),
        Type::Numeric(_) => decimal(column, json).map(Value::Numeric),
        Type::Float => {
            let number = json.as_f64().filter(|number| number.is_finite());
            number.map(Value::Float).ok_or_else(wrong)
        }
        Type::Json => {
            value::is_storable_json(json)?;
            Ok(Value::Json(json.to_string()))
        }
        Type::Text | Type::Other => {
            let text = text()?;
            fits(target, column, text)?;
            Ok(Value::Text(text.to_owned()))
        }
    }
}

fn fits(target: &Target, column: &Column, text: &str) -> Result<(), String> {
    if text.contains('\0') {
        return Err("holds a NUL character: leave it out".to_owned());
    }
    if let Some(most) = column.max_characters()
        && text.chars().count() > most
    {
        return Err(format!("has more than {most} characters"));
    }
    if target.is_in_a_key(column) && text.len() > LONGEST_KEY {
        return Err(format!("has more than {LONGEST_KEY} bytes"));
    }
    let values = target.rules.one_of(&target.table.name, &column.name);
    if values.is_some_and(|values| !values.iter().any(|value| value == text)) {
        return Err(format!("must be {}", takes(target, column)));
    }
    Ok(())
}

/// A decimal comes as a text, as it is served, or as a number, which is never rounded.
fn decimal(column: &Column, json: &Json) -> Result<String, String> {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    };
    match column.decimal(&text) {
        // PostgreSQL has no zero below zero.
        Ok(text) if text.bytes().all(|b| !b.is_ascii_digit() || b == b'0') => {
            Ok(text.trim_start_matches('-').to_owned())
        }
        Ok(text) => Ok(text),
        Err(DecimalError::Syntax) => Err("must be a decimal such as \"12.50\"".to_owned()),
        Err(DecimalError::Scale(0)) => Err("has decimals: round it".to_owned()),
        Err(DecimalError::Scale(scale)) => Err(format!("has more than {scale} decimals: round it")),
        Err(DecimalError::Range(most)) => Err(format!(
            "has more than {most} digits before the point, which {} does not hold",
            column.declared
        )),
    }
}
