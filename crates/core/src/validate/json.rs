//! Ids inside JSON columns, at the paths that service.toml declares: each is some row's.

use std::cell::LazyCell;

use super::{excuses, view::Views};
use crate::{Finding, nearest, plan::Cells, seed::Value};

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
                for id in template.iter().flat_map(crate::plan::JsonTemplate::ids) {
                    let is_there = |id| views.iter().any(|view| view.rows_of(id).next().is_some());
                    if is_there(id) || follows(&id.to_string()) || unplanned.contains(&id) {
                        continue;
                    }
                    let (file, written) = view.written(row);
                    let Some(cell) = written.get(&column.name) else {
                        continue;
                    };
                    let inside = match &cell.value {
                        Value::Json(text) => text.to_lowercase().find(&id.to_string()),
                        _ => None,
                    };
                    let at = cell.at + inside.map_or(0, |inside| inside - 1);
                    let message = format!("`{}` names {id}, which is no row's id", column.name);
                    let hint = "name a row of the profile; service.toml says which paths hold ids";
                    findings.push(file.error("reference/json", at, message, hint));
                }
            }
        }
    }
}
