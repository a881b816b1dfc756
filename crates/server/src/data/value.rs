//! A text of a query as a value of a column's type.

use demo_core::{
    batch::Value,
    schema::{Column, Type},
    time::{parse_date, parse_instant},
};
use jiff::{Timestamp, civil::Date};
use serde_json::Value as Json;
use uuid::Uuid;

/// The first second of the year 1.
const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// More digits than any number of a demo has, and few enough for every database.
const LONGEST_NUMBER: usize = 40;

/// Reads a value; the error says what the column takes.
pub fn parse(column: &Column, text: &str) -> Result<Value, String> {
    let wrong =
        |example: &str| format!("`{}` is {}: write {example}", column.name, column.declared);
    if text.contains('\0') {
        return Err("holds a NUL character".to_owned());
    }
    match &column.kind {
        Type::Uuid => Uuid::try_parse(text)
            .map(Value::Uuid)
            .map_err(|_| wrong("a UUID")),
        Type::Instant => instant_of_query(text)
            .map(Value::Instant)
            .ok_or_else(|| wrong("an instant such as 2025-01-15T06:00:00Z")),
        Type::Date => date(text)
            .map(Value::Date)
            .ok_or_else(|| wrong("a date such as 2025-01-15")),
        Type::Integer => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| wrong("a whole number")),
        Type::Boolean => text
            .parse()
            .map(Value::Boolean)
            .map_err(|_| wrong("`true` or `false`")),
        Type::Numeric(_) if is_decimal(text) => Ok(Value::Numeric(text.to_owned())),
        Type::Numeric(_) => Err(wrong("a decimal such as 12.50")),
        Type::Float => {
            let number = text.parse().ok().filter(|number: &f64| number.is_finite());
            number.map(Value::Float).ok_or_else(|| wrong("a number"))
        }
        Type::Text | Type::Other => Ok(Value::Text(text.to_owned())),
        Type::Json => Err(wrong("nothing: it cannot be filtered by")),
    }
}

/// An instant, also a bare date (its midnight in UTC), and one whose `+` came as a space, as
/// it does where a client did not encode it.
fn instant_of_query(text: &str) -> Option<Timestamp> {
    let mended = match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains('T') => format!("{time}+{offset}"),
        _ => text.to_owned(),
    };
    instant(&mended).or_else(|| instant(&format!("{}T00:00:00Z", date(text)?)))
}

/// An instant that both engines hold: to the microsecond, in the years 1 to 9999.
pub fn instant(text: &str) -> Option<Timestamp> {
    let instant = Timestamp::from_microsecond(parse_instant(text)?.as_microsecond()).ok()?;
    (instant >= FIRST).then_some(instant)
}

/// A date in the years 1 to 9999.
pub fn date(text: &str) -> Option<Date> {
    parse_date(text).filter(|date| date.year() >= 1)
}

/// Whether PostgreSQL's `jsonb` holds a value as it is. It has no NUL character, and no number
/// outside of what JSON's usual readers hold.
pub fn is_storable_json(json: &Json) -> Result<(), String> {
    match json {
        Json::String(text) if text.contains('\0') => {
            Err("holds a NUL character: leave it out".to_owned())
        }
        Json::Number(number) => {
            let written = number.to_string();
            let is_zero = !written
                .split(['e', 'E'])
                .next()
                .is_some_and(|digits| digits.contains(|c: char| c.is_ascii_digit() && c != '0'));
            let value = number.as_f64().filter(|value| value.is_finite());
            if written.len() <= LONGEST_NUMBER
                && value.is_some_and(|value| is_zero || value.is_normal())
            {
                Ok(())
            } else {
                Err("holds a number that is out of range".to_owned())
            }
        }
        Json::Array(items) => items.iter().try_for_each(is_storable_json),
        Json::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            if name.contains('\0') {
                return Err("holds a NUL character: leave it out".to_owned());
            }
            is_storable_json(value)
        }),
        _ => Ok(()),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.len() <= LONGEST_NUMBER && all_digits(whole) && all_digits(fraction)
}
