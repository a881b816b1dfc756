//! The rows that name a row.

use std::collections::BTreeSet;

use demo_core::{Table, schema::ForeignKey};
use futures::future::try_join_all;

use crate::{
    data::View,
    error::Problem,
    pages::{labels::label, visitor::Visitor},
};

/// The rows of a table that name this one.
pub struct Referrer {
    pub href: String,
    pub name: String,
    pub count: String,
    /// Whether they keep it from being deleted; all others go with it.
    pub keeps: bool,
}

/// Those that keep a row, or those that go with it, in words.
pub fn listed(referrers: &[Referrer], keeps: bool) -> String {
    let those = referrers.iter().filter(|one| one.keeps == keeps);
    let those = those.map(|one| format!("{} ({})", one.name, one.count));
    those.collect::<Vec<_>>().join(", ")
}

/// The tables whose rows name this one, each as a list of those that do, and how many.
pub async fn of(visitor: &Visitor, view: &View<'_>, id: &str) -> Result<Vec<Referrer>, Problem> {
    let (language, table) = (visitor.reader.language, view.table.name.as_str());
    let mut asked = Vec::new();
    for (service, store) in &visitor.app.store.services {
        for of in store.tables().iter() {
            let columns = naming(visitor, (service, of), table);
            let are_many = columns.len() > 1;
            asked.extend(columns.into_iter().map(|column| async move {
                let filter = [(column, id)];
                let count = visitor.count_of(visitor.tenant, service, &of.name, &filter);
                let Some(count) = count.await?.filter(|count| *count > 0) else {
                    return Ok(None);
                };
                let link = format!("/demo/tables/{service}/{}?{column}={id}", of.name);
                let mut name = label(language, &of.name);
                if are_many {
                    name = format!("{name} · {}", label(language, column));
                }
                Ok::<_, Problem>(Some(Referrer {
                    href: visitor.link(&link),
                    name,
                    count: visitor.format.decimal(&count.to_string()),
                    keeps: keeps(view, of, column),
                }))
            }));
        }
    }
    // At once: each is a way to a database and back.
    let found = try_join_all(asked).await?.into_iter();
    let mut found: Vec<_> = found.flatten().collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Whether rows that name one in a column keep it from being removed: all do, but by a foreign key
/// that cascades.
fn keeps(view: &View, of: &Table, column: &str) -> bool {
    let is_it = |key: &ForeignKey| key.table == view.table.name && key.columns[1..] == [column];
    let cascades = of.foreign_keys.iter().any(is_it);
    let mut restricting = view.store.rules().restricting(&view.table.name);
    !cascades || restricting.any(|(name, key)| name == of.name && is_it(key))
}

/// The columns of a table whose values name a row of another: by a foreign key, or by what
/// `service.toml` declares.
fn naming<'a>(
    visitor: &'a Visitor,
    (service, of): (&str, &'a Table),
    table: &'a str,
) -> BTreeSet<&'a str> {
    let settings = visitor.app.services.get(service);
    let declared = settings
        .into_iter()
        .flat_map(|one| &one.settings.references)
        .filter(move |(_, to)| *to == table)
        .filter_map(|(name, _)| name.split_once('.'))
        .filter(|(one, _)| *one == of.name)
        .map(|(_, column)| column);
    let keys = of
        .foreign_keys
        .iter()
        .filter(|key| key.table == table && key.columns.len() == 2)
        .map(|key| key.columns[1].as_str());
    keys.chain(declared).collect()
}
