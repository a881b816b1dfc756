//! Parameters in and rows out, in PostgreSQL's binary format.

use futures::TryStreamExt;
use jiff::{SignedDuration, Timestamp, civil::Date};
use sqlx::{
    AssertSqlSafe, Column, Encode, Executor, PgConnection, Row as _, Type, TypeInfo, ValueRef,
    encode::IsNull,
    error::BoxDynError,
    postgres::{
        PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueFormat, PgValueRef, Postgres,
        types::Oid,
    },
};
use uuid::Uuid;

use crate::database::{Cell, Outcome, Param, Row, Statement};

/// PostgreSQL counts from 2000-01-01.
pub(super) const EPOCH_MICROS: i64 = 946_684_800_000_000;
pub(super) const EPOCH_DATE: Date = Date::constant(2000, 1, 1);

/// Object ids of the types, fixed since PostgreSQL has them.
pub(super) mod oid {
    pub const BOOL: u32 = 16;
    pub const INT8: u32 = 20;
    pub const INT2: u32 = 21;
    pub const INT4: u32 = 23;
    pub const TEXT: u32 = 25;
    pub const JSON: u32 = 114;
    pub const FLOAT4: u32 = 700;
    pub const FLOAT8: u32 = 701;
    pub const DATE: u32 = 1082;
    pub const TIMESTAMPTZ: u32 = 1184;
    pub const NUMERIC: u32 = 1700;
    pub const UUID: u32 = 2950;
    pub const JSONB: u32 = 3802;
}

impl Type<Postgres> for Param {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(oid::TEXT))
    }

    fn compatible(_: &PgTypeInfo) -> bool {
        true
    }
}

impl Encode<'_, Postgres> for Param {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self {
            Self::Uuid(Some(id)) => buffer.extend_from_slice(id.as_bytes()),
            Self::Instant(Some(instant)) => {
                buffer.extend_from_slice(&micros(*instant).to_be_bytes());
            }
            Self::Text(Some(text)) => buffer.extend_from_slice(text.as_bytes()),
            Self::Integer(Some(number)) => buffer.extend_from_slice(&number.to_be_bytes()),
            Self::Float(Some(number)) => buffer.extend_from_slice(&number.to_be_bytes()),
            Self::Boolean(Some(truth)) => buffer.push(u8::from(*truth)),
            Self::Json(Some(text)) => {
                buffer.push(1); // jsonb's version
                buffer.extend_from_slice(text.as_bytes());
            }
            _ => return Ok(IsNull::Yes),
        }
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        let oid = match self {
            Self::Uuid(_) => oid::UUID,
            Self::Instant(_) => oid::TIMESTAMPTZ,
            Self::Text(_) => oid::TEXT,
            Self::Integer(_) => oid::INT8,
            Self::Float(_) => oid::FLOAT8,
            Self::Boolean(_) => oid::BOOL,
            Self::Json(_) => oid::JSONB,
        };
        Some(PgTypeInfo::with_oid(Oid(oid)))
    }
}

/// Microseconds since PostgreSQL's epoch.
pub(super) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond() - EPOCH_MICROS
}

/// Encodes values, each a parameter.
pub(super) fn add<'q, T>(
    arguments: &mut PgArguments,
    values: impl IntoIterator<Item = T>,
) -> Result<(), sqlx::Error>
where
    T: Encode<'q, Postgres> + Type<Postgres>,
{
    let mut values = values.into_iter();
    values
        .try_for_each(|value| sqlx::Arguments::add(arguments, value))
        .map_err(sqlx::Error::Encode)
}

/// Runs one statement, prepared once a connection.
pub(super) async fn run(
    connection: &mut PgConnection,
    statement: &Statement,
) -> Result<Outcome, sqlx::Error> {
    let mut arguments = PgArguments::default();
    add(&mut arguments, &statement.params)?;
    run_with(connection, AssertSqlSafe(statement.sql.clone()), arguments).await
}

/// Runs SQL with arguments that are encoded already.
pub(super) async fn run_with(
    connection: &mut PgConnection,
    sql: impl sqlx::SqlSafeStr,
    arguments: PgArguments,
) -> Result<Outcome, sqlx::Error> {
    let mut outcome = Outcome::default();
    let mut results = connection.fetch_many(sqlx::query_with(sql, arguments));
    while let Some(step) = results.try_next().await? {
        if let Some(row) = step.as_ref().right() {
            outcome.rows.push(decode(row)?);
        } else if let Some(done) = step.left() {
            outcome.affected += done.rows_affected();
        }
    }
    Ok(outcome)
}

fn decode(row: &PgRow) -> Result<Row, sqlx::Error> {
    let mut cells = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        let value = row.try_get_raw(index)?;
        cells.push(cell(&value).map_err(|source| sqlx::Error::ColumnDecode {
            index: row.column(index).name().to_owned(),
            source,
        })?);
    }
    Ok(Row(cells))
}

fn cell(value: &PgValueRef<'_>) -> Result<Cell, BoxDynError> {
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let kind = value.type_info().oid().map_or(0, |oid| oid.0);
    if value.format() == PgValueFormat::Text {
        return Ok(Cell::Text(value.as_str()?.to_owned()));
    }
    let bytes = value.as_bytes()?;
    Ok(match kind {
        oid::UUID => Cell::Uuid(Uuid::from_slice(bytes)?),
        oid::TIMESTAMPTZ => {
            let micros = i64::from_be_bytes(bytes.try_into()?);
            Cell::Instant(Timestamp::from_microsecond(
                micros.saturating_add(EPOCH_MICROS),
            )?)
        }
        oid::DATE => {
            let days = i32::from_be_bytes(bytes.try_into()?);
            let date = EPOCH_DATE.checked_add(SignedDuration::from_hours(i64::from(days) * 24))?;
            Cell::Text(date.to_string())
        }
        oid::BOOL => Cell::Boolean(bytes == [1]),
        oid::INT2 => Cell::Integer(i64::from(i16::from_be_bytes(bytes.try_into()?))),
        oid::INT4 => Cell::Integer(i64::from(i32::from_be_bytes(bytes.try_into()?))),
        oid::INT8 => Cell::Integer(i64::from_be_bytes(bytes.try_into()?)),
        oid::FLOAT4 => Cell::Float(f64::from(f32::from_be_bytes(bytes.try_into()?))),
        oid::FLOAT8 => Cell::Float(f64::from_be_bytes(bytes.try_into()?)),
        oid::JSONB => {
            Cell::Text(std::str::from_utf8(bytes.get(1..).unwrap_or_default())?.to_owned())
        }
        oid::NUMERIC => return Err("numeric is read as text".into()),
        _ => Cell::Text(
            std::str::from_utf8(bytes)
                .map_err(|_| format!("type {} is read as text", value.type_info().name()))?
                .to_owned(),
        ),
    })
}
