//! The rows that name a row.

use std::collections::BTreeSet;

use demo_core::{Table, schema::ForeignKey};
use futures::future::try_join_all;
use uuid::Uuid;

use crate::{
    data::{View, references},
    error::Problem,
    pages::{labels::label, shell, visitor::Visitor},
};

/// The rows of a table that name this one.
pub struct Referrer {
    pub service: String,
    pub table: String,
    /// The one that names it.
    pub column: String,
    pub href: String,
    pub name: String,
    pub count: String,
    /// Whether they keep it from being deleted; all others go with it.
    pub keeps: bool,
}

/// What becomes of the rows that name one when it is removed, in words.
#[derive(Default)]
pub struct Removal {
    /// Those that keep it from being removed; empty where it can be.
    pub kept_by: String,
    /// Those that go with it.
    pub gone_with: String,
}

/// What the removal of a row would do, as the database would decide it: also by rows that the
/// visitor does not see, which are only called what they are.
pub async fn removal(
    visitor: &Visitor,
    view: &View<'_>,
    id: &str,
    referrers: &[Referrer],
) -> Result<Removal, Problem> {
    let mut kept_by = listed(referrers, true);
    if kept_by.is_empty() {
        let id = view.row_id(id)?;
        let unseen = references::referrers(&visitor.app, &visitor.user, view, id).await?;
        let unseen = unseen
            .iter()
            .map(|table| label(visitor.reader.language, table));
        kept_by = unseen.collect::<Vec<_>>().join(", ");
    }
    Ok(Removal {
        kept_by,
        gone_with: listed(referrers, false),
    })
}

fn listed(referrers: &[Referrer], keeps: bool) -> String {
    let those = referrers.iter().filter(|one| one.keeps == keeps);
    let those = those.map(|one| format!("{} ({})", one.name, one.count));
    those.collect::<Vec<_>>().join(", ")
}

/// The tables whose rows name this one, each as a list of those that do, and how many: of all
/// tenants that the visitor opens, as an outlet's rows name the parent's.
pub async fn of(visitor: &Visitor, view: &View<'_>, id: &str) -> Result<Vec<Referrer>, Problem> {
    let (language, table) = (visitor.reader.language, view.table.name.as_str());
    let places = shell::places(visitor);
    let mut asked = Vec::new();
    for (service, store) in &visitor.app.store.services {
        for of in store.tables().iter() {
            let columns = naming(visitor, (service, of), table);
            let are_many = columns.len() > 1;
            asked.extend(columns.into_iter().flat_map(|column| {
                let mut name = label(language, &of.name);
                if are_many {
                    name = format!("{name} · {}", label(language, column));
                }
                let keeps = keeps(view, of, column);
                // A foreign key does not leave its tenant.
                let stays = is_key(of, table, column);
                let places = places.iter();
                let places = places.filter(move |(one, _)| !stays || *one == visitor.tenant);
                places.map(move |place| {
                    let list = (service.as_str(), of.name.as_str(), column);
                    referrer(visitor, list, place, id, (name.clone(), keeps))
                })
            }));
        }
    }
    // At once: each is a way to a database and back.
    let found = try_join_all(asked).await?.into_iter();
    let mut found: Vec<_> = found.flatten().collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The rows of a tenant's table that name a row in a column; none where there are none.
async fn referrer(
    visitor: &Visitor,
    (service, table, column): (&str, &str, &str),
    (tenant, place): &(Uuid, String),
    id: &str,
    (name, keeps): (String, bool),
) -> Result<Option<Referrer>, Problem> {
    let filter = [(column, id)];
    let count = visitor.count_of(*tenant, service, table, &filter).await?;
    let Some(count) = count.filter(|count| *count > 0) else {
        return Ok(None);
    };
    let link = format!("/demo/tables/{service}/{table}?{column}={id}");
    Ok(Some(Referrer {
        service: service.to_owned(),
        table: table.to_owned(),
        column: column.to_owned(),
        href: visitor.link_of(&link, *tenant),
        name: if *tenant == visitor.tenant {
            name
        } else {
            format!("{name} · {place}")
        },
        count: visitor.format.decimal(&count.to_string()),
        keeps,
    }))
}

fn is_key(of: &Table, table: &str, column: &str) -> bool {
    let mut keys = of.foreign_keys.iter();
    keys.any(|key| key.table == table && key.columns[1..] == [column])
}

/// Whether rows that name one in a column keep it from being removed: all do, but by a foreign key
/// that cascades.
fn keeps(view: &View, of: &Table, column: &str) -> bool {
    let is_it = |key: &ForeignKey| key.table == view.table.name && key.columns[1..] == [column];
    let cascades = is_key(of, &view.table.name, column);
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
