//! A plan's columns as binary arrays: what is the same in every session is encoded once.

use demo_core::{
    Batch,
    plan::{Cells, ColumnPlan, TextTemplate},
    schema::Type,
    time::OutOfRange,
};
use sqlx::{
    Encode,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgTypeInfo, Postgres, types::Oid},
};

use super::{
    encode::{EPOCH_DATE, micros, oid},
    numeric,
};

/// A column's array, made ready.
#[derive(Debug)]
pub(super) struct Array {
    element: Element,
    /// The whole array, where no cell depends on the session.
    fixed: Option<Vec<u8>>,
}

/// The type of an array's elements, and how the column takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    oid: u32,
    array_oid: u32,
    /// For the SQL.
    pub name: &'static str,
    /// Whether the column's type must be named, since PostgreSQL has no assignment from text.
    pub cast: bool,
}

const fn element(oid: u32, array_oid: u32, name: &'static str) -> Element {
    Element {
        oid,
        array_oid,
        name,
        cast: false,
    }
}

const UUID: Element = element(oid::UUID, 2951, "uuid");
const INSTANT: Element = element(oid::TIMESTAMPTZ, 1185, "timestamptz");
const DATE: Element = element(oid::DATE, 1182, "date");
const TEXT: Element = element(oid::TEXT, 1009, "text");
const INTEGER: Element = element(oid::INT8, 1016, "int8");
const BOOLEAN: Element = element(oid::BOOL, 1000, "bool");
const NUMERIC: Element = element(oid::NUMERIC, 1231, "numeric");
const FLOAT: Element = element(oid::FLOAT8, 1022, "float8");
const JSON: Element = element(oid::JSON, 199, "json");
const JSONB: Element = element(oid::JSONB, 3807, "jsonb");
const CAST: Element = Element { cast: true, ..TEXT };

impl Array {
    pub fn new(plan: &ColumnPlan) -> Self {
        let mut chosen = match &plan.cells {
            Cells::Tenant(_) | Cells::Id(_) => UUID,
            Cells::Instant(_) => INSTANT,
            Cells::Date(_) => DATE,
            Cells::Json(_) if plan.column.declared == "json" => JSON,
            Cells::Json(_) => JSONB,
            Cells::Integer(_) => INTEGER,
            Cells::Boolean(_) => BOOLEAN,
            Cells::Numeric(_) => NUMERIC,
            Cells::Float(_) => FLOAT,
            Cells::Text(_) if plan.column.kind == Type::Text => TEXT,
            Cells::Text(_) | Cells::Other(_) => CAST,
        };
        if let Cells::Numeric(cells) = &plan.cells
            && cells
                .iter()
                .flatten()
                .any(|text| !numeric::encode(text, &mut Vec::new()))
        {
            chosen = CAST;
        }
        let fixed = is_fixed(&plan.cells).then(|| {
            let mut bytes = Vec::new();
            header(chosen, rows(&plan.cells), &mut bytes);
            literals(chosen, &plan.cells, &mut bytes);
            bytes
        });
        Self {
            element: chosen,
            fixed,
        }
    }

    pub fn element(&self) -> Element {
        self.element
    }
}

fn rows(cells: &Cells) -> usize {
    match cells {
        Cells::Tenant(cells) => cells.len(),
        Cells::Id(cells) => cells.len(),
        Cells::Instant(cells) => cells.len(),
        Cells::Date(cells) => cells.len(),
        Cells::Text(cells) => cells.len(),
        Cells::Json(cells) => cells.len(),
        Cells::Integer(cells) => cells.len(),
        Cells::Boolean(cells) => cells.len(),
        Cells::Numeric(cells) | Cells::Other(cells) => cells.len(),
        Cells::Float(cells) => cells.len(),
    }
}

fn is_fixed(cells: &Cells) -> bool {
    match cells {
        Cells::Tenant(cells) => cells.iter().all(Option::is_none),
        Cells::Id(cells) => cells.iter().flatten().all(|(_, transformed)| !transformed),
        Cells::Instant(cells) => cells.iter().all(Option::is_none),
        Cells::Date(cells) => cells.iter().all(Option::is_none),
        Cells::Text(cells) => cells
            .iter()
            .flatten()
            .all(|text| matches!(text, TextTemplate::Literal(_))),
        Cells::Json(cells) => cells.iter().flatten().all(|json| json.literal().is_some()),
        _ => true,
    }
}

/// One dimension, counted from 1.
fn header(element: Element, rows: usize, buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&1_i32.to_be_bytes());
    buffer.extend_from_slice(&1_i32.to_be_bytes()); // NULLs may follow
    buffer.extend_from_slice(&element.oid.to_be_bytes());
    buffer.extend_from_slice(&i32::try_from(rows).unwrap_or(i32::MAX).to_be_bytes());
    buffer.extend_from_slice(&1_i32.to_be_bytes());
}

fn null(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&(-1_i32).to_be_bytes());
}

fn put(bytes: &[u8], buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
    buffer.extend_from_slice(bytes);
}

