//! A value of a row for people, and where it leads.

use std::collections::{BTreeMap, BTreeSet};

use demo_core::{
    Table,
    schema::{Column, Type},
};
use demo_store::ServiceStore;
use futures::future::try_join_all;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    data::{MAX_IN, View},
    error::Problem,
    pages::{
        labels::{label, spoken, word},
        parent::{self, Named},
        tone::tone,
        visitor::{Row, Visitor, instant, text},
    },
};

use super::{
    plain::{self, Told},
    subject,
};

/// A value.
pub struct Cell {
    /// As the table has it.
    pub column: String,
    /// For people.
    pub name: String,
    pub text: String,
    /// The row that it names; empty where it names none.
    pub href: String,
    pub numeric: bool,
    /// Of one of few words, what it means, as a class.
    pub tag: Option<&'static str>,
    /// Not a value, but why there is none.
    pub muted: bool,
    /// Whose the row is that it names.
    pub more: String,
    /// What is made of parts, on its row's page.
    pub told: Option<Told>,
}

/// The table that a column's values name a row of, with its service.
pub fn target<'a>(
    app: &'a App,
    view: &View<'a>,
    column: &str,
) -> Option<(&'a ServiceStore, &'a Table)> {
    let table = view.settings.target(view.table, column)?;
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
    /// Of all rows that these name: in any tenant that the visitor opens, and the parent's. These
    /// rows must be the tenant's own: what somebody typed may name any of the parent's.
    pub async fn of(visitor: &Visitor, view: &View<'_>, rows: &[Row]) -> Result<Self, Problem> {
        Self::find(visitor, view, rows, true).await
    }

    /// Of those in the tenants that the visitor opens.
    pub async fn opened(visitor: &Visitor, view: &View<'_>, rows: &[Row]) -> Result<Self, Problem> {
        Self::find(visitor, view, rows, false).await
    }

    async fn find(
        visitor: &Visitor,
        view: &View<'_>,
        rows: &[Row],
        of_parent: bool,
    ) -> Result<Self, Problem> {
        let mut wanted: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for column in &view.columns {
            let Some((store, table)) = target(&visitor.app, view, &column.name) else {
                continue;
            };
            let ids = rows
                .iter()
                .map(|row| text(row, &column.name))
                .filter(|id| !id.is_empty());
            let place = (store.name(), table.name.as_str());
            wanted.entry(place).or_default().extend(ids);
        }
        for (service, table, id) in subject::named(visitor, view, rows) {
            wanted.entry((service, table)).or_default().insert(id);
        }
        let asked = wanted.into_iter();
        let asked = asked.map(|(place, ids)| titles(visitor, place, ids, of_parent));
        let found = try_join_all(asked).await?;
        Ok(Self(found.into_iter().flatten().collect()))
    }

    /// The name of a row.
    pub fn name(&self, id: &str) -> Option<&str> {
        let (_, name) = self.0.get(id)?;
        Some(name.as_str()).filter(|name| !name.is_empty())
    }
}

/// The titles of some rows of a table.
async fn titles(
    visitor: &Visitor,
    (service, table): (&str, &str),
    ids: BTreeSet<&str>,
    of_parent: bool,
) -> Result<BTreeMap<String, (Option<Uuid>, String)>, Problem> {
    let store = visitor.app.store.services.get(service);
    let table_of = store.and_then(|store| store.table(table));
    let title = table_of.and_then(title_column);
    let ids: Vec<&str> = ids.into_iter().collect();
    // At once: each is a way to a database and back.
    let asked = ids.chunks(MAX_IN).flat_map(|some| {
        let tenants = visitor.user.claims.tenants.iter();
        tenants.map(move |tenant| async move {
            let (list, limit) = (some.join(","), MAX_IN.to_string());
            let query = [("id__in", list.as_str()), ("limit", &limit)];
            let found = visitor.rows_of(*tenant, service, table, &query).await?;
            Ok::<_, Problem>((*tenant, found.unwrap_or_default()))
        })
    });
    let mut titles = BTreeMap::new();
    for (tenant, rows) in try_join_all(asked).await? {
        for row in rows {
            let name = table_of.zip(title);
            let name = name.map(|(table, title)| spoken_of(visitor, table, title, &row));
            let entry = (Some(tenant), name.unwrap_or_default());
            titles.insert(text(&row, "id").to_owned(), entry);
        }
    }
    let others = ids.iter().copied().filter(|id| !titles.contains_key(*id));
    let others: Vec<&str> = others.collect();
    if let Some(title) = title.filter(|_| of_parent) {
        let of = Named {
            service,
            table,
            title: &title.name,
        };
        let names = parent::names(visitor, of, others).await?;
        titles.extend(names.into_iter().map(|(id, name)| (id, (None, name))));
    }
    Ok(titles)
}

/// A column's value.
pub fn cell(visitor: &Visitor, view: &View, titles: &Titles, row: &Row, column: &Column) -> Cell {
    let value = row.get(&column.name).unwrap_or(&Value::Null);
    let language = visitor.reader.language;
    let mut cell = Cell {
        column: column.name.clone(),
        name: label(language, &column.name),
        text: String::new(),
        href: String::new(),
        numeric: is_numeric(column),
        tag: None,
        muted: false,
        more: String::new(),
        told: None,
    };
    let written = text(row, &column.name);
    cell.text = told(visitor, row, column, value);
    if column.kind == Type::Text && cell.text == written {
        cell.text = spoken_of(visitor, view.table, column, row);
    }
    if is_listed(view, column) && !written.is_empty() {
        cell.text = word(language, &view.table.name, written);
        cell.tag = Some(tone(written));
    }
    if column.kind == Type::Uuid && !written.is_empty() {
        refer(visitor, view, titles, row, (column, written), &mut cell);
    }
    cell
}

