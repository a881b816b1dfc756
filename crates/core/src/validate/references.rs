//! References: foreign keys inside a database and tenant, and those that service.toml declares
//! across services and tenants.

use std::{cell::OnceCell, collections::HashSet};

use uuid::Uuid;

use super::{
    excuses::Excuses,
    similar,
    view::{View, Views},
};
use crate::{
    Finding,
    plan::{Cells, JsonTemplate},
    schema::ForeignKey,
    seed::{SeedFile, Value},
};

/// A column that names rows of a table.
struct Reference<'a> {
    column: &'a str,
    target: &'a str,
    /// Whether it may name a row of another tenant of the profile.
    crosses: bool,
}

/// An id that names no row.
pub(super) struct Dangling<'v, 'a> {
    pub view: &'v View<'a>,
    pub row: usize,
    pub column: &'a str,
    pub target: &'v View<'a>,
    pub id: Uuid,
}

pub(super) fn check(views: &Views, whole: bool, findings: &mut Vec<Finding>) {
    let mut dangling = Vec::new();
    for view in views.iter() {
        for reference in references(view) {
            let Some(target) = views.get(reference.target) else {
                continue;
            };
            check_column(view, &reference, target, &mut dangling, findings);
            hint_names(view, &reference, target, findings);
        }
    }
    // A file of which nothing was read may have rows of any table.
    let is_lost = |finding: &Finding| {
        matches!(
            finding.rule.as_str(),
            "shape/missing-file" | "shape/unlisted-file" | "shape/encoding" | super::EMPTY_FILE
        )
    };
    if dangling.is_empty() || findings.iter().any(is_lost) {
        return;
    }
    let excuses = Excuses::new(views, whole, &dangling);
    let named = Named::default();
    let mut found = 0;
    for one in dangling {
        let (file, _) = one.view.written(one.row);
        let follows =
            is_astray(views, file) || excuses.hold(one.target, one.view.tenant(one.row), one.id);
        if !follows {
            let mut finding = missing(&one, views, found < HINTED);
            if found < HINTED
                && let Some(row) = named.meant(views, one.target, one.id)
            {
                finding.hint = mistyped(&one, row, &finding.hint);
            }
            findings.push(finding);
            found += 1;
        }
    }
}

/// How the part of a hint begins that asks whether a row's own id is at fault.
pub(super) const MISTYPED: &str = "; or is the id mistyped at ";

/// Asks whether the row that an id names is one whose own id has a slip.
fn mistyped(dangling: &Dangling, row: usize, hint: &str) -> String {
    let Dangling { target, id, .. } = dangling;
    let own = target.id(row).unwrap_or_default();
    let label = target.in_brackets(row);
    let place = target.place_of((row, "id"));
    format!("{hint}{MISTYPED}{place}? Nothing names `{own}`{label}: write `{id}` there")
}

/// All ids that are named: by columns of rows and by values in JSON, or by the manifest.
#[derive(Default)]
struct Named(OnceCell<HashSet<Uuid>>);

impl Named {
    /// The one row of a table that nothing names and whose id differs in a digit from one that no
    /// row has.
    fn meant(&self, views: &Views, target: &View, id: Uuid) -> Option<usize> {
        let named = self.0.get_or_init(|| named(views));
        let mut near = target.ids().iter().filter(|(other, _)| {
            similar::differing_digits(*other, id) == 1 && !named.contains(other)
        });
        let (_, row) = near.next()?;
        near.next().is_none().then_some(*row as usize)
    }
}

/// Those of columns beside a row's own: not only of references, as an alert names its subject by a
/// table's name and an id.
fn named(views: &Views) -> HashSet<Uuid> {
    let places = views.profile.manifest.edge_cases.values();
    let mut found: HashSet<Uuid> = places.map(|place| place.id).collect();
    let columns = views.iter().flat_map(View::columns);
    for (_, cells) in columns.filter(|(column, _)| column.name != "id") {
        match cells {
            Cells::Id(cells) => found.extend(cells.iter().flatten().map(|(id, _)| *id)),
            Cells::Json(cells) => found.extend(cells.iter().flatten().flat_map(JsonTemplate::ids)),
            _ => {}
        }
    }
    found
}

/// To look for the nearest row takes a look at all. Whoever has more dangling references than
/// this has one cause, and mends it once.
const HINTED: usize = 200;

/// Whether a file is an outlet's history and nobody knows which outlet's, because the outlet's
/// own file could not be read.
fn is_astray(views: &Views, file: &SeedFile) -> bool {
    let name = file.path.strip_prefix("history/");
    let child = name.map(|name| format!("children/{name}"));
    file.tenant.is_nil() && child.is_some_and(|child| views.seeds.manifest.files.contains(&child))
}

/// Whether a column is checked as a reference.
pub(super) fn is_reference(view: &View, column: &str) -> bool {
    references(view).any(|reference| reference.column == column)
}

/// The table whose rows a column names.
pub(super) fn target<'v, 'a>(
    views: &'v Views<'a>,
    view: &View<'a>,
    column: &str,
) -> Option<&'v View<'a>> {
    views.get(view.service.target(view.table, column)?)
}

