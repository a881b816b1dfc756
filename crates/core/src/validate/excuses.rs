//! Which missing rows only follow from another fault, that has been found already.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    ids::begins_with,
    references::Dangling,
    similar::differing_digits,
    view::{View, Views},
};

/// What keeps a missing row from being reported.
pub(super) struct Excuses {
    /// Whether all files were read to their ends.
    whole: bool,
    /// The tables of which a tenant's own rows were read. Those of a parent do not tell whether
    /// an outlet's file has some.
    with_rows: BTreeSet<(String, Uuid)>,
    /// Ids of rows that are written and not planned: below a wrong table's name, in a text that
    /// breaks off.
    unplanned: BTreeSet<Uuid>,
    /// By table, the ids that rows with a fault in their own id should have.
    meant: BTreeMap<String, Meant>,
}

enum Meant {
    /// A row has no id at all, so it may be any.
    Any,
    Ids(BTreeSet<Uuid>),
}

impl Excuses {
    pub fn new(views: &Views, whole: bool, dangling: &[Dangling]) -> Self {
        let mut missing: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
        for one in dangling {
            let ids = missing.entry(&one.target.table.name).or_default();
            ids.insert(one.id);
        }
        let tables = missing.keys().filter_map(|table| views.get(table));
        let with_rows = tables.flat_map(with_rows).collect();
        let meant = missing.into_iter().filter_map(|(table, ids)| {
            let meant = meant(views.get(table)?, views, &ids);
            Some((table.to_owned(), meant))
        });
        Self {
            whole,
            with_rows,
            meant: meant.collect(),
            unplanned: unplanned(views),
        }
    }

    /// Whether the row of an id, that a row of `tenant` names, is missing only because of
    /// another fault.
    pub fn hold(&self, target: &View, tenant: Uuid, id: Uuid) -> bool {
        self.unplanned.contains(&id)
            || !self.whole
                && !self
                    .with_rows
                    .contains(&(target.table.name.clone(), tenant))
            || match self.meant.get(&target.table.name) {
                Some(Meant::Any) => true,
                Some(Meant::Ids(ids)) => ids.contains(&id),
                None => false,
            }
    }
}

fn with_rows(view: &View) -> impl Iterator<Item = (String, Uuid)> {
    let tenants: BTreeSet<Uuid> = (0..view.row_count()).map(|row| view.tenant(row)).collect();
    let table = &view.table.name;
    tenants.into_iter().map(|tenant| (table.clone(), tenant))
}

/// Beyond so many rows with a fault in their id, which lost which id is no longer asked.
const MOST: usize = 100;

/// Of the ids that are missing, each row whose own id is at fault has lost the one that is most
/// like it.
fn meant(view: &View, views: &Views, missing: &BTreeSet<Uuid>) -> Meant {
    let prefix = views.profile.manifest.id_prefixes.get(&view.table.name);
    let prefix = prefix.map(String::as_str).unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut add = |id: Uuid| {
        let nearest = missing.iter().min_by_key(|one| differing_digits(**one, id));
        found.extend(nearest);
    };
    let before = std::iter::once(None).chain(view.ids().iter().map(|(id, _)| Some(*id)));
    let at_fault = view.ids().iter().zip(before).filter(|((id, _), before)| {
        id.get_version_num() != 4 || !begins_with(*id, prefix) || *before == Some(*id)
    });
    let at_fault: Vec<Uuid> = at_fault.take(MOST + 1).map(|((id, _), _)| *id).collect();
    if at_fault.len() > MOST {
        return Meant::Any;
    }
    at_fault.into_iter().for_each(&mut add);
    if view.ids().len() < view.row_count() {
        for row in 0..view.row_count() {
            let (_, written) = view.written(row);
            match written.text("id") {
                None => return Meant::Any,
                Some(text) if text.parse::<Uuid>().is_err() => {
                    // As far as it goes: a digit too many or a letter that is none.
                    let digits = text.chars().filter(char::is_ascii_hexdigit);
                    let digits: String = digits.take(32).collect();
                    match u128::from_str_radix(&format!("{digits:0<32}"), 16) {
                        Ok(number) => add(Uuid::from_u128(number)),
                        Err(_) => return Meant::Any,
                    }
                }
                Some(_) => {}
            }
        }
    }
    Meant::Ids(found)
}

/// The ids that stand after `"id":` in a text and are none of a planned row.
pub(super) fn unplanned(views: &Views) -> BTreeSet<Uuid> {
    let mut found = BTreeSet::new();
    for file in &views.seeds.files {
        for (at, key) in file.text.match_indices("\"id\"") {
            let rest = file.text[at + key.len()..].trim_start();
            let value = rest.strip_prefix(':').map(str::trim_start);
            let text = value.and_then(|value| value.strip_prefix('"')?.split('"').next());
            let id = text.and_then(|text| text.parse::<Uuid>().ok());
            found.extend(id);
        }
    }
    for view in views.iter() {
        for (id, _) in view.ids() {
            found.remove(id);
        }
    }
    found
}
