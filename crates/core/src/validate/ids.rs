//! Ids: v4 form, unique in their table, with the prefix that the manifest gives it.

use uuid::{Uuid, Variant};

use super::{
    references::is_reference,
    view::{View, Views},
};
use crate::{Finding, plan::Cells};

/// Ids are measured by the prefixes that `faulty` does not name: tables whose prefix in the
/// manifest is at fault itself.
pub(super) fn check(views: &Views, faulty: &[String], findings: &mut Vec<Finding>) {
    for view in views.iter() {
        let prefix = views.profile.manifest.id_prefixes.get(&view.table.name);
        let prefix = prefix.filter(|_| !faulty.contains(&view.table.name));
        let prefix = prefix.map(String::as_str).unwrap_or_default();
        own_ids(views, view, prefix, findings);
        other_ids(view, findings);
        duplicates(view, findings);
    }
    outlets(views, findings);
}

fn own_ids(views: &Views, view: &View, prefix: &str, findings: &mut Vec<Finding>) {
    let Some(Cells::Id(cells)) = view.cells("id") else {
        return;
    };
    if let Some(finding) = no_id_begins(views, view, prefix) {
        findings.push(finding);
        return;
    }
    for (row, cell) in cells.iter().enumerate() {
        let Some((id, true)) = cell else { continue };
        if let Some((rule, message, hint)) = fault(*id, prefix, &view.table.name) {
            findings.push(view.error((row, "id"), rule, message, hint));
        }
    }
}

/// Where all ids of a table begin alike, and not with its prefix, the prefix is wrong.
fn no_id_begins(views: &Views, view: &View, prefix: &str) -> Option<Finding> {
    let table = view.table.name.as_str();
    let ids = view.ids();
    let (first, _) = ids
        .first()
        .filter(|_| ids.len() > 1 && !prefix.is_empty())?;
    let common = first.simple().to_string()[..prefix.len().min(8)].to_owned();
    let alike = ids.iter().all(|(id, _)| begins_with(*id, &common));
    if !alike || begins_with(*first, prefix) {
        return None;
    }
    let message = format!("no id of `{table}` begins with {prefix}: they begin with {common}");
    let hint = format!("write \"{common}\", or change the ids and what names them");
    let path = ["id_prefixes", table];
    Some(
        views
            .seeds
            .manifest_error("manifest/id-prefix", &path, message, hint),
    )
}

/// What is wrong with a row's own id: the rule, the words and what to do.
fn fault(id: Uuid, prefix: &str, table: &str) -> Option<(&'static str, String, String)> {
    let begins = if prefix.is_empty() {
        String::new()
    } else {
        format!(", beginning with {prefix}")
    };
    if !is_v4(id) {
        let message = format!("{id} does not have the form of a v4 UUID");
        return Some(("uuid/version", message, v4_hint(&begins)));
    }
    if begins_with(id, prefix) {
        return None;
    }
    let digits = id.simple().to_string();
    let message = format!("{id} does not begin with {prefix}, as all ids of `{table}` do");
    let right = hyphenated(&format!("{prefix}{}", &digits[prefix.len().min(32)..]));
    let hint = format!("write it as {right}, and change it where other rows name it");
    Some(("uuid/prefix", message, hint))
}

/// Whether an id begins with these hexadecimal digits; on bits, as there may be a million ids.
pub(super) fn begins_with(id: Uuid, prefix: &str) -> bool {
    let bits = 4 * u32::try_from(prefix.len()).unwrap_or(32);
    match u128::from_str_radix(prefix, 16) {
        Ok(wanted) if (1..=128).contains(&bits) => id.as_u128() >> (128 - bits) == wanted,
        _ => prefix.is_empty(),
    }
}

fn hyphenated(digits: &str) -> String {
    digits
        .parse::<Uuid>()
        .map_or_else(|_| digits.to_owned(), |id| id.to_string())
}

fn v4_hint(begins: &str) -> String {
    format!(
        "write 4 as the first digit of the third group and 8, 9, a or b as that of the fourth{begins}"
    )
}

fn is_v4(id: Uuid) -> bool {
    id.get_version_num() == 4 && id.get_variant() == Variant::RFC4122
}

/// Ids that are not the row's own and that are declared as no reference. A reference that is
/// not in v4 form names no row, which is found as such.
fn other_ids(view: &View, findings: &mut Vec<Finding>) {
    for (column, cells) in view.columns() {
        let Cells::Id(cells) = cells else { continue };
        if column.name == "id" || is_reference(view, &column.name) {
            continue;
        }
        for (row, cell) in cells.iter().enumerate() {
            if let Some((id, true)) = cell
                && !is_v4(*id)
            {
                let message = format!("{id} does not have the form of a v4 UUID");
                let place = (row, column.name.as_str());
                findings.push(view.error(place, "uuid/version", message, v4_hint("")));
            }
        }
    }
}

fn duplicates(view: &View, findings: &mut Vec<Finding>) {
    for pair in view.ids().windows(2) {
        let [(id, first), (other, second)] = pair else {
            continue;
        };
        if id == other {
            let (first, second) = (*first as usize, *second as usize);
            let (table, place) = (&view.table.name, view.place(first));
            let (message, hint) = if view.are_alike(first, second) {
                let message = format!("this row is a copy of the row of `{table}` at {place}");
                (message, format!("delete it, or write {}", of_another(view)))
            } else {
                let message = format!("{id} is the id of another row of `{table}` too, at {place}");
                (message, "give one of them a new id".to_owned())
            };
            findings.push(view.error((second, "id"), "uuid/duplicate", message, hint));
        }
    }
}

/// What a copied row needs to be another: an id, and in each unique key a value.
fn of_another(view: &View) -> String {
    let keys = view.table.unique.iter();
    let keys = keys.filter(|key| **key != view.table.primary_key);
    let columns = keys.filter_map(|key| key.last());
    let names: Vec<String> = columns
        .map(|name| format!(" and another `{name}`"))
        .collect();
    format!("a new id{} in it", names.concat())
}

/// An outlet's base id stands in its row of `tenants`.
fn outlets(views: &Views, findings: &mut Vec<Finding>) {
    let prefix = views.profile.manifest.id_prefixes.get("tenants");
    let prefix = prefix.map(String::as_str).unwrap_or_default();
    for (file, row) in views.seeds.rows("tenants") {
        if file.tenant.is_nil() {
            continue;
        }
        if let Some((rule, message, hint)) = fault(file.tenant, prefix, "tenants") {
            let at = row.get("tenant_id").map_or(row.at, |cell| cell.at);
            findings.push(file.error(rule, at, message, hint));
        }
    }
}
