//! SQLite's catalogue, in PostgreSQL's words.

use std::collections::BTreeMap;

use demo_core::{
    Table,
    schema::{Column, ForeignKey},
};
use rusqlite::Connection;

use crate::catalogue::{self, Catalogue, TableRules};

/// Which foreign keys.
const ALL: &str = "true";
/// Those that keep the row pointed at from being removed.
const RESTRICTING: &str = "on_delete in ('NO ACTION', 'RESTRICT')";

/// The tenant tables, by name, and their rules.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<Catalogue> {
    let mut tables = BTreeMap::new();
    let mut rules = TableRules::default();
    let names = strings(
        connection,
        "select name from sqlite_schema where type = 'table'",
        &[],
    )?;
    for name in names {
        let mut table = catalogue::empty(name.clone());
        columns(connection, &mut table)?;
        let unique = "select name from pragma_index_list($1) where origin = 'u'";
        for index in strings(connection, unique, &[&name])? {
            table.unique.push(strings(
                connection,
                "select name from pragma_index_info($1) order by seqno",
                &[&index],
            )?);
        }
        table.foreign_keys = foreign_keys(connection, &name, ALL)?;
        let restricting = foreign_keys(connection, &name, RESTRICTING)?.into_iter();
        rules
            .restricting
            .extend(restricting.map(|key| (name.clone(), key)));
        let create = "select sql from sqlite_schema where type = 'table' and name = $1";
        for create in strings(connection, create, &[&name])? {
            rules
                .checks
                .insert(name.clone(), catalogue::checks_of(&table, &create));
        }
        tables.insert(name, table);
    }
    // A foreign key without columns points at the primary key.
    let keys: BTreeMap<String, Vec<String>> = tables
        .iter()
        .map(|(name, table): (&String, &Table)| (name.clone(), table.primary_key.clone()))
        .collect();
    let restricting = rules.restricting.iter_mut().map(|(_, key)| key);
    for key in tables
        .values_mut()
        .flat_map(|table| &mut table.foreign_keys)
        .chain(restricting)
    {
        if key.references.is_empty() {
            key.references = keys.get(&key.table).cloned().unwrap_or_default();
        }
    }
    Ok(Catalogue {
        tables: catalogue::tenant_tables(tables),
        rules,
    })
}

fn strings(connection: &Connection, sql: &str, params: &[&str]) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(sql)?
        .query_map(rusqlite::params_from_iter(params), |row| row.get(0))?
        .collect()
}

fn columns(connection: &Connection, table: &mut Table) -> rusqlite::Result<()> {
    let sql =
        "select name, type, \"notnull\", dflt_value, pk from pragma_table_info($1) order by cid";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([&table.name])?;
    let mut key: Vec<(i64, String)> = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let declared = catalogue::canonical(&row.get::<_, String>(1)?);
        let place: i64 = row.get(4)?;
        if place > 0 {
            key.push((place, name.clone()));
        }
        table.columns.push(Column {
            name,
            kind: catalogue::kind(&declared),
            declared,
            // SQLite lets NULL into primary keys unless told not to; PostgreSQL does not.
            nullable: !row.get::<_, bool>(2)? && place == 0,
            default: catalogue::default(row.get::<_, Option<String>>(3)?.as_deref()),
        });
    }
    key.sort();
    table.primary_key = key.into_iter().map(|(_, name)| name).collect();
    Ok(())
}

fn foreign_keys(
    connection: &Connection,
    table: &str,
    which: &str,
) -> rusqlite::Result<Vec<ForeignKey>> {
    let sql = format!(
        "select id, \"table\", \"from\", \"to\" from pragma_foreign_key_list($1) where {which} order by id, seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([table])?;
    let mut keys: BTreeMap<i64, ForeignKey> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = keys.entry(row.get(0)?).or_insert(ForeignKey {
            columns: vec![],
            table: row.get(1)?,
            references: vec![],
        });
        key.columns.push(row.get(2)?);
        if let Some(column) = row.get::<_, Option<String>>(3)? {
            key.references.push(column);
        }
    }
    Ok(keys.into_values().collect())
}
