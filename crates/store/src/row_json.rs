//! A row that was read as the data API tells it: JSON of its columns' types on both engines.

use demo_core::schema::{Column, Type};
use serde_json::{Map, Value as Json};

use crate::{
    database::{Cell, Row, instant_text},
    error::Error,
};

pub(crate) fn object(columns: &[&Column], row: Row) -> Result<Map<String, Json>, Error> {
    // Made as large as it will be: growing costs as much again.
    let mut object = Map::with_capacity(columns.len());
    for (column, cell) in columns.iter().zip(row.0) {
        object.insert(column.name.clone(), json(column, cell)?);
    }
    Ok(object)
}

/// A cell as JSON; SQLite's fewer types are turned back into the column's.
fn json(column: &Column, cell: Cell) -> Result<Json, Error> {
    Ok(match (&column.kind, cell) {
        (_, Cell::Null) => Json::Null,
        (Type::Boolean, Cell::Integer(number)) => Json::Bool(number != 0),
        (Type::Numeric(Some(scale)), Cell::Integer(number)) if *scale > 0 => {
            Json::String(format!("{number}.{}", "0".repeat(usize::from(*scale))))
        }
        (Type::Numeric(Some(scale)), Cell::Float(number)) => {
            Json::String(format!("{number:.*}", usize::from(*scale)))
        }
        (Type::Numeric(_) | Type::Text | Type::Other, Cell::Integer(number)) => {
            Json::String(number.to_string())
        }
        (Type::Numeric(_) | Type::Text | Type::Other, Cell::Float(number)) => {
            Json::String(number.to_string())
        }
        (Type::Json, Cell::Text(text)) => serde_json::from_str(&text).map_err(|error| {
            Error::Other(format!("column {} holds no JSON: {error}", column.name))
        })?,
        (_, Cell::Uuid(id)) => Json::String(id.to_string()),
        (_, Cell::Instant(instant)) => Json::String(instant_text(instant)),
        (_, Cell::Boolean(truth)) => Json::Bool(truth),
        (_, Cell::Integer(number)) => Json::from(number),
        (_, Cell::Float(number)) => Json::from(number),
        (_, Cell::Text(text)) => Json::String(text),
    })
}
