//! Each named edge case stands where the manifest says, as far from the session as it must.

use super::{similar, view::Views};
use crate::{
    Finding, nearest,
    plan::Cells,
    time::{EdgeCase, InstantSlot, write_marker},
};

/// With `whole` false, a row may stand in a file that could not be read.
pub(super) fn check(views: &Views, whole: bool, findings: &mut Vec<Finding>) {
    for case in EdgeCase::ALL {
        findings.extend(check_case(views, case, whole, findings));
    }
}

fn check_case(views: &Views, case: EdgeCase, whole: bool, findings: &[Finding]) -> Option<Finding> {
    let rule = "manifest/edge-case";
    let manifest = |step: &str, message, hint: String| {
        let path = ["edge_cases", case.name(), step];
        Some(views.seeds.manifest_error(rule, &path, message, hint))
    };
    let Some(place) = views.profile.manifest.edge_cases.get(&case) else {
        // One that is there and cannot be read, or with a slip in its name, has been found.
        let text = &views.seeds.manifest_file.text;
        let is_slip = |finding: &Finding| {
            finding.rule == "manifest/unknown-key" && finding.hint.contains(case.name())
        };
        if text.contains(&format!("\"{}\"", case.name()))
            || !text.contains("\"edge_cases\"")
            || findings.iter().any(is_slip)
        {
            return None;
        }
        let message = format!("the manifest names no place for the edge case `{case}`");
        let hint = format!(
            "name the table, column and id of a value `{}`",
            write_marker(case.offset())
        );
        return manifest("", message, hint);
    };
    let Some(view) = views.get(&place.table) else {
        let message = format!("no service has a table `{}`", place.table);
        return manifest("table", message, nearest::hint(&place.table, views.names()));
    };
    let instants = view.table.columns.iter();
    let instants = instants.filter(|column| column.kind == crate::schema::Type::Instant);
    if !instants.clone().any(|column| column.name == place.column) {
        let message = match view.table.column(&place.column) {
            Some(column) => format!("`{}` is {}, not an instant", column.name, column.declared),
            None => format!("`{}` has no column `{}`", place.table, place.column),
        };
        let names = instants.map(|column| column.name.as_str());
        return manifest("column", message, nearest::hint(&place.column, names));
    }
    let Some(row) = view.rows_of(place.id).next() else {
        let id_at_fault = findings
            .iter()
            .any(|finding| finding.rule.starts_with("uuid/"));
        let unplanned = view.ids().len() < view.row_count() || view.row_count() == 0;
        if !whole || id_at_fault || unplanned {
            return None;
        }
        let message = format!("no row of `{}` has the id {}", place.table, place.id);
        return manifest("id", message, similar::hint(place.id, view, |_| true));
    };
    let wrong = |what: &str| {
        let message = format!("this is the edge case `{case}` of the manifest, and {what}");
        let hint = format!("write `{}`", write_marker(case.offset()));
        let place = (row, place.column.as_str());
        Some(view.error(place, "time/edge-case", message, hint))
    };
    let slot = match view.cells(&place.column) {
        Some(Cells::Instant(cells)) => cells[row],
        _ => None,
    };
    match slot {
        Some(InstantSlot::Exact(micros)) if i128::from(micros) == case.offset().as_micros() => None,
        Some(InstantSlot::Exact(_)) => wrong(&format!("must be `{}`", write_marker(case.offset()))),
        Some(_) => wrong("moves with the weekday"),
        // A value that could not be read has been found.
        None if view.written(row).1.text(&place.column).is_some() => None,
        None => wrong("is not there"),
    }
}
