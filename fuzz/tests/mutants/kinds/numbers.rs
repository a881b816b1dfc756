//! Numbers and truth values.

use demo_core::{
    schema::Type,
    seed::{SeedCell, Value},
};

use super::Site;

/// Sums that somebody adds up.
const SUMS: [&str; 5] = ["total", "subtotal", "line_total", "vat_total", "revenue"];

pub fn make(site: &mut Site, cell: &SeedCell, shape: bool) {
    let Some(column) = site.column(cell) else {
        return;
    };
    if let Value::Boolean(truth) = cell.value {
        site.value(
            "a truth value turned",
            cell,
            if truth { "false" } else { "true" },
        );
        if shape {
            site.value("a text for a truth value", cell, "\"yes\"");
            site.value("a number for a truth value", cell, "1");
        }
    }
    let Value::Number(text) = cell.value else {
        return;
    };
    if shape {
        site.value("a text for a number", cell, "\"much\"");
        site.value("a number too large", cell, "90071992547409931234");
        let fine = match column.kind {
            Type::Integer => ("a fraction for a whole number", format!("{text}.5")),
            _ => (
                "more decimals than there may be",
                format!("{text}{}", too_fine(text)),
            ),
        };
        site.value(fine.0, cell, &fine.1);
    }
    if let Some(positive) = text.strip_prefix('-') {
        site.value("a sign lost", cell, positive);
    } else if !is_zero(text) {
        site.value("a number below nought", cell, &format!("-{text}"));
    }
    if !is_zero(text) {
        site.value("nought for a number", cell, "0");
        site.value("a number times ten", cell, &ten_times(text));
    }
    let (rest, last) = text.split_at(text.len() - 1);
    let turned = (last.parse::<u8>().unwrap_or(0) + 1) % 10;
    site.value(
        "a number's last digit turned",
        cell,
        &format!("{rest}{turned}"),
    );
    if SUMS.contains(&cell.column) {
        site.value("a total off by a cent", cell, &a_cent_more(text));
    }
}

fn is_zero(text: &str) -> bool {
    !text.bytes().any(|digit| (b'1'..=b'9').contains(&digit))
}

fn too_fine(text: &str) -> &'static str {
    if text.contains('.') {
        "0000007"
    } else {
        ".0000007"
    }
}

/// The point moved by a digit.
pub fn ten_times(text: &str) -> String {
    if let Some(positive) = text.strip_prefix('-') {
        return format!("-{}", ten_times(positive));
    }
    let Some((whole, fraction)) = text.split_once('.') else {
        return format!("{text}0");
    };
    let (first, rest) = fraction.split_at(1);
    let rest = if rest.is_empty() { "0" } else { rest };
    let whole = if whole == "0" { "" } else { whole };
    let whole = format!("{whole}{first}");
    let trimmed = whole.trim_start_matches('0');
    let whole = if trimmed.is_empty() { "0" } else { trimmed };
    format!("{whole}.{rest}")
}

fn a_cent_more(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let cents: u64 = format!("{whole}{fraction:0<2}")
        .parse()
        .expect("a sum has cents");
    format!("{}.{:02}", (cents + 1) / 100, (cents + 1) % 100)
}
