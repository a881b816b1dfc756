//! Whether services fit their tables, and their tables the engine.

use std::collections::BTreeMap;

use super::{Parts, Place, Service, ServiceError, Settings};
use crate::{
    nearest,
    schema::{Table, Type},
};

/// Checks services with their tables, before any is used: what `service.toml` names is there
/// and has a type that fits (a secret column with a slip in its name would be served), and no
/// two tenants can meet in a key.
///
/// # Errors
///
/// [`ServiceError::Files`] with the first fault.
pub fn check(services: &[(Service, Vec<Table>)]) -> Result<(), ServiceError> {
    let all: Vec<&Table> = services.iter().flat_map(|(_, tables)| tables).collect();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (service, tables) in services {
        for table in tables {
            let fault = |message: &str| service.table_fault(&table.name, message);
            if let Some(owner) = owners.insert(&table.name, &service.name) {
                return Err(fault(&format!(
                    "is one of `{owner}` too; seed data name a table alone"
                )));
            }
            check_keys(table).map_err(fault)?;
        }
        check_settings(service, tables, &all)?;
    }
    Ok(())
}

fn check_keys(table: &Table) -> Result<(), &'static str> {
    let key: Vec<&str> = table.primary_key.iter().map(String::as_str).collect();
    if !matches!(key[..], ["tenant_id"] | ["tenant_id", "id"]) {
        return Err("needs `primary key (tenant_id, id)`");
    }
    let begins = |columns: &Vec<String>| columns.first().is_some_and(|first| first == "tenant_id");
    if !table.unique.iter().all(begins) {
        return Err("has a unique key that does not begin with tenant_id: demos would meet in it");
    }
    if !table.foreign_keys.iter().all(|key| begins(&key.columns)) {
        return Err("has a foreign key that does not begin with tenant_id");
    }
    Ok(())
}

/// Whether a column of a type may stand under a key of `service.toml`.
type Fits = fn(&Type) -> bool;

fn check_settings(service: &Service, tables: &[Table], all: &[&Table]) -> Result<(), ServiceError> {
    let settings = &service.settings;
    let fault =
        |place: Place, name: &str, message: String| service.settings_fault(place, name, &message);
    let uuid = |kind: &Type| *kind == Type::Uuid;
    let date = |kind: &Type| matches!(kind, Type::Date | Type::Instant);
    let json = |kind: &Type| *kind == Type::Json;
    let any = |_: &Type| true;
    let named: [(_, Vec<&String>, Fits); 6] = [
        ("references", settings.references.keys().collect(), uuid),
        ("dates", settings.dates.keys().collect(), date),
        ("json", settings.json.keys().collect(), json),
        ("keep.columns", settings.keep.columns.iter().collect(), uuid),
        ("secret", settings.secret.iter().collect(), any),
        ("happened", settings.happened.iter().collect(), date),
    ];
    for (key, names, fits) in named {
        for name in names {
            let place = Place::of(key, name);
            check_column(name, tables, fits).map_err(|message| fault(place, name, message))?;
        }
    }
    for (table, ranges) in &settings.ranges {
        for column in ranges
            .iter()
            .flat_map(|range| [&range.first, &range.second])
        {
            let name = format!("{table}.{column}");
            let place = Place::of("ranges", table).at(column);
            check_column(&name, tables, date).map_err(|message| fault(place, &name, message))?;
        }
    }
    let number = |kind: &Type| matches!(kind, Type::Integer | Type::Numeric(_));
    for (table, sum) in settings
        .sums
        .iter()
        .flat_map(|(table, sums)| sums.iter().map(move |sum| (table, sum)))
    {
        let place = Place::of("sums", table);
        for column in sum.columns() {
            let name = format!("{table}.{column}");
            let place = place.at(column);
            check_column(&name, tables, number).map_err(|message| fault(place, &name, message))?;
        }
        if let Parts::Rows {
            table: rows,
            column,
        } = &sum.parts
        {
            let name = format!("{rows}.{column}");
            let place = place.at(&name);
            check_column(&name, tables, number).map_err(|message| fault(place, &name, message))?;
            if belongs(tables, rows, table) {
                continue;
            }
            let message = format!(
                "its rows belong to none of `{table}`: `{rows}` needs \
                 `foreign key (tenant_id, …) references {table} (tenant_id, id)`"
            );
            return Err(fault(place, &name, message));
        }
    }
    let all = || all.iter().map(|table| table.name.as_str());
    check_json_rows(settings, &fault, all)?;
    for (name, target) in &settings.references {
        if !all().any(|table| table == target) {
            let message = format!(
                "no service has a table `{target}`; {}",
                nearest::hint(target, all())
            );
            return Err(fault(
                Place::of("references", name).at(target),
                name,
                message,
            ));
        }
    }
    Ok(())
}

/// Whether the ids whose rows are named are declared, and their tables there.
fn check_json_rows<'a, T: Iterator<Item = &'a str>>(
    settings: &Settings,
    fault: &impl Fn(Place, &str, String) -> ServiceError,
    all: impl Fn() -> T,
) -> Result<(), ServiceError> {
    for (name, paths) in &settings.json {
        for (path, target) in &paths.rows {
            let (word, message) = if !paths.ids.contains(path) {
                let hint = nearest::hint(path, paths.ids.iter().map(String::as_str));
                let message =
                    format!("`rows` has the path `{path}`, which is none of its `ids`; {hint}");
                (path, message)
            } else if !all().any(|table| table == target) {
                let hint = nearest::hint(target, all());
                (target, format!("no service has a table `{target}`; {hint}"))
            } else {
                continue;
            };
            return Err(fault(Place::of("json", name).at(word), name, message));
        }
    }
    Ok(())
}

/// Whether the rows of a table name those of another by a foreign key: without one, nobody knows
/// which of them a sum is of.
fn belongs(tables: &[Table], rows: &str, of: &str) -> bool {
    let mut tables = tables.iter();
    let table = tables.find(|table| table.name == rows);
    table.is_some_and(|table| {
        let mut keys = table.foreign_keys.iter();
        keys.any(|key| key.table == of && key.columns.len() == 2)
    })
}

fn check_column(name: &str, tables: &[Table], fits: Fits) -> Result<(), String> {
    let found = name.split_once('.').and_then(|(table, column)| {
        let table = tables.iter().find(|known| known.name == table)?;
        table.column(column)
    });
    let Some(column) = found else {
        let columns = tables.iter().flat_map(|table| {
            let columns = table.columns.iter();
            columns.map(|column| format!("{}.{}", table.name, column.name))
        });
        let all: Vec<String> = columns.collect();
        let hint = nearest::hint(name, all.iter().map(String::as_str));
        return Err(format!("there is no such column; {hint}"));
    };
    if fits(&column.kind) {
        return Ok(());
    }
    Err(format!(
        "it does not apply to a column of type {}",
        column.declared
    ))
}
