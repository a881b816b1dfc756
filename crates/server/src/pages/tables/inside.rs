//! The rows behind a row's ids: those that a reference's row names in turn, and those that a JSON
//! value names where `service.toml` says of which table they are.

use std::collections::BTreeMap;

use demo_core::{Table, schema::Column};
use demo_store::ServiceStore;
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
    let mut whose = BTreeMap::new();
    for column in &view.columns {
        let id = text(row, &column.name);
        let Some((store, table)) = target(&visitor.app, view, &column.name) else {
            continue;
        };
        if id.is_empty() || has_name(table) {
            continue;
        }
        for tenant in &visitor.user.claims.tenants {
            let place = (tenant.to_string(), store.name(), table.name.as_str());
            let place = (place.0.as_str(), place.1, place.2);
            let Ok(of) = View::open(&visitor.app, &visitor.user, place, "read") else {
                continue;
            };
            let query = [("id", id)];
            let found = visitor.rows_of(*tenant, place.1, place.2, &query).await?;
            for named in found.unwrap_or_default() {
                if let Some(name) = owner(visitor, &of, named).await? {
                    whose.insert(column.name.clone(), name);
                }
            }
        }
    }
    Ok(whose)
}

/// The name of the first row with a name that a row names.
async fn owner(visitor: &Visitor, of: &View<'_>, row: Row) -> Result<Option<String>, Problem> {
    let is_named = |column: &&Column| {
        let target = target(&visitor.app, of, &column.name);
        target.is_some_and(|(_, table)| has_name(table)) && !text(&row, &column.name).is_empty()
    };
    let mut columns = of.columns.iter().copied();
    let Some(column) = columns.find(is_named) else {
        return Ok(None);
    };
    let id = text(&row, &column.name).to_owned();
    let row = Row::from_iter([(column.name.clone(), id.clone().into())]);
    let titles = Titles::of(visitor, of, &[row]).await?;
    Ok(titles.name(&id).map(str::to_owned))
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
    let mut linked = Vec::new();
    for (path, table) in &paths.rows {
        let mut stores = visitor.app.store.services.values();
        let found = stores.find_map(|store| Some((store, store.table(table)?)));
        let Some((store, table)) = found.filter(|(store, _)| visitor.reads(store.name())) else {
            continue;
        };
        let mut ids = Vec::new();
        take(value, path, &mut ids);
        let links = named(visitor, store, table, &ids).await?;
        if !links.is_empty() {
            linked.push((label(visitor.reader.language, &table.name), links));
        }
    }
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
    let mut links = Vec::new();
    for some in ids.chunks(MAX_IN) {
        let (list, most) = (some.join(","), MAX_IN.to_string());
        let query = [("id__in", list.as_str()), ("limit", &most), ("sort", title)];
        for tenant in &visitor.user.claims.tenants {
            let rows = visitor.rows_of(*tenant, store.name(), &table.name, &query);
            for row in rows.await?.unwrap_or_default() {
                let place = format!(
                    "/demo/tables/{}/{}/{}",
                    store.name(),
                    table.name,
                    text(&row, "id")
                );
                let link = visitor.link_of(&place, *tenant);
                links.push((link, text(&row, title).to_owned()));
            }
        }
    }
    Ok(links)
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