fn put_json(element: Element, json: &str, buffer: &mut Vec<u8>) {
    if element == JSONB {
        buffer.extend_from_slice(
            &i32::try_from(json.len() + 1)
                .unwrap_or(i32::MAX)
                .to_be_bytes(),
        );
        buffer.push(1);
        buffer.extend_from_slice(json.as_bytes());
    } else {
        put(json.as_bytes(), buffer);
    }
}

fn each<T>(cells: &[Option<T>], buffer: &mut Vec<u8>, mut encode: impl FnMut(&T, &mut Vec<u8>)) {
    for cell in cells {
        match cell {
            Some(value) => encode(value, buffer),
            None => null(buffer),
        }
    }
}

/// Cells that no session changes.
fn literals(element: Element, cells: &Cells, buffer: &mut Vec<u8>) {
    match cells {
        Cells::Tenant(cells) => each(cells, buffer, |id, buffer| put(id.as_bytes(), buffer)),
        Cells::Id(cells) => each(cells, buffer, |(id, _), buffer| put(id.as_bytes(), buffer)),
        Cells::Instant(cells) => each(cells, buffer, |_, buffer| null(buffer)),
        Cells::Date(cells) => each(cells, buffer, |_, buffer| null(buffer)),
        Cells::Text(cells) => each(cells, buffer, |text, buffer| match text {
            TextTemplate::Literal(text) => put(text.as_bytes(), buffer),
            TextTemplate::Parts(..) => null(buffer),
        }),
        Cells::Json(cells) => {
            each(cells, buffer, |json, buffer| {
                put_json(element, json.literal().unwrap_or("null"), buffer);
            });
        }
        Cells::Integer(cells) => each(cells, buffer, |number, buffer| {
            put(&number.to_be_bytes(), buffer);
        }),
        Cells::Boolean(cells) => each(cells, buffer, |truth, buffer| {
            put(&[u8::from(*truth)], buffer);
        }),
        Cells::Numeric(cells) if element == NUMERIC => each(cells, buffer, |text, buffer| {
            let at = buffer.len();
            buffer.extend_from_slice(&[0; 4]);
            numeric::encode(text, buffer);
            let length = i32::try_from(buffer.len() - at - 4).unwrap_or(i32::MAX);
            buffer[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }),
        Cells::Numeric(cells) | Cells::Other(cells) => {
            each(cells, buffer, |text, buffer| put(text.as_bytes(), buffer));
        }
        Cells::Float(cells) => each(cells, buffer, |number, buffer| {
            put(&number.to_be_bytes(), buffer);
        }),
    }
}

/// Cells that are this session's own.
fn render(
    element: Element,
    cells: &Cells,
    batch: &Batch<'_>,
    buffer: &mut Vec<u8>,
) -> Result<(), OutOfRange> {
    let mut failed = None;
    let mut keep = |error| failed = Some(error);
    match cells {
        Cells::Tenant(cells) => each(cells, buffer, |base, buffer| {
            put(batch.tenant(*base).as_bytes(), buffer);
        }),
        Cells::Id(cells) => each(cells, buffer, |id, buffer| {
            put(batch.id(*id).as_bytes(), buffer);
        }),
        Cells::Instant(cells) => each(cells, buffer, |slot, buffer| match batch.instant(*slot) {
            Ok(instant) => put(&micros(instant).to_be_bytes(), buffer),
            Err(error) => keep(error),
        }),
        Cells::Date(cells) => each(cells, buffer, |slot, buffer| match batch.date(*slot) {
            Ok(date) => {
                let days = EPOCH_DATE.until(date).map_or(0, |span| span.get_days());
                put(&days.to_be_bytes(), buffer);
            }
            Err(error) => keep(error),
        }),
        Cells::Text(cells) => each(cells, buffer, |text, buffer| {
            put(batch.text(text).as_bytes(), buffer);
        }),
        Cells::Json(cells) => each(cells, buffer, |json, buffer| match batch.json(json) {
            Ok(json) => put_json(element, &json, buffer),
            Err(error) => keep(error),
        }),
        literal => literals(element, literal, buffer),
    }
    failed.map_or(Ok(()), Err)
}

/// An array with what fills it; encoded straight into the message.
pub(super) struct Filled<'a> {
    pub array: &'a Array,
    pub cells: &'a Cells,
    pub batch: &'a Batch<'a>,
}

impl sqlx::Type<Postgres> for Filled<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(TEXT.array_oid))
    }
}

impl Encode<'_, Postgres> for Filled<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if let Some(fixed) = &self.array.fixed {
            buffer.extend_from_slice(fixed);
        } else {
            header(self.array.element, rows(self.cells), buffer);
            render(self.array.element, self.cells, self.batch, buffer)?;
        }
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.array.element.array_oid)))
    }

    fn size_hint(&self) -> usize {
        self.array
            .fixed
            .as_ref()
            .map_or(20 * rows(self.cells) + 20, Vec::len)
    }
}
