//! The rows behind a row's ids: those that a reference's row names in turn, and those that a JSON
//! value names where `service.toml` says of which table they are.

use std::collections::{BTreeMap, BTreeSet};

use demo_core::{Table, schema::Column};
use demo_store::ServiceStore;
use futures::future::try_join_all;
use serde_json::Value;

use super::cell::{Titles, target, title_column};
use crate::{
    data::{MAX_IN, View},
    error::Problem,
    pages::{
        labels::label,
        visitor::{Row, Visitor, text},
    },
};

/// Columns whose texts say what a row is, and not its number alone.
const NAMES: [&str; 3] = ["name", "full_name", "title"];

fn has_name(table: &Table) -> bool {
    title_column(table).is_some_and(|title| NAMES.contains(&title.name.as_str()))
}

/// Of the rows that a row names by a number, such as an order's, whose they are: by column, the name
/// of the first row with one that they name.
pub async fn whose(
    visitor: &Visitor,
    view: &View<'_>,
    row: &Row,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut wanted: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for column in &view.columns {
        let id = text(row, &column.name);
        let named = target(&visitor.app, view, &column.name);
        let named = named.filter(|(_, table)| !id.is_empty() && !has_name(table));
        if let Some((store, table)) = named {
            let place = (store.name(), table.name.as_str());
            wanted.entry(place).or_default().insert(id);
        }
    }
    let asked = wanted.into_iter();
    let asked = asked.map(|(place, ids)| owners(visitor, place, ids));
    let owners = try_join_all(asked).await?;
    let owners: BTreeMap<String, String> = owners.into_iter().flatten().collect();
    let of = |column: &&Column| {
        let owner = owners.get(text(row, &column.name))?;
        Some((column.name.clone(), owner.clone()))
    };
    Ok(view.columns.iter().filter_map(of).collect())
}

/// Of some rows of a table, the name of the first row with a name that each names, by id.
async fn owners(
    visitor: &Visitor,
    (service, table): (&str, &str),
    ids: BTreeSet<&str>,
) -> Result<Vec<(String, String)>, Problem> {
    let tenant = visitor.tenant.to_string();
    let place = (tenant.as_str(), service, table);
    let Ok(of) = visitor.view(place) else {
        return Ok(Vec::new());
    };
    let list = ids.into_iter().collect::<Vec<_>>().join(",");
    let query = [("id__in", list.as_str())];
    let tenants = visitor.user.claims.tenants.iter();
    let asked = tenants.map(|tenant| visitor.rows_of(*tenant, service, table, &query));
    let rows = try_join_all(asked).await?.into_iter().flatten().flatten();
    let named = |row: Row| {
        let is_named = |column: &&&Column| {
            let target = target(&visitor.app, &of, &column.name);
            target.is_some_and(|(_, table)| has_name(table)) && !text(&row, &column.name).is_empty()
        };
        let column = of.columns.iter().find(is_named)?;
        let id = text(&row, &column.name).to_owned();
        let part = Row::from_iter([(column.name.clone(), id.clone().into())]);
        Some((text(&row, "id").to_owned(), id, part))
    };
    let named: Vec<_> = rows.filter_map(named).collect();
    let parts: Vec<Row> = named.iter().map(|(.., part)| part.clone()).collect();
    let titles = Titles::of(visitor, &of, &parts).await?;
    let owners = named.into_iter();
    let owners = owners.filter_map(|(id, of, _)| Some((id, titles.name(&of)?.to_owned())));
    Ok(owners.collect())
}

/// Rows of a table, each with its address and name.
pub type Linked = (String, Vec<(String, String)>);

/// The rows that a JSON value names, by table; they are taken out of the value.
pub async fn rows(
    visitor: &Visitor,
    view: &View<'_>,
    column: &Column,
    value: &mut Value,
) -> Result<Vec<Linked>, Problem> {
    let name = format!("{}.{}", view.table.name, column.name);
    let Some(paths) = view.settings.settings.json.get(&name) else {
        return Ok(Vec::new());
    };
    let mut asked = Vec::new();
    for (path, table) in &paths.rows {
        let mut stores = visitor.app.store.services.values();
        let found = stores.find_map(|store| Some((store, store.table(table)?)));
        let Some((store, table)) = found.filter(|(store, _)| visitor.reads(store.name())) else {
            continue;
        };
        let mut ids = Vec::new();
        take(value, path, &mut ids);
        asked.push(async move {
            let links = named(visitor, store, table, &ids).await?;
            Ok::<Linked, Problem>((label(visitor.reader.language, &table.name), links))
        });
    }
    let mut linked = try_join_all(asked).await?;
    linked.retain(|(_, links)| !links.is_empty());
    Ok(linked)
}

/// Takes the ids at a path such as `lines[*].product_id` out of a value.
fn take(value: &mut Value, path: &str, ids: &mut Vec<String>) {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, is_list) = match step.strip_suffix("[*]") {
        Some(name) => (name, true),
        None => (step, false),
    };
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    if rest.is_empty() {
        let taken = fields.remove(name).unwrap_or_default();
        let items = match taken {
            Value::Array(items) if is_list => items,
            other => vec![other],
        };
        let texts = items.iter().filter_map(Value::as_str);
        ids.extend(texts.map(str::to_owned));
        return;
    }
    match fields.get_mut(name) {
        Some(Value::Array(items)) if is_list => {
            for item in items {
                take(item, rest, ids);
            }
        }
        Some(inner) => take(inner, rest, ids),
        None => {}
    }
}

async fn named(
    visitor: &Visitor,
    store: &ServiceStore,
    table: &Table,
    ids: &[String],
) -> Result<Vec<(String, String)>, Problem> {
    let title = title_column(table).map_or("id", |title| &title.name);
    let asked = ids.chunks(MAX_IN).flat_map(|some| {
        let tenants = visitor.user.claims.tenants.iter();
        tenants.map(move |tenant| async move {
            let (list, most) = (some.join(","), MAX_IN.to_string());
            let query = [("id__in", list.as_str()), ("limit", &most), ("sort", title)];
            let rows = visitor.rows_of(*tenant, store.name(), &table.name, &query);
            let rows = rows.await?.unwrap_or_default();
            let links = rows.iter().map(|row| {
                let id = text(row, "id");
                let place = format!("/demo/tables/{}/{}/{id}", store.name(), table.name);
                let link = visitor.link_of(&place, *tenant);
                (link, text(row, title).to_owned())
            });
            Ok::<Vec<_>, Problem>(links.collect())
        })
    });
    Ok(try_join_all(asked).await?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_taken_from_where_they_stand() {
        let mut value = json!({
            "batch_ids": ["a", "b"], "lines": [{ "of": "c", "count": 2 }, { "of": null }], "left": 1,
        });
        let mut ids = Vec::new();
        for path in ["batch_ids[*]", "lines[*].of", "nothing[*]", "left.right"] {
            take(&mut value, path, &mut ids);
        }
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(value, json!({ "lines": [{ "count": 2 }, {}], "left": 1 }));
    }
}
