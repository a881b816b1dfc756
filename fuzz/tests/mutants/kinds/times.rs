//! Instants, dates and markers.

use demo_core::{
    schema::Type,
    seed::{SeedCell, Value},
    time::{parse_date, parse_instant, parse_marker},
};
use jiff::{SignedDuration, ToSpan as _};

use super::Site;

const DAY: i64 = 86_400;

pub fn make(site: &mut Site, cell: &SeedCell, shape: bool) {
    let kind = site.column(cell).map(|column| &column.kind);
    let (Value::String(text), Some(Type::Instant | Type::Date)) = (cell.value, kind) else {
        return;
    };
    if shape {
        for (kind, new) in slips(text) {
            site.value(kind, cell, &format!("\"{new}\""));
        }
        site.value("a number for a date", cell, "7");
    }
    for (kind, days) in [
        ("a date a day earlier", -1),
        ("a date a day later", 1),
        ("a date a year earlier", -365),
        ("a date a year later", 365),
    ] {
        let new = moved(text, days * DAY).expect("shipped dates can be read");
        site.value(kind, cell, &format!("\"{new}\""));
    }
}

/// What no reader of dates takes.
fn slips(text: &str) -> Vec<(&'static str, String)> {
    let mut slips = vec![("a date emptied", String::new())];
    if text.starts_with("BASE_TS") {
        slips.push((
            "a marker with a slip",
            text.replacen("BASE_TS", "BASE_ST", 1),
        ));
        slips.push(("a marker without its unit", format!("{} + 2", &text[..7])));
        slips.push((
            "a marker with a unit that is none",
            format!("{} - 2hours", &text[..7]),
        ));
        slips.push(("a marker without its sign", format!("{} 2h", &text[..7])));
    } else {
        slips.push(("a date with a slip", format!("{text}x")));
        slips.push((
            "a month that there is not",
            format!("{}13{}", &text[..5], &text[7..]),
        ));
        let local = format!("{}/{}/{}", &text[8..10], &text[5..7], &text[..4]);
        slips.push(("a date as people write it", local));
    }
    slips
}

/// A date or marker some seconds later.
pub fn moved(text: &str, seconds: i64) -> Option<String> {
    if text.starts_with("BASE_TS") {
        let offset = parse_marker(text).ok()?;
        let offset = offset.checked_add(SignedDuration::from_secs(seconds))?;
        return Some(marker(offset.as_secs()));
    }
    if text.len() > 10 {
        let instant = parse_instant(text)?.checked_add(seconds.seconds()).ok()?;
        return Some(instant.to_string());
    }
    let date = parse_date(text)?;
    let days = if seconds.abs() < DAY {
        seconds.signum()
    } else {
        seconds / DAY
    };
    Some(date.checked_add(days.days()).ok()?.to_string())
}

fn marker(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    let parts = [
        (seconds / DAY, 'd'),
        (seconds / 3600 % 24, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let parts = parts.iter().filter(|(amount, _)| *amount > 0);
    let parts: Vec<String> = parts
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    let parts = parts.concat();
    if parts.is_empty() {
        return "BASE_TS".to_owned();
    }
    format!("BASE_TS {sign} {parts}")
}
