//! Ids inside JSON columns, at the paths that service.toml declares: each is some row's.

use std::cell::LazyCell;

use uuid::Uuid;

use super::{
    excuses,
    ids::begins_with,
    similar,
    view::{View, Views},
};
use crate::{
    Finding, nearest,
    plan::{Cells, JsonTemplate},
    seed::Value,
};

/// With `whole` false, the rows may stand in a file that could not be read.
pub(super) fn check(views: &Views, whole: bool, findings: &mut Vec<Finding>) {
    if !whole {
        return;
    }
    let faulty: Vec<Finding> = findings
        .iter()
        .filter(|finding| finding.rule.starts_with("uuid/"))
        .take(100)
        .cloned()
        .collect();
    // A row whose own id is at fault has lost the one that is named here.
    let follows = |id: &str| {
        faulty.iter().any(|finding| {
            let text = finding.text.trim_matches('"');
            finding.rule == "uuid/version" || nearest::nearest(id, [text]).is_some()
        })
    };
    // Below a wrong table's name the row is there for whoever looks at the file.
    let unplanned = LazyCell::new(|| excuses::unplanned(views));
    for view in views.iter() {
        for (column, cells) in view.columns() {
            let Cells::Json(cells) = cells else { continue };
            for (row, template) in cells.iter().enumerate() {
                if let Some(template) = template {
                    findings.extend(elsewhere(views, view, (row, &column.name), template));
                }
                for id in template.iter().flat_map(JsonTemplate::ids) {
                    let is_there = |id| views.iter().any(|view| view.rows_of(id).next().is_some());
                    if is_there(id) || follows(&id.to_string()) || unplanned.contains(&id) {
                        continue;
                    }
                    let (file, written) = view.written(row);
                    let Some(cell) = written.get(&column.name) else {
                        continue;
                    };
                    let inside = match &cell.value {
                        Value::Json(text) => text.to_ascii_lowercase().find(&id.to_string()),
                        _ => None,
                    };
                    let at = cell.at + inside.map_or(0, |inside| inside - 1);
                    let message = format!("`{}` names {id}, which is no row's id", column.name);
                    let hint = meant(views, view, (row, &column.name), id);
                    findings.push(file.error("reference/json", at, message, hint));
                }
            }
        }
    }
}

/// A hint with the row that is likely meant: of the table that the id's prefix tells, or else of
/// those that the column is declared to name or the other ids of the value are of.
fn meant(views: &Views, view: &View, (row, column): (usize, &str), id: Uuid) -> String {
    let prefixes = &views.profile.manifest.id_prefixes;
    let by_prefix = views.iter().find(|target| {
        let prefix = prefixes.get(&target.table.name);
        prefix.is_some_and(|prefix| !prefix.is_empty() && begins_with(id, prefix))
    });
    let others: Vec<Uuid> = match view.cells(column) {
        Some(Cells::Json(cells)) => cells[row].iter().flat_map(JsonTemplate::ids).collect(),
        _ => Vec::new(),
    };
    if let Some(target) = by_prefix {
        // What the value names already is not meant again.
        let is_free = |row| target.id(row).is_none_or(|id| !others.contains(&id));
        return similar::hint(id, target, is_free);
    }
    let declared = view.service.settings.json.get(&view.full(column));
    let tables = declared.into_iter().flat_map(|paths| paths.rows.values());
    let targets = tables.filter_map(|table| views.get(table));
    let has = |target: &&View| others.iter().any(|id| target.rows_of(*id).next().is_some());
    let beside = views.iter().filter(has);
    // Of what has no declared table and stands alone, any may be meant.
    let near = targets.chain(beside).chain(views.iter());
    let near = near.filter_map(|target| {
        let digits = similar::nearest(id, target)?;
        Some((digits, similar::hint(id, target, |_| true)))
    });
    // The first of equals.
    let nearest = near.min_by_key(|(digits, _)| *digits);
    let hint = nearest.map(|(_, hint)| hint);
    hint.unwrap_or_else(|| "write the id of a row of this profile".to_owned())
}

/// An id of a row at a place that no path covers: it would stay the same in every tenant.
fn elsewhere(
    views: &Views,
    view: &View,
    (row, column): (usize, &str),
    template: &JsonTemplate,
) -> Option<Finding> {
    let literals = template.literals().filter(|text| text.len() > 36);
    let mut ids = literals.flat_map(ids_in).peekable();
    ids.peek()?;
    let kept = &view.service.settings.keep;
    if kept.columns.contains(&view.full(column)) {
        return None;
    }
    let is_row = |id: &Uuid| views.iter().any(|view| view.rows_of(*id).next().is_some());
    let id = ids.find(|id| !kept.ids.contains(id) && is_row(id))?;
    let (file, written) = view.written(row);
    let cell = written.get(column)?;
    let text = &file.text[cell.at..cell.at + cell.length];
    // The last of equal ones, as those before it may stand where they should.
    let inside = text.to_ascii_lowercase().rfind(&id.to_string())?;
    let message = format!("`{column}` holds the id {id} at a place that is not known to hold ids");
    let known = view.service.settings.json.get(&view.full(column));
    let hint = match known.filter(|paths| !paths.ids.is_empty()) {
        Some(paths) => format!(
            "is a name on the way to it misspelt? Ids stand at `{}`",
            paths.ids.join("`, `")
        ),
        None => "write a text that is no row's id: none stands in this column".to_owned(),
    };
    Some(file.error("shape/json-path", cell.at + inside - 1, message, hint))
}

/// The quoted ids in a text of JSON.
fn ids_in(text: &str) -> impl Iterator<Item = Uuid> {
    let quotes = text.match_indices('"');
    quotes.filter_map(|(at, _)| {
        let inside = text.get(at + 1..at + 37)?;
        let is_closed = text[at + 37..].starts_with('"');
        inside.parse().ok().filter(|_| is_closed)
    })
}
