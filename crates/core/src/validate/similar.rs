//! Which row was meant: ids and names that are nearly the same.

use uuid::Uuid;

use super::{view::View, windows::DAY};
use crate::{
    nearest,
    time::{BASE_DATE, BASE_REFERENCE, parse_date, parse_instant},
};

/// How many of the thirty-two digits of two ids differ.
pub(super) fn differing_digits(a: Uuid, b: Uuid) -> u32 {
    let differing = a.as_u128() ^ b.as_u128();
    let digits = (0..32).filter(|digit| differing >> (4 * digit) & 0xF != 0);
    u32::try_from(digits.count()).unwrap_or(32)
}

/// A slip of a hand changes a few digits; ids of other rows differ in few digits too, so more
/// would name any row.
const NEAR: u32 = 3;
/// More than that are no help.
const SHOWN: usize = 3;

/// How many digits lie between an id and the nearest of a table; none where a slip of a hand does
/// not lead from one to the other.
pub(super) fn nearest(id: Uuid, view: &View) -> Option<u32> {
    let digits = view
        .ids()
        .iter()
        .map(|(other, _)| differing_digits(id, *other));
    digits.min().filter(|digits| *digits <= NEAR)
}

/// How a hint begins that asks whether the row of an id was deleted.
pub(super) const DELETED: &str = "was its row deleted";

/// The row behind which that of an id was, where ids are counted through and it alone lacks.
fn gap(id: Uuid, view: &View) -> Option<usize> {
    let ids = view.ids();
    let after = ids.partition_point(|(other, _)| *other < id);
    let (before, next) = (ids.get(after.checked_sub(1)?)?, ids.get(after)?);
    // The digits are counted in as people count, by ten.
    let number = |id: Uuid| -> Option<u64> { id.simple().to_string()[20..].parse().ok() };
    let is_of_series = |other: Uuid| other.as_u128() >> 48 == id.as_u128() >> 48;
    let is_alone = number(before.0)? + 1 == number(id)? && number(id)? + 1 == number(next.0)?;
    (is_of_series(before.0) && is_of_series(next.0) && is_alone).then_some(before.1 as usize)
}

/// A hint that names the rows of a table whose ids are nearest to `id`, or else what there is.
pub(super) fn hint(id: Uuid, view: &View, allowed: impl Fn(usize) -> bool) -> String {
    match gap(id, view) {
        Some(row) => format!(
            "{DELETED} behind {}? Put it back, or name another row of `{}` here",
            view.place(row),
            view.table.name
        ),
        None => nearest_rows(id, view, allowed),
    }
}

fn nearest_rows(id: Uuid, view: &View, allowed: impl Fn(usize) -> bool) -> String {
    let rows = view
        .ids()
        .iter()
        .map(|(other, row)| (*other, *row as usize));
    let rows: Vec<(u32, Uuid, usize)> = rows
        .filter(|(_, row)| allowed(*row))
        .map(|(other, row)| (differing_digits(id, other), other, row))
        .collect();
    let name = |(_, id, row): &(u32, Uuid, usize)| match view.label(*row) {
        Some(label) => format!("`{id}` ({label})"),
        None => format!("`{id}`"),
    };
    let least = rows.iter().map(|(digits, ..)| *digits).min();
    match least {
        None => format!("no row of `{}` could be named: add one", view.table.name),
        Some(least) if least <= NEAR => {
            let mut nearest: Vec<_> = rows
                .iter()
                .filter(|(digits, ..)| *digits == least)
                .collect();
            // Ids are counted through, and the next number is likelier than another.
            nearest.sort_by_key(|(_, other, _)| other.as_u128().abs_diff(id.as_u128()));
            let names: Vec<String> = nearest.into_iter().take(SHOWN).map(name).collect();
            format!(
                "did you mean {}? If not, that row is missing in `{}`",
                names.join(" or "),
                view.table.name
            )
        }
        Some(_) if rows.len() <= SHOWN => {
            let names: Vec<String> = rows.iter().map(name).collect();
            format!("there are {}", names.join(", "))
        }
        Some(_) => format!(
            "name a row that is there, or add one to `{}`",
            view.table.name
        ),
    }
}

/// The id of the row that is called nearly as `text` is, with what it is called.
pub(super) fn named(text: &str, view: &View) -> Option<(Uuid, String)> {
    let labels: Vec<(Uuid, String)> = view
        .ids()
        .iter()
        .filter_map(|(id, row)| Some((*id, view.label(*row as usize)?)))
        .collect();
    let parts = labels.iter().flat_map(|(_, label)| label.split(", "));
    let found = nearest::nearest(text, parts)?;
    labels
        .iter()
        .find(|(_, label)| label.split(", ").any(|part| part == found))
        .cloned()
}

/// A date or an instant in the one year around day zero in which it fits, by its microseconds from
/// there.
pub(super) fn year(text: &str, fits: impl Fn(i64) -> bool) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let offset = |text: &str| match parse_instant(text) {
        Some(instant) => Some(instant.as_microsecond() - BASE_REFERENCE.as_microsecond()),
        None => Some(parse_date(text)?.duration_since(BASE_DATE).as_hours() / 24 * DAY),
    };
    // Nearer to day zero it is likelier the month or the day.
    if offset(text)?.abs() < 183 * DAY {
        return None;
    }
    let base = i32::from(BASE_DATE.year());
    let years = (base - 1..=base + 1).map(|year| year.to_string());
    let mut meant = years.filter(|other| other != year).filter_map(|year| {
        let text = format!("{year}{rest}");
        fits(offset(&text)?).then_some(text)
    });
    meant.next().filter(|_| meant.next().is_none())
}
