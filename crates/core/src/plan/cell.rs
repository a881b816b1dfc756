//! One value of seed data, read as its column's type wants it.

use jiff::{SignedDuration, tz::TimeZone};
use uuid::Uuid;

use super::{Cells, TextTemplate, json};
use crate::{
    schema::{Column, DecimalError, Default, Type},
    seed::Value,
    service::JsonPaths,
    time::{
        DatePolicy, DateSlot, InstantSlot, is_marker, no_such_day, parse_date, parse_instant,
        parse_marker,
    },
};

/// Why a value does not fit its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellError {
    pub rule: &'static str,
    pub message: String,
    pub hint: String,
    /// In bytes from the value's first, where the fault is inside it.
    pub inside: usize,
}

/// How the values of one column are read.
pub(super) struct Reading<'a> {
    pub column: &'a Column,
    pub policy: DatePolicy,
    pub keep_column: bool,
    pub kept: &'a [Uuid],
    pub paths: &'a JsonPaths,
    pub zone: &'a TimeZone,
}

pub(super) fn error(
    rule: &'static str,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> CellError {
    CellError {
        rule,
        message: message.into(),
        hint: hint.into(),
        inside: 0,
    }
}

/// An empty column of a type.
pub(super) fn empty(kind: &Type) -> Cells {
    match kind {
        Type::Uuid => Cells::Id(Vec::new()),
        Type::Instant => Cells::Instant(Vec::new()),
        Type::Date => Cells::Date(Vec::new()),
        Type::Text => Cells::Text(Vec::new()),
        Type::Json => Cells::Json(Vec::new()),
        Type::Integer => Cells::Integer(Vec::new()),
        Type::Boolean => Cells::Boolean(Vec::new()),
        Type::Numeric(_) => Cells::Numeric(Vec::new()),
        Type::Float => Cells::Float(Vec::new()),
        Type::Other => Cells::Other(Vec::new()),
    }
}

/// NULL for one more row.
pub(super) fn push_null(cells: &mut Cells) {
    match cells {
        Cells::Tenant(cells) => cells.push(None),
        Cells::Id(cells) => cells.push(None),
        Cells::Instant(cells) => cells.push(None),
        Cells::Date(cells) => cells.push(None),
        Cells::Text(cells) => cells.push(None),
        Cells::Json(cells) => cells.push(None),
        Cells::Integer(cells) => cells.push(None),
        Cells::Boolean(cells) => cells.push(None),
        Cells::Numeric(cells) | Cells::Other(cells) => cells.push(None),
        Cells::Float(cells) => cells.push(None),
    }
}

fn text(value: &Value, column: &Column) -> Result<TextTemplate, CellError> {
    let text = string(value, column)?;
    if is_missing(text, column) {
        let message = format!("`{}` is empty", column.name);
        let hint = "write what people shall read there";
        return Err(error("shape/empty-text", message, hint));
    }
    TextTemplate::parse(text).map_err(|wrong| {
        let message = format!("`{}` is not a session value", wrong.text);
        CellError {
            inside: 1 + wrong.offset,
            ..error("shape/session-value", message, wrong.hint)
        }
    })
}

/// Whether a text is none where one must be. What may be left out may be empty too.
fn is_missing(text: &str, column: &Column) -> bool {
    let may_be = column.nullable || column.default == Default::Constant(String::new());
    text.trim().is_empty() && !may_be
}