/// A column's text for people.
pub fn spoken_of(visitor: &Visitor, table: &Table, column: &Column, row: &Row) -> String {
    let place = (table.name.as_str(), column.name.as_str());
    spoken(visitor.reader.language, place, text(row, &column.name))
}

/// Whether a column holds one of few words.
fn is_listed(view: &View, column: &Column) -> bool {
    let rules = view.store.rules();
    column.kind == Type::Text && rules.one_of(&view.table.name, &column.name).is_some()
}

/// Whether a column's values stand at the right.
pub fn is_numeric(column: &Column) -> bool {
    matches!(column.kind, Type::Integer | Type::Numeric(_) | Type::Float)
}

fn told(visitor: &Visitor, row: &Row, column: &Column, value: &Value) -> String {
    let (format, language) = (&visitor.format, visitor.reader.language);
    let written = text(row, &column.name);
    match (&column.kind, value) {
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
        (Type::Numeric(Some(2..)), _) if is_money(column) => {
            let currency = text(row, "currency");
            let currency = if currency.is_empty() {
                &format.currency
            } else {
                currency
            };
            format.money_in(to_the_cent(written), currency)
        }
        (Type::Numeric(_), _) if is_percentage(column) => format.percent(&format.quantity(written)),
        (Type::Numeric(_), _) => {
            let unit = unit(row, column).map(|unit| match unit {
                "unit" => label(language, "units"),
                other => other.to_owned(),
            });
            let unit = unit.map_or(String::new(), |unit| format!("\u{a0}{unit}"));
            format!("{}{unit}", format.quantity(written))
        }
        (Type::Integer | Type::Float, number) => format.decimal(&number.to_string()),
        (Type::Json, json) => plain::words(format, json),
        // Of a row that is spoken of: its service and table.
        (Type::Text, _) if column.name.ends_with("service") || column.name.ends_with("_table") => {
            label(language, written)
        }
        _ => written.to_owned(),
    }
}

/// The row that a value names: by its name, and as a link where the visitor opens it.
fn refer(
    visitor: &Visitor,
    view: &View,
    titles: &Titles,
    row: &Row,
    (column, id): (&Column, &str),
    cell: &mut Cell,
) {
    let short = id.get(..8).unwrap_or(id);
    short.clone_into(&mut cell.text);
    let Some((store, table)) = target(&visitor.app, view, &column.name) else {
        // What an alert is about stands in three columns.
        let of = column.name.strip_suffix("_id").unwrap_or_default();
        let service = text(row, &format!("{of}_service"));
        let table = text(row, &format!("{of}_table"));
        if !table.is_empty() && visitor.user.needs(service, "read").is_ok() {
            let kind = label(visitor.reader.language, table);
            cell.text = match titles.name(id) {
                Some(name) => format!("{kind} · {name}"),
                None => kind,
            };
            cell.href = visitor.row_link(service, table, id);
        }
        return;
    };
    match titles.0.get(id) {
        Some((tenant, title)) => {
            if !title.is_empty() {
                cell.text.clone_from(title);
            }
            if let Some(tenant) = tenant {
                let place = format!("/demo/tables/{}/{}/{id}", store.name(), table.name);
                cell.href = visitor.link_of(&place, *tenant);
            }
        }
        None if visitor.user.needs(store.name(), "read").is_err() => {
            visitor.reader.texts().unseen.clone_into(&mut cell.text);
            cell.muted = true;
        }
        None => {}
    }
}

/// Sums of money have two decimals, as have some others that do not.
fn is_money(column: &Column) -> bool {
    const OF_MONEY: [&str; 8] = [
        "total", "price", "revenue", "cost", "amount", "subtotal", "order", "vat",
    ];
    let mut words = column.name.split('_');
    words.any(|word| OF_MONEY.contains(&word)) && !column.name.ends_with("rate")
}

/// A share of a hundred.
fn is_percentage(column: &Column) -> bool {
    column.name.ends_with("_rate") || column.name.ends_with("percentage")
}

/// The unit that a row gives its quantities.
fn unit<'a>(row: &'a Row, column: &Column) -> Option<&'a str> {
    let name = column.name.as_str();
    let of = match name.split_once('_') {
        Some(("yield", "quantity")) => "yield_unit",
        _ if [
            "quantity",
            "reorder_point",
            "measured_value",
            "lower_limit",
            "upper_limit",
        ]
        .iter()
        .any(|of| name.ends_with(of)) =>
        {
            "unit"
        }
        _ => return None,
    };
    Some(text(row, of)).filter(|unit| !unit.is_empty())
}

/// A price's decimals beyond cents, where they are not zero.
fn to_the_cent(text: &str) -> &str {
    let Some((whole, _)) = text.split_once('.') else {
        return text;
    };
    let least = (whole.len() + 3).min(text.len());
    let used = text.trim_end_matches('0').len();
    &text[..used.max(least)]
}
