//! Texts that people read name numbers that are there.

use std::collections::BTreeMap;

use super::view::{View, Views};
use crate::{
    Finding, nearest,
    plan::{Cells, JsonTemplate, TextTemplate},
    schema::Type,
    seed::Value,
};

/// Numbers of one kind, such as `PV-1144`, by how they begin and how many digits follow.
type Numbers<'v, 'a> = BTreeMap<(&'v str, usize), Kind<'v, 'a>>;

/// The table that has them, their column, and each with its row.
struct Kind<'v, 'a> {
    view: &'v View<'a>,
    column: &'v str,
    rows: BTreeMap<&'v str, usize>,
}

/// A text of a row's column.
#[derive(Clone, Copy)]
struct Place<'v, 'a> {
    view: &'v View<'a>,
    row: usize,
    column: &'v str,
}

/// With `whole` false, what is named may stand in a file that could not be read.
pub(super) fn check(views: &Views, whole: bool, findings: &mut Vec<Finding>) {
    if !whole {
        return;
    }
    let numbers = numbers(views);
    let mut unknown: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for view in views.iter() {
        for (column, cells) in view.columns() {
            let column = column.name.as_str();
            for (row, text) in texts(cells) {
                // What stands alone may be another's number, as a supplier's for what it sells.
                if !text.contains(' ') {
                    continue;
                }
                for named in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
                    let kind = split(named).and_then(|kind| numbers.get(&kind));
                    if kind.is_some_and(|kind| !kind.rows.contains_key(named)) {
                        let places = unknown.entry(named).or_default();
                        places.push(Place { view, row, column });
                    }
                }
            }
        }
    }
    for (named, places) in unknown {
        let kind = split(named).and_then(|kind| numbers.get(&kind));
        // A row that is missing has been told where something refers to it.
        let said = |finding: &Finding, table: &str| {
            finding.rule.starts_with("reference/") && finding.hint.contains(table)
                || finding.text.trim_matches('"') == named
        };
        let kind = kind.filter(|kind| {
            let table = format!("`{}`", kind.view.table.name);
            !findings.iter().any(|finding| said(finding, &table))
        });
        if let Some(kind) = kind {
            findings.push(kind.lacks(named, &places));
        }
    }
}

/// The texts of a column, each with its row.
fn texts(cells: &Cells) -> Box<dyn Iterator<Item = (usize, &str)> + '_> {
    match cells {
        Cells::Text(cells) => {
            let texts = cells.iter().enumerate();
            Box::new(texts.filter_map(|(row, cell)| match cell {
                Some(TextTemplate::Literal(text)) => Some((row, text.as_str())),
                _ => None,
            }))
        }
        Cells::Json(cells) => {
            let cells = cells.iter().enumerate();
            Box::new(cells.flat_map(|(row, cell)| {
                let literals = cell.iter().flat_map(JsonTemplate::literals);
                literals.map(move |text| (row, text))
            }))
        }
        _ => Box::new(std::iter::empty()),
    }
}

/// A number's letters up to its last hyphen, and how many digits follow.
fn split(number: &str) -> Option<(&str, usize)> {
    let (kind, digits) = number.split_at(number.rfind('-')? + 1);
    let is_kind = kind.contains(|c: char| c.is_ascii_alphabetic());
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_kind && is_number).then_some((kind, digits.len()))
}

/// The numbers of all columns whose texts are unique.
fn numbers<'v, 'a>(views: &'v Views<'a>) -> Numbers<'v, 'a> {
    let mut numbers = Numbers::new();
    for view in views.iter() {
        let unique = view.table.unique.iter();
        let alone = unique.filter_map(|columns| match &columns[..] {
            [_, column] => view.table.column(column),
            _ => None,
        });
        for column in alone.filter(|column| column.kind == Type::Text) {
            let cells = view.cells(&column.name);
            for (row, text) in cells.into_iter().flat_map(texts) {
                let Some(kind) = split(text) else { continue };
                let kind = numbers.entry(kind).or_insert_with(|| Kind {
                    view,
                    column: &column.name,
                    rows: BTreeMap::new(),
                });
                kind.rows.insert(text, row);
            }
        }
    }
    numbers
}

impl Kind<'_, '_> {
    /// Texts name one of its numbers that no row has.
    fn lacks(&self, named: &str, places: &[Place]) -> Finding {
        let table = &self.view.table.name;
        let near = nearest::nearest(named, self.rows.keys().copied());
        let place_of = |place: &Place| place.view.place_of((place.row, place.column));
        // What several texts name is likelier the number that the row had.
        if let (Some(near), [first, second, more @ ..]) = (near, places) {
            let more = match more.len() {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let texts = format!("{} and {}{more}", place_of(first), place_of(second));
            return self.warning(
                self.rows[near],
                format!("texts name {named}, which no row of `{table}` has: {texts}"),
                format!("is this number wrong? Write `{named}` here, or `{near}` there"),
            );
        }
        let message = format!("the text names {named}, which no row of `{table}` has");
        let hint = match near {
            Some(near) => format!(
                "did you mean `{near}`? If not, which is right? Write here the number of a row that is there, \
                 or {named} at {}",
                self.view.place_of((self.rows[near], self.column)),
            ),
            None => format!("write the number of a row of `{table}`, or leave it out"),
        };
        places[0].warning(named, message, hint)
    }

    /// A warning at the number of a row.
    fn warning(&self, row: usize, message: String, hint: String) -> Finding {
        let (file, written) = self.view.written(row);
        let at = written.get(self.column).map_or(written.at, |cell| cell.at);
        file.warning("reference/text", at, message, hint)
    }
}

impl Place<'_, '_> {
    /// A warning at a part of the text.
    fn warning(self, part: &str, message: String, hint: String) -> Finding {
        let (file, written) = self.view.written(self.row);
        let at = written.get(self.column).map_or(written.at, |cell| {
            let text = &file.text[cell.at..cell.at + cell.length];
            // One with escapes is not found as it is read.
            let inside = match cell.value {
                Value::String(_) | Value::Json(_) => text.find(part),
                _ => None,
            };
            cell.at + inside.unwrap_or(0)
        });
        file.warning("reference/text", at, message, hint)
    }
}