/// Reads a value and adds it to its column; on an error nothing is added.
pub(super) fn push(cells: &mut Cells, value: &Value, reading: &Reading) -> Result<(), CellError> {
    let column = reading.column;
    if matches!(value, Value::Null) {
        if !column.nullable {
            return Err(error(
                "shape/null",
                format!("`{}` may not be null", column.name),
                "give it a value",
            ));
        }
        push_null(cells);
        return Ok(());
    }
    match cells {
        Cells::Tenant(cells) => cells.push(Some(Uuid::nil())),
        Cells::Id(cells) => {
            let id = uuid(string(value, column)?)?;
            cells.push(Some((
                id,
                !reading.keep_column && !reading.kept.contains(&id),
            )));
        }
        Cells::Instant(cells) => {
            cells.push(Some(instant(
                string(value, column)?,
                reading.policy,
                reading.zone,
            )?));
        }
        Cells::Date(cells) => cells.push(Some(date(
            string(value, column)?,
            reading.policy,
            reading.zone,
        )?)),
        Cells::Text(cells) => cells.push(Some(text(value, column)?)),
        Cells::Json(cells) => cells.push(Some(json::read(value, reading)?)),
        Cells::Integer(cells) => {
            let whole = |text: &str| {
                let number = text.parse::<i64>().ok();
                number.filter(|number| column.holds_integer(*number))
            };
            let number = match value {
                Value::Number(text) => whole(text),
                _ => None,
            };
            cells.push(Some(number.ok_or_else(|| match value {
                Value::String(text) if whole(text).is_some() => {
                    wrong_type(value, column, &unquoted(text))
                }
                _ => wrong_type(value, column, "a whole number in its range"),
            })?));
        }
        Cells::Boolean(cells) => match value {
            Value::Boolean(truth) => cells.push(Some(*truth)),
            _ => return Err(wrong_type(value, column, "true or false")),
        },
        Cells::Numeric(cells) => cells.push(Some(numeric(value, column)?)),
        Cells::Float(cells) => match value {
            Value::Number(text) => {
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                cells.push(Some(number.ok_or_else(|| {
                    wrong_type(value, column, "a number in its range")
                })?));
            }
            _ => return Err(wrong_type(value, column, "a number")),
        },
        Cells::Other(cells) => match value {
            Value::String(text) | Value::Number(text) | Value::Json(text) => {
                cells.push(Some((*text).to_owned()));
            }
            Value::Boolean(truth) => cells.push(Some(truth.to_string())),
            Value::Null => cells.push(None),
        },
    }
    Ok(())
}

fn string<'a>(value: &'a Value, column: &Column) -> Result<&'a str, CellError> {
    match value {
        // PostgreSQL's text holds every character but this one.
        Value::String(text) if text.contains('\0') => Err(error(
            "shape/nul",
            format!("`{}` holds a NUL character", column.name),
            "remove it",
        )),
        Value::String(text) => Ok(text),
        _ => Err(wrong_type(value, column, "a string")),
    }
}

fn wrong_type(value: &Value, column: &Column, wanted: &str) -> CellError {
    let message = format!(
        "`{}` is {}, not {}",
        column.name,
        column.declared,
        value.kind()
    );
    error("shape/wrong-type", message, format!("write {wanted}"))
}

fn unquoted(text: &str) -> String {
    format!("the number without quotes: {text}")
}

