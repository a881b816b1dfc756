//! What rows speak of in three columns: the name of a service, of a table there, and an id of it,
//! such as `subject_service`, `subject_table` and `subject_id`.

use demo_core::{Table, schema::Type};

use crate::{
    data::View,
    pages::visitor::{Row, Visitor, text},
};

/// Whether a column only says where another's id is of, which that says itself.
pub fn is_part(table: &Table, column: &str) -> bool {
    let parts = ["_service", "_table"].into_iter();
    let mut stems = parts.filter_map(|part| column.strip_suffix(part));
    stems.any(|stem| has_all(table, stem))
}

fn has_all(table: &Table, stem: &str) -> bool {
    let has = |part: &str| table.column(&format!("{stem}{part}"));
    has("_service").is_some()
        && has("_table").is_some()
        && has("_id").is_some_and(|column| column.kind == Type::Uuid)
}

/// The rows that these speak of so, each as service, table and id, as far as there is such a table.
pub fn named<'a>(
    visitor: &Visitor,
    view: &View,
    rows: &'a [Row],
) -> Vec<(&'a str, &'a str, &'a str)> {
    let ids = view.columns.iter().map(|column| column.name.as_str());
    let stems = ids.filter_map(|name| name.strip_suffix("_id"));
    let stems = stems.filter(|stem| has_all(view.table, stem));
    let of_stem = |stem: &str| {
        let (service, table, id) = (
            format!("{stem}_service"),
            format!("{stem}_table"),
            format!("{stem}_id"),
        );
        let of = rows.iter();
        let of = of.map(move |row| (text(row, &service), text(row, &table), text(row, &id)));
        let is_there = |(service, table, id): &(&str, &str, &str)| {
            let store = visitor.app.store.services.get(*service);
            let found = store.and_then(|store| store.table(table));
            !id.is_empty() && found.is_some_and(|found| found.column("id").is_some())
        };
        of.filter(is_there).collect::<Vec<_>>()
    };
    stems.flat_map(of_stem).collect()
}
