//! Unique constraints of the schema, inside each tenant.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use uuid::Uuid;

use super::{
    odd::Key,
    view::{View, Views},
    windows::Outside,
};
use crate::{
    Batch, Finding, IdTransform,
    batch::Value,
    plan::{Cells, SessionValues},
    time::{BASE_REFERENCE, Moment},
};

const RULE: &str = "constraint/unique";

/// As many findings are made with a look through all rows.
const THOROUGH: usize = 20;

/// Dates are compared after they were moved: what lies thirteen weeks apart in a history may
/// come to lie on one day. Any session shows that, so one is enough. What lies outside of its
/// window comes to lie on a day that nobody meant.
pub(super) fn check(views: &Views, outside: &Outside, findings: &mut Vec<Finding>) {
    let Ok(moment) = Moment::new(BASE_REFERENCE, views.profile.zone.clone()) else {
        return;
    };
    let Ok(key) = crate::Key::new(Uuid::max(), IdTransform::Xor) else {
        return;
    };
    let Some(plan) = views.profile.plans.values().next() else {
        return;
    };
    let session = session();
    let batch = Batch {
        plan,
        key,
        moment: &moment,
        session: &session,
    };
    for view in views.iter() {
        for columns in &view.table.unique {
            if columns.len() > 1 && *columns != view.table.primary_key {
                check_columns(views, view, &columns[1..], (&batch, outside), findings);
            }
        }
    }
}

/// A date that is out of its order with another is wrong, whatever else it is then the same as.
pub(super) fn without_ranges(findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| (finding.file.clone(), finding.line, finding.column);
    let ranges = findings
        .iter()
        .filter(|finding| finding.rule == "time/range");
    let ranges: HashSet<_> = ranges.map(place).collect();
    if !ranges.is_empty() {
        findings.retain(|finding| finding.rule != RULE || !ranges.contains(&place(finding)));
    }
}

/// Each value differs from all others, as in a session.
fn session() -> SessionValues {
    let value = |name: &str| format!("${{{name}}}");
    SessionValues {
        email: value("email"),
        company: value("company"),
        short_id: value("short_id"),
        subscription_tier: value("subscription_tier"),
        password_digest: value("password_digest"),
    }
}

fn check_columns<'a>(
    views: &Views<'a>,
    view: &View<'a>,
    columns: &[String],
    (batch, outside): (&Batch, &Outside),
    findings: &mut Vec<Finding>,
) {
    let cells: Option<Vec<&Cells>> = columns.iter().map(|name| view.cells(name)).collect();
    // A column that no row lists is NULL in all, and NULL is never the same.
    let Some(cells) = cells else { return };
    let mut first_of: HashMap<u64, u32> = HashMap::with_capacity(view.row_count());
    let table = view.table.name.as_str();
    let is_outside = |row| {
        let mut columns = columns.iter();
        !outside.values.is_empty()
            && columns.any(|name| outside.values.contains(&(table, name.as_str(), row)))
    };
    // What two outlets of one id have alike is each its own.
    let is_doubled = |row| views.seeds.doubled.contains(&view.tenant(row));
    for row in 0..view.row_count() {
        if is_outside(row) || is_doubled(row) {
            continue;
        }
        let Some(values) = values(&cells, row, batch) else {
            continue;
        };
        let tenant = view.tenant(row);
        let mut hasher = DefaultHasher::new();
        tenant.hash(&mut hasher);
        for value in &values {
            hash(value, &mut hasher);
        }
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        let first = *first_of.entry(hasher.finish()).or_insert(number) as usize;
        let is_same = first != row
            && view.tenant(first) == tenant
            && self::values(&cells, first, batch) == Some(values);
        // That a row with another's id is written like it has been found.
        let is_copy = view.id(row).is_some() && view.id(row) == view.id(first);
        if is_same && !is_copy {
            findings.push(same_key(
                views,
                view,
                (columns, &cells),
                (first, row),
                (batch, thorough(findings)),
            ));
        }
    }
}

/// Whether few such faults have been found.
fn thorough(findings: &[Finding]) -> bool {
    let found = findings.iter().rev();
    found.take_while(|finding| finding.rule == RULE).count() < THOROUGH
}

/// Of two rows with one key, what to say and at which.
fn same_key<'a>(
    views: &Views<'a>,
    view: &View<'a>,
    (columns, cells): (&[String], &[&Cells]),
    rows: (usize, usize),
    (batch, thorough): (&Batch, bool),
) -> Finding {
    let table = &view.table.name;
    let (first, row) = rows;
    let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    let names = names.join(", ");
    let key = Key {
        views,
        view,
        columns,
        cells,
        batch,
        thorough,
    };
    if view.are_alike(first, row) {
        let place = view.place(first);
        let message =
            format!("this row is, but for its id, a copy of the row of `{table}` at {place}");
        let hint = format!("delete it, or change {names}, unique inside a tenant");
        return view.error((row, key.last(row)), RULE, message, hint);
    }
    let (first, row, odd) = key.odd_one(rows);
    let place = view.place(first);
    let message = format!("another row of `{table}` has the same {names}, at {place}");
    let (column, hint) = match odd {
        Some(odd) => key.ask(row, &odd),
        None => (
            key.last(row),
            "they are unique inside a tenant: change one of them, here or there".to_owned(),
        ),
    };
    view.error((row, column), RULE, message, hint)
}

/// The values of a row; `None` where one is NULL or none.
pub(super) fn values(cells: &[&Cells], row: usize, batch: &Batch) -> Option<Vec<Value>> {
    let value = |cells: &&Cells| batch.value(cells, row).ok();
    let values: Option<Vec<Value>> = cells.iter().map(value).collect();
    values.filter(|values| !values.contains(&Value::Null))
}

fn hash(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => {}
        Value::Uuid(id) => id.hash(hasher),
        Value::Instant(instant) => instant.hash(hasher),
        Value::Date(date) => date.hash(hasher),
        Value::Text(text) | Value::Json(text) | Value::Numeric(text) => text.hash(hasher),
        Value::Integer(number) => number.hash(hasher),
        Value::Boolean(truth) => truth.hash(hasher),
        Value::Float(number) => number.to_bits().hash(hasher),
    }
}
