//! Whether a row's numbers add up, in itself and with the rows that belong to it.

use demo_core::{
    schema::{Column, Type},
    service::{Parts, Sum, cents, millionths},
};
use serde_json::Value;

use crate::{
    data::View,
    error::{FieldError, Problem, pointer},
    pages::{
        labels::label,
        visitor::{Row, Visitor, text},
    },
};

/// What does not add up over several rows, and where to look.
pub struct Note {
    pub text: String,
    pub href: String,
    pub link: String,
}

/// As many lines as one page of the data API holds.
const LINES: &str = "1000";

fn sums<'a>(visitor: &'a Visitor, table: &str) -> impl Iterator<Item = &'a Sum> {
    let services = visitor.app.services.values();
    let of_table = services.filter_map(move |service| service.settings.sums.get(table));
    // A table's name is unique over all services.
    of_table.take(1).flatten()
}

/// The fields that a change would leave wrong, by sums that it has a part in.
pub fn wrong(visitor: &Visitor, view: &View, row: Option<&Row>, body: &Row) -> Vec<FieldError> {
    let value = |name: &str| {
        let value = body.get(name).or_else(|| row?.get(name));
        number(value?)
    };
    let touched = sums(visitor, &view.table.name)
        .filter(|sum| sum.columns().any(|column| body.contains_key(column)));
    touched
        .filter_map(|sum| {
            let right = sum.cents(value)?;
            if cents(value(&sum.total)?) == right {
                return None;
            }
            let t = visitor.reader.texts();
            let is = format!("{} {}", parts(visitor, sum), money(visitor, right));
            Some(FieldError::new(
                pointer(&sum.total),
                format!("{}: {is}", t.sum_wrong),
            ))
        })
        .collect()
}

/// What a row's sums over other rows say of it, and of the row that it belongs to.
pub async fn notes(visitor: &Visitor, view: &View<'_>, row: &Row) -> Result<Vec<Note>, Problem> {
    let mut notes = Vec::new();
    let service = view.store.name();
    notes.extend(note(visitor, service, &view.table.name, row, false).await?);
    for key in view
        .table
        .foreign_keys
        .iter()
        .filter(|key| key.columns.len() == 2)
    {
        let belongs = |sum: &Sum| matches!(&sum.parts, Parts::Rows { table, .. } if *table == view.table.name);
        if !sums(visitor, &key.table).any(belongs) {
            continue;
        }
        let id = text(row, &key.columns[1]);
        if id.is_empty() {
            // It belongs to none.
            continue;
        }
        let rows = visitor.rows(service, &key.table, &[("id", id)]).await?;
        for of in rows.unwrap_or_default() {
            notes.extend(note(visitor, service, &key.table, &of, true).await?);
        }
    }
    Ok(notes)
}

async fn note(
    visitor: &Visitor,
    service: &str,
    of: &str,
    row: &Row,
    other: bool,
) -> Result<Option<Note>, Problem> {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    for sum in sums(visitor, of) {
        let Parts::Rows { table, column } = &sum.parts else {
            continue;
        };
        let Some(key) = visitor.app.store.services.get(service).and_then(|store| {
            let mut keys = store.table(table)?.foreign_keys.iter();
            keys.find(|key| key.table == of && key.columns.len() == 2)
        }) else {
            continue;
        };
        let id = text(row, "id");
        let query = [(key.columns[1].as_str(), id), ("limit", LINES)];
        let lines = visitor.page_of(visitor.tenant, service, table, &query);
        // Of more lines than a page holds nothing is said: a part of a sum is none.
        let Some(page) = lines.await?.filter(|page| page.next_cursor.is_none()) else {
            continue;
        };
        let lines = page.items;
        let values = lines.iter().filter_map(|line| number(line.get(column)?));
        let right = cents(values.sum());
        let Some(written) = row.get(&sum.total).and_then(number).map(cents) else {
            continue;
        };
        if written == right {
            continue;
        }
        let text = format!(
            "{}: {} {}, {} {}.",
            label(language, of),
            label(language, &sum.total),
            money(visitor, written),
            t.sum_of_lines,
            money(visitor, right)
        );
        let lines = format!("/demo/tables/{service}/{table}?{}={id}", key.columns[1]);
        return Ok(Some(if other {
            Note {
                text,
                href: visitor.row_link(service, of, id),
                link: t.sum_look.to_owned(),
            }
        } else {
            Note {
                text,
                href: visitor.link(&lines),
                link: label(language, table),
            }
        }));
    }
    Ok(None)
}

/// The left side of an equation: `Subtotal + VAT total =`.
fn parts(visitor: &Visitor, sum: &Sum) -> String {
    let name = |column: &String| label(visitor.reader.language, column);
    match &sum.parts {
        Parts::Added(columns) => {
            let names: Vec<String> = columns.iter().map(name).collect();
            format!("{} =", names.join(" + "))
        }
        Parts::Multiplied(one, other) => format!("{} × {} =", name(one), name(other)),
        Parts::Rows { .. } => String::new(),
    }
}

fn money(visitor: &Visitor, cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
    visitor.format.money(&format!("{sign}{whole}.{rest:02}"))
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => millionths(text),
        Value::Number(number) => millionths(&number.to_string()),
        _ => None,
    }
}

/// Whether a column is one that a row's sums speak of: a form shows it with its equation.
pub fn equation(visitor: &Visitor, view: &View, column: &Column) -> Option<String> {
    if !matches!(column.kind, Type::Numeric(_) | Type::Integer) {
        return None;
    }
    let mut own = sums(visitor, &view.table.name);
    let sum =
        own.find(|sum| sum.total == column.name && !matches!(sum.parts, Parts::Rows { .. }))?;
    Some(parts(visitor, sum).trim_end_matches('=').trim().to_owned())
}
