//! PostgreSQL's catalogue.

use std::collections::BTreeMap;

use demo_core::{
    Table,
    schema::{Column, ForeignKey},
};
use sqlx::PgConnection;

use super::{encode, fault};
use crate::{
    catalogue::{self, Catalogue, TableRules},
    database::{Statement, required},
    error::Error,
};

const COLUMNS: &str = "
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
 order by c.relname, a.attnum";

const CONSTRAINTS: &str = "
select c.relname, k.contype::text, f.relname,
       (select string_agg(a.attname::text, chr(31) order by o.place) from unnest(k.conkey) with ordinality as o(number, place)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.number),
       (select string_agg(a.attname::text, chr(31) order by o.place) from unnest(k.confkey) with ordinality as o(number, place)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.number),
       k.conname, pg_get_constraintdef(k.oid), k.confdeltype::text in ('a', 'r')
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_class f on f.oid = k.confrelid
 where n.nspname = 'public' and k.contype in ('p', 'u', 'f', 'c') and k.conparentid = 0";

/// The columns of each constraint, by table and name.
pub(super) type Constraints = BTreeMap<(String, String), Vec<String>>;

/// The tenant tables, by name, their rules, and all constraints.
pub(super) async fn read(
    connection: &mut PgConnection,
    label: &str,
) -> Result<(Catalogue, Constraints), Error> {
    let failed = |error| fault::translate(label, error);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut rules = TableRules::default();
    let mut constraints = Constraints::new();
    for row in encode::run(connection, &Statement::new(COLUMNS, vec![]))
        .await
        .map_err(failed)?
        .rows
    {
        let name = required(row.text(0)?)?;
        let declared = required(row.text(2)?)?;
        let column = Column {
            name: required(row.text(1)?)?,
            kind: catalogue::kind(&declared),
            declared,
            nullable: required(row.boolean(3)?)?,
            default: catalogue::default(row.text(4)?.as_deref()),
        };
        tables
            .entry(name.clone())
            .or_insert_with(|| catalogue::empty(name))
            .columns
            .push(column);
    }
    for row in encode::run(connection, &Statement::new(CONSTRAINTS, vec![]))
        .await
        .map_err(failed)?
        .rows
    {
        let name = required(row.text(0)?)?;
        let columns = split(row.text(3)?);
        constraints.insert((name.clone(), required(row.text(5)?)?), columns.clone());
        let Some(table) = tables.get_mut(&name) else {
            continue;
        };
        match required(row.text(1)?)?.as_str() {
            "p" => table.primary_key = columns,
            "u" => table.unique.push(columns),
            "c" => {
                let check = catalogue::check(table, None, &required(row.text(6)?)?);
                rules.checks.entry(name).or_default().push(check);
            }
            _ => {
                let key = ForeignKey {
                    columns,
                    table: required(row.text(2)?)?,
                    references: split(row.text(4)?),
                };
                if row.boolean(7)? == Some(true) {
                    rules.restricting.push((name, key.clone()));
                }
                table.foreign_keys.push(key);
            }
        }
    }
    let catalogue = Catalogue {
        tables: catalogue::tenant_tables(tables),
        rules,
    };
    Ok((catalogue, constraints))
}

fn split(names: Option<String>) -> Vec<String> {
    names
        .map(|names| names.split('\u{1f}').map(str::to_owned).collect())
        .unwrap_or_default()
}
