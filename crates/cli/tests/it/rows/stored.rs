//! The rows that stand in the databases, in one form whichever engine holds them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{
    expected::{Place, Row, decimal, place, scale},
    services::{Service, Table},
};
use crate::{databases::Databases, server::Engine};

/// All rows of some tenants, of all services.
pub fn rows(databases: &Databases, services: &[Service], tenants: &[Uuid]) -> BTreeMap<Place, Row> {
    let mut rows = BTreeMap::new();
    for service in services {
        for table in &service.tables {
            let columns = columns(databases, service, table);
            let select = select(databases.engine, table, &columns, tenants);
            for text in databases.query(&service.name, &select) {
                let row = serde_json::from_str(&text).unwrap();
                let row = canonical(databases.engine, table, row);
                let twice = rows.insert(place(&table.name, &row), row);
                assert!(twice.is_none(), "{}: two rows have one id", table.name);
            }
        }
    }
    rows
}

/// The columns that the database has; PostgreSQL adds them by itself.
fn columns(databases: &Databases, service: &Service, table: &Table) -> Vec<String> {
    match databases.engine {
        Engine::Postgres => Vec::new(),
        Engine::Sqlite => {
            let sql = format!("select name from pragma_table_info('{}')", table.name);
            databases.query(&service.name, &sql)
        }
    }
}

/// Whole rows as JSON.
fn select(engine: Engine, table: &Table, columns: &[String], tenants: &[Uuid]) -> String {
    let tenants: Vec<String> = tenants.iter().map(|id| format!("'{id}'")).collect();
    let tenants = tenants.join(", ");
    let name = &table.name;
    match engine {
        Engine::Postgres => {
            format!("select row_to_json({name}) from {name} where tenant_id in ({tenants})")
        }
        Engine::Sqlite => {
            let pairs = columns.iter().map(|column| format!("'{column}', {column}"));
            let pairs: Vec<String> = pairs.collect();
            let pairs = pairs.join(", ");
            format!("select json_object({pairs}) from {name} where tenant_id in ({tenants})")
        }
    }
}

/// Each engine's own form of a value, turned into the one that is compared.
fn canonical(engine: Engine, table: &Table, mut row: Row) -> Row {
    for column in &table.columns {
        let Some(value) = row.get_mut(&column.name).filter(|value| !value.is_null()) else {
            continue;
        };
        let sqlite = engine == Engine::Sqlite;
        let text = value.as_str();
        *value = match &*column.kind {
            "TIMESTAMPTZ" if sqlite => {
                let text = text.unwrap();
                assert_eq!(text.len(), 27, "compared as texts, {text} has no place");
                continue;
            }
            "TIMESTAMPTZ" => {
                let instant: Timestamp = text.unwrap().parse().unwrap();
                json!(format!("{instant:.6}"))
            }
            "BOOLEAN" if sqlite => json!(value.as_u64().unwrap() == 1),
            "JSONB" if sqlite => serde_json::from_str(text.unwrap()).unwrap(),
            "UUID" | "TEXT" | "DATE" | "BOOLEAN" | "INTEGER" | "JSONB" => continue,
            // SQLite's are numbers without a scale.
            kind => json!(decimal(
                value.to_string().trim_end_matches(".0"),
                scale(kind)
            )),
        };
    }
    row
}
