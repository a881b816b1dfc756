//! A table's rows as one binary array: what is the same in every session is encoded once.

use std::ops::Range;

use demo_core::{
    Batch,
    plan::{Cells, JsonTemplate, TablePlan, TextTemplate},
    time::{DateSlot, InstantSlot, OutOfRange},
};
use sqlx::{
    Encode,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgTypeInfo, Postgres, types::Oid},
};
use uuid::Uuid;

use super::{
    encode::{EPOCH_DATE, micros, oid},
    numeric,
    row_type::{Field, JSONB, NUMERIC, RowType},
};

/// Rows of a table, ready to be filled.
#[derive(Debug)]
pub(super) struct Rows {
    array_oid: u32,
    /// The message without what a session changes.
    bytes: Vec<u8>,
    /// What comes in between, each with the length of `bytes` before it.
    slots: Vec<(usize, Slot)>,
}

/// What a session changes.
#[derive(Debug)]
enum Slot {
    /// The length of a row, up to its end.
    Row,
    End,
    Tenant(Uuid),
    Id(Uuid),
    Instant(InstantSlot),
    Date(DateSlot),
    Text(TextTemplate),
    Json(JsonTemplate, Field),
}

impl Rows {
    /// Encodes rows of a table. Columns that the plan does not write are NULL, and the statement
    /// leaves them out.
    pub fn new(table: &TablePlan, row_type: &RowType, range: Range<usize>) -> Self {
        let columns: Vec<(Field, Option<&Cells>)> = row_type
            .columns
            .iter()
            .map(|(name, field)| {
                let planned = table.columns.iter().find(|plan| plan.column.name == *name);
                (*field, planned.map(|plan| &plan.cells))
            })
            .collect();
        let mut rows = Self {
            array_oid: row_type.array_oid,
            bytes: Vec::new(),
            slots: Vec::new(),
        };
        // One dimension, which counts from 1, and no row is NULL.
        word(1, &mut rows.bytes);
        word(0, &mut rows.bytes);
        rows.bytes.extend_from_slice(&row_type.oid.to_be_bytes());
        word(range.len(), &mut rows.bytes);
        word(1, &mut rows.bytes);
        for row in range {
            rows.slot(Slot::Row);
            word(columns.len(), &mut rows.bytes);
            for (field, cells) in &columns {
                rows.bytes.extend_from_slice(&field.oid.to_be_bytes());
                match cells {
                    Some(cells) => rows.cell(*field, cells, row),
                    None => null(&mut rows.bytes),
                }
            }
            rows.slot(Slot::End);
        }
        rows
    }

    fn slot(&mut self, slot: Slot) {
        self.slots.push((self.bytes.len(), slot));
    }

    /// A slot of as many bytes.
    fn fixed(&mut self, length: usize, slot: Slot) {
        word(length, &mut self.bytes);
        self.slot(slot);
    }

    fn cell(&mut self, field: Field, cells: &Cells, row: usize) {
        let bytes = &mut self.bytes;
        match cells {
            Cells::Tenant(cells) => match cells[row] {
                Some(base) => self.fixed(16, Slot::Tenant(base)),
                None => null(bytes),
            },
            Cells::Id(cells) => match cells[row] {
                Some((base, true)) => self.fixed(16, Slot::Id(base)),
                Some((id, false)) => put(id.as_bytes(), bytes),
                None => null(bytes),
            },
            Cells::Instant(cells) => match cells[row] {
                Some(slot) => self.fixed(8, Slot::Instant(slot)),
                None => null(bytes),
            },
            Cells::Date(cells) => match cells[row] {
                Some(slot) => self.fixed(4, Slot::Date(slot)),
                None => null(bytes),
            },
            Cells::Text(cells) => match &cells[row] {
                Some(TextTemplate::Literal(text)) => put(text.as_bytes(), bytes),
                Some(parts) => self.slot(Slot::Text(parts.clone())),
                None => null(bytes),
            },
            Cells::Json(cells) => match &cells[row] {
                Some(json) => match json.literal() {
                    Some(literal) => put_json(field, literal, bytes),
                    None => self.slot(Slot::Json(json.clone(), field)),
                },
                None => null(bytes),
            },
            Cells::Integer(cells) => fill(cells[row].map(i64::to_be_bytes), bytes),
            Cells::Boolean(cells) => fill(cells[row].map(|truth| [u8::from(truth)]), bytes),
            Cells::Float(cells) => fill(cells[row].map(f64::to_be_bytes), bytes),
            Cells::Numeric(cells) if field == NUMERIC => match &cells[row] {
                // Of what is no decimal nothing is written, and PostgreSQL refuses that.
                Some(text) => sized(bytes, |bytes| _ = numeric::encode(text, bytes)),
                None => null(bytes),
            },
            Cells::Numeric(cells) | Cells::Other(cells) => fill(cells[row].as_ref(), bytes),
        }
    }