pub(super) fn uuid(text: &str) -> Result<Uuid, CellError> {
    let wrong = || {
        let groups: Vec<&str> = text.split('-').collect();
        let mut lengths = groups.iter().zip([8, 4, 4, 4, 12]).enumerate();
        // Of five groups, the one that is too short or too long.
        let off = lengths.find(|(_, (group, length))| group.chars().count() != *length);
        let off = off.filter(|_| groups.len() == 5).map_or_else(
            String::new,
            |(index, (group, length))| {
                format!(
                    ": group {} has {} of {length}",
                    index + 1,
                    group.chars().count()
                )
            },
        );
        error(
            "uuid/invalid",
            format!("`{text}` is not a UUID"),
            format!("write it as 8-4-4-4-12 hexadecimal digits{off}"),
        )
    };
    if text.len() != 36 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// An instant: a marker, always exact, or an ISO 8601 value under a policy.
pub(super) fn instant(
    text: &str,
    policy: DatePolicy,
    zone: &TimeZone,
) -> Result<InstantSlot, CellError> {
    if is_marker(text) {
        return marker(text).map(|offset| InstantSlot::Exact(micros(offset)));
    }
    parse_instant(text).map(|instant| InstantSlot::new(instant, policy, zone)).ok_or_else(|| {
        let hint = no_such_day(text).unwrap_or_else(|| {
            "write a marker such as `BASE_TS - 4h`, or ISO 8601 with a time, such as `2025-01-15T06:00:00Z`".to_owned()
        });
        error("time/instant", format!("`{text}` is not an instant"), hint)
    })
}

fn date(text: &str, policy: DatePolicy, zone: &TimeZone) -> Result<DateSlot, CellError> {
    if is_marker(text) {
        return marker(text).map(|offset| DateSlot::OfInstant(InstantSlot::Exact(micros(offset))));
    }
    let wrong = || {
        let hint = no_such_day(text).unwrap_or_else(|| {
            "write a date such as `2025-01-15`, an instant, or a marker such as `BASE_TS + 2d`"
                .to_owned()
        });
        error("time/date", format!("`{text}` is not a date"), hint)
    };
    if let Some(date) = parse_date(text) {
        return DateSlot::new(date, policy).map_err(|_| wrong());
    }
    let instant = parse_instant(text).ok_or_else(wrong)?;
    Ok(DateSlot::OfInstant(InstantSlot::new(instant, policy, zone)))
}

fn marker(text: &str) -> Result<SignedDuration, CellError> {
    parse_marker(text).map_err(|wrong| {
        let full = wrong.to_string();
        let (message, hint) = full.rsplit_once("; ").unwrap_or((&full, ""));
        if text.starts_with("BASE") {
            return CellError {
                inside: 1 + wrong.offset,
                ..error("time/marker", message, hint)
            };
        }
        // Whoever writes no marker at all may have meant a date.
        let message = format!(
            "`{}` is neither a marker nor an instant",
            text.escape_debug()
        );
        let hint = format!("{hint}, or as an instant such as `2025-01-15T06:00:00Z`");
        error("time/marker", message, hint)
    })
}

fn micros(offset: SignedDuration) -> i64 {
    // `parse_marker` made it from that many microseconds.
    i64::try_from(offset.as_micros()).unwrap_or(i64::MAX)
}

const PLAIN_NUMBER: &str = "a plain decimal number, such as 12.50";
/// What is wanted in place of a number with its unit, such as `"90 %"`.
pub const NUMBER_ALONE: &str = "the number alone";

/// The decimal's text at the declared scale; digits beyond it would be lost, so they are refused.
fn numeric(value: &Value, column: &Column) -> Result<String, CellError> {
    let text = match value {
        Value::Number(text) => text,
        Value::String(text) => {
            // What a Spanish keyboard writes.
            let pointed = text.replace(',', ".");
            let is_number = |text: &str| column.decimal(text) != Err(DecimalError::Syntax);
            let alone = text.trim_end_matches(|c: char| !c.is_ascii_digit());
            let wanted = if is_number(text) {
                unquoted(text)
            } else if text.matches(',').count() == 1 && is_number(&pointed) {
                format!("a point, not a comma: {pointed}")
            } else if is_number(alone) {
                format!("{NUMBER_ALONE}: {alone}")
            } else {
                PLAIN_NUMBER.to_owned()
            };
            return Err(wrong_type(value, column, &wanted));
        }
        _ => return Err(wrong_type(value, column, "a number")),
    };
    column.decimal(text).map_err(|wrong| match wrong {
        DecimalError::Syntax => wrong_type(value, column, PLAIN_NUMBER),
        DecimalError::Scale(scale) => {
            let message = format!(
                "`{text}` has more than the {scale} decimals of `{}`",
                column.name
            );
            error("shape/scale", message, scaled(text, scale, column))
        }
        DecimalError::Range(most) => {
            let message = format!(
                "`{text}` has more than the {most} digits before the point that `{}` holds",
                column.name
            );
            let decimals = match column.kind {
                Type::Numeric(Some(scale)) if scale > 0 => format!(".{:9<1$}", "", scale.into()),
                _ => String::new(),
            };
            let limit = format!("{:9<most$}{decimals}", "");
            let hint = if text.starts_with('-') {
                format!("write -{limit} or more")
            } else {
                format!("write {limit} or less")
            };
            error("shape/range", message, hint)
        }
    })
}

/// What a decimal with too many digits behind the point may mean.
fn scaled(text: &str, scale: usize, column: &Column) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let digits = digits.trim_end_matches('0');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // With the point before so many of all digits.
    let with_point = |digits: &str| {
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, rest) = digits.split_at(digits.len() - scale);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let point = if scale == 0 { "" } else { "." };
        let is_zero = digits.bytes().all(|digit| digit == b'0');
        let sign = if is_zero { "" } else { sign };
        Some(format!("{sign}{whole}{point}{rest}")).filter(|text| column.decimal(text).is_ok())
    };
    let all = format!("{whole}{fraction}");
    let rounded = all.parse::<u128>().ok().and_then(|number| {
        let step = 10_u128.checked_pow(u32::try_from(fraction.len().checked_sub(scale)?).ok()?)?;
        with_point(&(number.checked_add(step / 2)? / step).to_string())
    });
    // In amounts the point slips; coordinates have more digits than are known.
    let shifted = with_point(&all).filter(|_| scale < 4 && !whole.trim_matches('0').is_empty());
    match (rounded, shifted) {
        (Some(rounded), Some(shifted)) => {
            format!("write {rounded}, or {shifted} where the point is in a wrong place")
        }
        (Some(one), None) | (None, Some(one)) => format!("write {one}"),
        (None, None) => "round it".to_owned(),
    }
}
