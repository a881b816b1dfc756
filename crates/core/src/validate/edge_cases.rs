//! Each named edge case stands where the manifest says, as far from the session as it must.

use super::{
    similar,
    view::{View, Views},
};
use crate::{
    Finding, nearest,
    plan::Cells,
    seed::Value,
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
    let cells = match view.cells(&place.column) {
        Some(Cells::Instant(cells)) => cells.as_slice(),
        _ => &[],
    };
    let is_met = |slot: &Option<InstantSlot>| {
        let micros = case.offset().as_micros();
        matches!(slot, Some(InstantSlot::Exact(found)) if i128::from(*found) == micros)
    };
    let wrong = |unmet: Unmet| {
        // Another row that is the edge case is the one that the manifest means.
        let mut others = cells.iter().enumerate().filter(|(_, slot)| is_met(slot));
        let other = match (others.next(), others.next()) {
            (Some((other, _)), None) => Some(other),
            _ => None,
        };
        let column = place.column.as_str();
        Some(elsewhere(views, (view, column), case, (row, other), &unmet))
    };
    let written = view.written(row).1.get(&place.column);
    let is_written = written.is_some_and(|cell| cell.value != Value::Null);
    let column = view.table.column(&place.column);
    let is_nullable = column.is_some_and(|column| column.nullable);
    match cells.get(row).copied().flatten() {
        slot if is_met(&slot) => None,
        Some(InstantSlot::Exact(_)) => wrong(Unmet::Elsewhen),
        Some(_) => wrong(Unmet::Moving),
        // A value that could not be read has been found, and what its table asks for.
        None if is_written || !is_nullable => None,
        None => wrong(Unmet::Gone),
    }
}

/// Why a row's value is not the edge case.
enum Unmet {
    /// It is another instant.
    Elsewhen,
    /// It keeps a weekday, and so no distance.
    Moving,
    /// The row has none.
    Gone,
}

/// The finding of a row that is not the edge case which the manifest says it is; at the manifest, where
/// it is the `other` row that is.
fn elsewhere(
    views: &Views,
    (view, column): (&View, &str),
    case: EdgeCase,
    (row, other): (usize, Option<usize>),
    unmet: &Unmet,
) -> Finding {
    let wanted = write_marker(case.offset());
    let what = match unmet {
        Unmet::Elsewhen => format!("must be `{wanted}`"),
        Unmet::Moving => "moves with the weekday".to_owned(),
        Unmet::Gone => "is not there".to_owned(),
    };
    let path = ["edge_cases", case.name(), "id"];
    let Some(other) = other else {
        let by = views.seeds.manifest_place(&path);
        let message = if matches!(unmet, Unmet::Gone) {
            format!(
                "`{column}` {what}, and this row is the edge case `{case}` of the manifest, by {by}"
            )
        } else {
            format!("this is the edge case `{case}` of the manifest, by {by}, and {what}")
        };
        let hint = format!("write `{wanted}`, or name another row there");
        return view.error((row, column), "time/edge-case", message, hint);
    };
    let message = format!(
        "the `{column}` of this row{} {what}, for the edge case `{case}`, at {}",
        view.in_brackets(row),
        view.place_of((row, column))
    );
    let hint = format!(
        "did you mean `{}`{}, which has it, at {}? If not, write `{wanted}` at the other",
        view.id(other).unwrap_or_default(),
        view.in_brackets(other),
        view.place_of((other, column)),
    );
    let rule = "manifest/edge-case";
    views.seeds.manifest_error(rule, &path, message, hint)
}
