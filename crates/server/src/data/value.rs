//! A text of a query as a value of a column's type.

use demo_core::{
    batch::Value,
    schema::{Column, Type},
    time::{parse_date, parse_instant},
};
use uuid::Uuid;

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
        Type::Instant => instant(text)
            .map(Value::Instant)
            .ok_or_else(|| wrong("an instant such as 2025-01-15T06:00:00Z")),
        Type::Date => parse_date(text)
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
fn instant(text: &str) -> Option<jiff::Timestamp> {
    let mended = match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains('T') => format!("{time}+{offset}"),
        _ => text.to_owned(),
    };
    parse_instant(&mended).or_else(|| parse_instant(&format!("{}T00:00:00Z", parse_date(text)?)))
}

fn is_decimal(text: &str) -> bool {
    /// PostgreSQL's own bound is far above it; no column here needs more.
    const LONGEST: usize = 40;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.len() <= LONGEST && all_digits(whole) && all_digits(fraction)
}