fn references<'a>(view: &View<'a>) -> impl Iterator<Item = Reference<'a>> + use<'a> {
    let inside = view.table.foreign_keys.iter().filter_map(|key| {
        Some(Reference {
            column: id_column(key)?,
            target: &key.table,
            crosses: false,
        })
    });
    let table = view.table.name.as_str();
    let declared = view.service.settings.references.iter();
    let across = declared.filter_map(move |(name, target)| {
        let (of, column) = name.split_once('.')?;
        (of == table).then_some(Reference {
            column,
            target,
            crosses: true,
        })
    });
    inside.chain(across)
}

/// The column that holds the id: beside the tenant's, which the engine fills.
fn id_column(key: &ForeignKey) -> Option<&str> {
    let mut pairs = key.columns.iter().zip(&key.references);
    pairs
        .find(|(_, there)| *there == "id")
        .map(|(here, _)| here.as_str())
}

fn check_column<'v, 'a>(
    view: &'v View<'a>,
    reference: &Reference<'a>,
    target: &'v View<'a>,
    dangling: &mut Vec<Dangling<'v, 'a>>,
    findings: &mut Vec<Finding>,
) {
    let Some(Cells::Id(cells)) = view.cells(reference.column) else {
        return;
    };
    for (row, cell) in cells.iter().enumerate() {
        // What is kept as it is names a row that every tenant shares.
        let Some((id, true)) = *cell else { continue };
        let mut found = target.rows_of(id).peekable();
        if found.peek().is_none() {
            dangling.push(Dangling {
                view,
                row,
                column: reference.column,
                target,
                id,
            });
            continue;
        }
        let tenant = view.tenant(row);
        let may_name = |other: usize| may_name(reference.crosses, tenant, target.tenant(other));
        if !found.any(may_name) {
            let message = format!(
                "{id} is a row of another tenant, at {}",
                target
                    .rows_of(id)
                    .next()
                    .map_or_else(String::new, |row| target.place(row))
            );
            let whose = match (reference.crosses, tenant.is_nil()) {
                (true, false) => "an outlet's row names its own rows and its parent's",
                (true, true) => "a parent's row names its own rows, and none of an outlet",
                (false, true) => "inside a database, a row names rows of its own tenant",
                (false, false) => "inside a database, an outlet's row names its own rows alone",
            };
            let hint = if findings.len() < HINTED {
                format!("{whose}; {}", similar::hint(id, target, may_name))
            } else {
                whose.to_owned()
            };
            let place = (row, reference.column);
            findings.push(view.error(place, "reference/other-tenant", message, hint));
        }
    }
}

/// The nil tenant is the parent.
fn may_name(crosses: bool, tenant: Uuid, other: Uuid) -> bool {
    tenant == other || crosses && other.is_nil()
}

fn missing(dangling: &Dangling, views: &Views, hinted: bool) -> Finding {
    let Dangling {
        view,
        row,
        column,
        target,
        id,
    } = *dangling;
    let table = &target.table.name;
    let elsewhere = views
        .iter()
        .find(|other| other.rows_of(id).next().is_some())
        .map(|other| &other.table.name);
    let message = match elsewhere {
        Some(other) => format!("`{column}` names a row of `{table}`, and {id} is one of `{other}`"),
        None => format!("no row of `{table}` has the id {id}"),
    };
    let tenant = view.tenant(row);
    // Which tenants a foreign key crosses is a fault of its own; here the nearest is wanted.
    let hint = if hinted {
        similar::hint(id, target, |other| {
            may_name(true, tenant, target.tenant(other))
        })
    } else {
        format!("name a row that is there, or add one to `{table}`")
    };
    view.error((row, column), "reference/missing", message, hint)
}

/// Where a name stands in the place of an id, the row of that name was meant.
fn hint_names(view: &View, reference: &Reference, target: &View, findings: &mut [Finding]) {
    let Some(Cells::Id(cells)) = view.cells(reference.column) else {
        return;
    };
    if !findings
        .iter()
        .any(|finding| finding.rule == "uuid/invalid")
    {
        return;
    }
    let unread = cells.iter().enumerate().filter(|(_, cell)| cell.is_none());
    let names = unread.filter(|(row, _)| view.written(*row).1.text(reference.column).is_some());
    for (row, _) in names.take(HINTED) {
        let (file, written) = view.written(row);
        let Some(cell) = written.get(reference.column) else {
            continue;
        };
        let Value::String(text) = &cell.value else {
            continue;
        };
        let Some((id, label)) = similar::named(text, target) else {
            continue;
        };
        let place = file.error("uuid/invalid", cell.at, String::new(), "");
        let same = |finding: &&mut Finding| {
            finding.rule == place.rule
                && (&finding.file, finding.line, finding.column)
                    == (&place.file, place.line, place.column)
        };
        if let Some(finding) = findings.iter_mut().find(same) {
            finding.hint = format!("write an id: did you mean `{id}` ({label})?");
        }
    }
}
