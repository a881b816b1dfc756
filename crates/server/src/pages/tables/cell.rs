//! A value of a row for people, and where it leads.

use std::collections::{BTreeMap, BTreeSet};

use demo_core::{
    Table,
    schema::{Column, Type},
};
use demo_store::ServiceStore;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    data::View,
    error::Problem,
    pages::{
        labels::label,
        parent::{self, Named},
        visitor::{Row, Visitor, instant, text},
    },
};

/// A value.
pub struct Cell {
    pub name: String,
    pub text: String,
    /// The row that it names; empty where it names none.
    pub href: String,
    pub numeric: bool,
    pub pre: bool,
    /// One of few words.
    pub tag: bool,
}

/// The table that a column's values name a row of, with its service: by a foreign key, or by
/// what `service.toml` declares.
pub fn target<'a>(
    app: &'a App,
    view: &View<'a>,
    column: &str,
) -> Option<(&'a ServiceStore, &'a Table)> {
    let mut keys = view.table.foreign_keys.iter();
    let key = keys.find(|key| key.columns.len() == 2 && key.columns[1] == column);
    if let Some(key) = key {
        return Some((view.store, view.store.table(&key.table)?));
    }
    let name = format!("{}.{column}", view.table.name);
    let table = view.settings.settings.references.get(&name)?;
    let mut stores = app.store.services.values();
    stores.find_map(|store| Some((store, store.table(table)?)))
}

/// The column whose texts tell a table's rows apart for people: its name, or what is unique.
pub fn title_column(table: &Table) -> Option<&Column> {
    let named = ["name", "full_name", "title"]
        .into_iter()
        .find_map(|name| table.column(name));
    let unique = || {
        let keys = table.unique.iter().filter(|key| key.len() == 2);
        let columns = keys.flatten().filter_map(|name| table.column(name));
        columns.into_iter().find(|column| column.kind == Type::Text)
    };
    named
        .or_else(unique)
        .filter(|column| column.kind == Type::Text)
}

/// The titles of rows that others name, and the tenants whose they are; none of a row that the
/// visitor does not open.
#[derive(Default)]
pub struct Titles(BTreeMap<String, (Option<Uuid>, String)>);

impl Titles {
    /// Of all rows that these name, in any tenant that the visitor opens.
    pub async fn of(visitor: &Visitor, view: &View<'_>, rows: &[Row]) -> Result<Self, Problem> {
        let mut wanted: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
        for column in &view.columns {
            let Some((store, table)) = target(&visitor.app, view, &column.name) else {
                continue;
            };
            let ids = rows
                .iter()
                .map(|row| text(row, &column.name))
                .filter(|id| !id.is_empty());
            let place = (store.name().to_owned(), table.name.clone());
            wanted.entry(place).or_default().extend(ids);
        }
        let mut titles = BTreeMap::new();
        for ((service, table), ids) in wanted {
            let store = visitor.app.store.services.get(&service);
            let title = store.and_then(|store| title_column(store.table(&table)?));
            let ids: Vec<&str> = ids.into_iter().collect();
            // As many as the data API takes in one list.
            for some in ids.chunks(200) {
                let list = some.join(",");
                let query = [("id__in", list.as_str()), ("limit", "200")];
                for tenant in &visitor.user.claims.tenants {
                    let found = visitor.rows_of(*tenant, &service, &table, &query).await?;
                    for row in found.unwrap_or_default() {
                        let name = title.map_or("", |title| text(&row, &title.name));
                        let entry = (Some(*tenant), name.to_owned());
                        titles.insert(text(&row, "id").to_owned(), entry);
                    }
                }
            }
            let others = ids.iter().copied().filter(|id| !titles.contains_key(*id));
            let others: Vec<&str> = others.collect();
            if let Some(title) = title {
                let of = Named {
                    service: &service,
                    table: &table,
                    title: &title.name,
                };
                let names = parent::names(visitor, of, others).await?;
                titles.extend(names.into_iter().map(|(id, name)| (id, (None, name))));
            }
        }
        Ok(Self(titles))
    }
}

/// A column's value.
pub fn cell(visitor: &Visitor, view: &View, titles: &Titles, row: &Row, column: &Column) -> Cell {
    let value = row.get(&column.name).unwrap_or(&Value::Null);
    let language = visitor.reader.language;
    let format = &visitor.format;
    let mut cell = Cell {
        name: label(language, &column.name),
        text: String::new(),
        href: String::new(),
        numeric: matches!(column.kind, Type::Integer | Type::Numeric(_) | Type::Float),
        pre: false,
        tag: false,
    };
    let written = text(row, &column.name);
    cell.text = match (&column.kind, value) {
        (_, Value::Null) => String::new(),
        (Type::Boolean, Value::Bool(truth)) => {
            let t = visitor.reader.texts();
            if *truth { t.yes } else { t.no }.to_owned()
        }
        (Type::Instant, _) => {
            instant(row, &column.name).map_or(written.to_owned(), |at| format.instant(at))
        }
        (Type::Date, _) => written
            .parse()
            .map_or(written.to_owned(), |date| format.date(date)),
        (Type::Numeric(Some(2)), _) if is_money(column) => {
            let currency = text(row, "currency");
            format.money_in(
                written,
                if currency.is_empty() {
                    &format.currency
                } else {
                    currency
                },
            )
        }
        (Type::Numeric(_), _) => format.quantity(written),
        (Type::Integer | Type::Float, number) => format.decimal(&number.to_string()),
        (Type::Json, json) => {
            cell.pre = true;
            serde_json::to_string_pretty(json).unwrap_or_default()
        }
        (Type::Uuid, _) => written.get(..8).unwrap_or(written).to_owned(),
        (Type::Text, _)
            if view
                .store
                .rules()
                .one_of(&view.table.name, &column.name)
                .is_some() =>
        {
            cell.tag = true;
            label(language, written)
        }
        _ => written.to_owned(),
    };
    if let Some((store, table)) = target(&visitor.app, view, &column.name)
        && let Some((tenant, title)) = titles.0.get(written)
    {
        if !title.is_empty() {
            cell.text.clone_from(title);
        }
        if let Some(tenant) = tenant {
            let place = format!("/demo/tables/{}/{}/{written}", store.name(), table.name);
            cell.href = visitor.link_of(&place, *tenant);
        }
    }
    cell
}

/// Sums of money have two decimals, as have some others that do not.
fn is_money(column: &Column) -> bool {
    const OF_MONEY: [&str; 8] = [
        "total", "price", "revenue", "cost", "amount", "subtotal", "order", "vat",
    ];
    let mut words = column.name.split('_');
    words.any(|word| OF_MONEY.contains(&word)) && !column.name.ends_with("rate")
}
