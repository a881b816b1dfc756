//! Unique constraints of the schema, inside each tenant.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use uuid::Uuid;

use super::{
    view::{View, Views},
    windows::Outside,
};
use crate::{
    Batch, Finding, IdTransform, Key, SeedSet,
    batch::Value,
    plan::{Cells, SessionValues},
    time::{BASE_REFERENCE, Moment},
};

/// Dates are compared after they were moved: what lies thirteen weeks apart in a history may
/// come to lie on one day. Any session shows that, so one is enough. What lies outside of its
/// window comes to lie on a day that nobody meant.
pub(super) fn check(views: &Views, outside: &Outside, findings: &mut Vec<Finding>) {
    let Ok(moment) = Moment::new(BASE_REFERENCE, views.profile.zone.clone()) else {
        return;
    };
    let Ok(key) = Key::new(Uuid::max(), IdTransform::Xor) else {
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
                check_columns(
                    views.seeds,
                    view,
                    &columns[1..],
                    (&batch, outside),
                    findings,
                );
            }
        }
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

fn check_columns(
    seeds: &SeedSet,
    view: &View,
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
    let is_doubled = |row| seeds.doubled.contains(&view.tenant(row));
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
            findings.push(same_key(view, columns, &cells, (first, row), batch));
        }
    }
}

/// Of two rows with one key, what to say and at which.
fn same_key(
    view: &View,
    columns: &[String],
    cells: &[&Cells],
    (first, row): (usize, usize),
    batch: &Batch,
) -> Finding {
    let table = &view.table.name;
    let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    let (first, row, odd) = odd_one((first, row), |row| {
        is_out_of_order(view, cells, row, batch).then_some(Odd::Date)
    })
    .or_else(|| {
        odd_one((first, row), |row| {
            strange_neighbour(view, cells, row, batch).map(Odd::Parent)
        })
    })
    .map_or((first, row, None), |(first, row, odd)| {
        (first, row, Some(odd))
    });
    let (_, written) = view.written(row);
    // The last column tells rows of one parent apart: a line's number, a stop's place.
    let mut last = columns.iter().rev();
    let last = last.find(|name| written.get(name).is_some());
    let mut column = last.map_or("id", String::as_str);
    let place = view.place(first);
    let names = names.join(", ");
    let (message, hint) = if view.are_alike(first, row) {
        let message =
            format!("this row is, but for its id, a copy of the row of `{table}` at {place}");
        let hint = format!("delete it, or change {names}, unique inside a tenant");
        (message, hint)
    } else {
        let message = format!("another row of `{table}` has the same {names}, at {place}");
        let hint = match odd {
            Some(Odd::Date) => {
                "this one stands out of the order of the others: is its date wrong?".into()
            }
            Some(Odd::Parent(neighbour)) => {
                column = &columns[0];
                let (_, neighbour) = view.written(neighbour);
                format!(
                    "the rows beside it are of {}: is this \"{column}\" wrong?",
                    neighbour.text(column).unwrap_or("another"),
                )
            }
            None => "they are unique inside a tenant: change one of them, here or there".into(),
        };
        (message, hint)
    };
    view.error((row, column), "constraint/unique", message, hint)
}

/// What speaks against a row, of two that have one key.
enum Odd {
    /// The order of the dates around it.
    Date,
    /// Its neighbours' parent, by the row of one of them.
    Parent(usize),
}

/// Of two rows with one key the sound one, and the one that something speaks against.
fn odd_one(
    (one, other): (usize, usize),
    against: impl Fn(usize) -> Option<Odd>,
) -> Option<(usize, usize, Odd)> {
    match (against(one), against(other)) {
        (Some(odd), None) => Some((other, one, odd)),
        (None, Some(odd)) => Some((one, other, odd)),
        _ => None,
    }
}

/// A neighbour of a row that lies among children of another parent; the key begins with the parent.
fn strange_neighbour(view: &View, cells: &[&Cells], row: usize, batch: &Batch) -> Option<usize> {
    let [parents, _, ..] = cells else { return None };
    let parent_of = |row: usize| match batch.value(parents, row) {
        Ok(Value::Uuid(id)) => Some((view.tenant(row), id)),
        _ => None,
    };
    let own = parent_of(row)?;
    let beside = [
        row.checked_sub(1),
        Some(row + 1).filter(|next| *next < view.row_count()),
    ];
    let mut beside = beside.into_iter().flatten();
    // The first and the last row have one.
    let neighbour = beside.next()?;
    let is_strange = |row| parent_of(row).is_some_and(|parent| parent.0 == own.0 && parent != own);
    (is_strange(neighbour) && beside.all(is_strange)).then_some(neighbour)
}

/// Among so many rows before and behind it a row has a neighbour of its series.
const NEAR: usize = 50;

/// Whether a row whose key ends with a date is written before an earlier or behind a later one of
/// its series.
fn is_out_of_order(view: &View, cells: &[&Cells], row: usize, batch: &Batch) -> bool {
    let Some(own) = values(cells, row, batch) else {
        return false;
    };
    let Some((Value::Date(date), series)) = own.split_last() else {
        return false;
    };
    let date_of = |other: usize| {
        let values = values(cells, other, batch)?;
        match values.split_last()? {
            (Value::Date(date), same) if same == series => Some(*date),
            _ => None,
        }
    };
    let is_own = |other: &usize| view.tenant(*other) == view.tenant(row);
    let mut before = (0..row).rev().take(NEAR).filter(is_own);
    let mut behind = (row + 1..view.row_count()).take(NEAR).filter(is_own);
    before.find_map(date_of).is_some_and(|other| other > *date)
        || behind.find_map(date_of).is_some_and(|other| other < *date)
}

/// The values of a row; `None` where one is NULL or none.
fn values(cells: &[&Cells], row: usize, batch: &Batch) -> Option<Vec<Value>> {
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