    /// Writes the rows of one session.
    fn render(&self, batch: &Batch<'_>, buffer: &mut Vec<u8>) -> Result<(), OutOfRange> {
        let (mut from, mut start) = (0, 0);
        for (at, slot) in &self.slots {
            buffer.extend_from_slice(&self.bytes[from..*at]);
            from = *at;
            match slot {
                Slot::Row => {
                    start = buffer.len();
                    buffer.extend_from_slice(&[0; 4]);
                }
                Slot::End => set_length(start, buffer),
                Slot::Tenant(base) => buffer.extend_from_slice(batch.tenant(*base).as_bytes()),
                Slot::Id(base) => buffer.extend_from_slice(batch.id((*base, true)).as_bytes()),
                Slot::Instant(slot) => {
                    buffer.extend_from_slice(&micros(batch.instant(*slot)?).to_be_bytes());
                }
                Slot::Date(slot) => {
                    let hours = batch.date(*slot)?.duration_since(EPOCH_DATE).as_hours();
                    let days = i32::try_from(hours / 24).map_err(|_| OutOfRange)?;
                    buffer.extend_from_slice(&days.to_be_bytes());
                }
                Slot::Text(parts) => put(batch.text(parts).as_bytes(), buffer),
                Slot::Json(json, field) => put_json(*field, &batch.json(json)?, buffer),
            }
        }
        buffer.extend_from_slice(&self.bytes[from..]);
        Ok(())
    }
}

fn word(number: usize, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&i32::try_from(number).unwrap_or(i32::MAX).to_be_bytes());
}

fn null(bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(-1_i32).to_be_bytes());
}

fn put(value: &[u8], bytes: &mut Vec<u8>) {
    word(value.len(), bytes);
    bytes.extend_from_slice(value);
}

fn fill(value: Option<impl AsRef<[u8]>>, bytes: &mut Vec<u8>) {
    match value {
        Some(value) => put(value.as_ref(), bytes),
        None => null(bytes),
    }
}

/// What `write` appends, after its length.
fn sized(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    write(bytes);
    set_length(start, bytes);
}

/// Notes at `start` how many bytes have come since.
fn set_length(start: usize, bytes: &mut [u8]) {
    let length = i32::try_from(bytes.len() - start - 4).unwrap_or(i32::MAX);
    bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
}

fn put_json(field: Field, json: &str, bytes: &mut Vec<u8>) {
    sized(bytes, |bytes| {
        if field == JSONB {
            bytes.push(1); // its version
        }
        bytes.extend_from_slice(json.as_bytes());
    });
}

/// Rows with what fills them; encoded straight into the message.
pub(super) struct Filled<'a> {
    pub rows: &'a Rows,
    pub batch: &'a Batch<'a>,
}

impl sqlx::Type<Postgres> for Filled<'_> {
    /// Never asked for, since [`Encode::produces`] names the type.
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(oid::TEXT))
    }
}

impl Encode<'_, Postgres> for Filled<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.rows.render(self.batch, buffer)?;
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.rows.array_oid)))
    }

    fn size_hint(&self) -> usize {
        // An id is the longest of the usual slots.
        self.rows.bytes.len() + 16 * self.rows.slots.len()
    }
}
