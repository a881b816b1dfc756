//! In which order a table is shown, and which of its columns, where nobody asks.

use demo_core::{
    Table,
    schema::{Column, Type},
};

use super::{cell::title_column, subject};
use crate::data::View;

/// Columns of a list: what fits a screen without its rows' own page.
const COLUMNS: usize = 8;

/// Told on a row's own page: long, or a part of what another column says.
const OF_ROWS_ALONE: [&str; 14] = [
    "subtotal",
    "vat_total",
    "tenant_id",
    "notes",
    "message",
    "description",
    "street",
    "latitude",
    "longitude",
    "unit",
    "currency",
    "legal_name",
    "barcode",
    "id",
];

/// The order of a table: lines as they are numbered, things by name, events the newest first.
pub fn default_sort(table: &Table) -> Option<String> {
    let column = |name: &String| table.column(name);
    let numbered = table.unique.iter().find(|key| {
        let own: Vec<&Column> = key.iter().skip(1).filter_map(column).collect();
        own.len() > 1 && own[0].kind == Type::Uuid && own[1].kind == Type::Integer
    });
    if let Some(key) = numbered {
        return Some(key[1..].join(","));
    }
    let name = ["name", "full_name"].into_iter();
    if let Some(name) = name.into_iter().find(|name| table.column(name).is_some()) {
        return Some(name.to_owned());
    }
    let is_telling = |column: &&Column| {
        matches!(column.kind, Type::Instant | Type::Date)
            && !column.nullable
            && column.name != "created_at"
    };
    let date = table.columns.iter().find(is_telling);
    date.map(|column| format!("-{}", column.name))
        .or_else(|| title_column(table).map(|column| column.name.clone()))
}

/// How the names of dates begin that lie ahead, such as an expiry.
const AHEAD: [&str; 8] = [
    "expires",
    "due",
    "expected",
    "requested",
    "planned",
    "next",
    "renews",
    "valid_until",
];
/// So many of these stand before the other columns.
const MOST_AHEAD: usize = 2;

/// The columns of a list: what tells rows apart, what the list is sorted by, how each stands and
/// until when, and all others as the table has them.
pub fn shown<'a>(view: &View<'a>) -> Vec<&'a Column> {
    let title = title_column(view.table).map(|column| column.name.clone());
    let sorted = default_sort(view.table);
    let sorted = sorted.as_deref().unwrap_or_default();
    let sorted = sorted.trim_start_matches('-').split(',').map(str::to_owned);
    let is_ahead = |column: &&&Column| {
        matches!(column.kind, Type::Instant | Type::Date)
            && AHEAD.iter().any(|name| column.name.starts_with(name))
    };
    let ahead = view.columns.iter().filter(is_ahead).take(MOST_AHEAD);
    let first: Vec<String> = title
        .into_iter()
        .chain(sorted)
        .chain(std::iter::once("status".to_owned()))
        .chain(ahead.map(|column| column.name.clone()))
        .collect();
    let fits = |column: &&Column| {
        column.kind != Type::Json
            && !OF_ROWS_ALONE.contains(&column.name.as_str())
            && !subject::is_part(view.table, &column.name)
    };
    let mut columns: Vec<&Column> = view.columns.iter().copied().filter(fits).collect();
    // Stable: all others stay as the table has them.
    columns.sort_by_key(|column| {
        let place = first.iter().position(|name| *name == column.name);
        place.unwrap_or(first.len())
    });
    // How much there is stands before what may be empty, or it would be beside the screen.
    let quantity = columns.iter().position(|column| column.name == "quantity");
    let empty = columns
        .iter()
        .position(|column| column.nullable && !first.contains(&column.name));
    if let Some((quantity, empty)) = quantity.zip(empty).filter(|(from, to)| from > to) {
        columns[empty..=quantity].rotate_right(1);
    }
    columns.truncate(COLUMNS);
    columns
}
