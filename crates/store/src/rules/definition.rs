//! The tables of all services in one database: their own definitions, without indexes.

use demo_core::{Service, Table};
use rusqlite::Connection;

use super::words::words;
use crate::{Error, catalogue, migrate, sqlite};

/// A table with the text that makes it.
#[derive(Debug)]
pub(super) struct Definition {
    pub service: String,
    pub table: Table,
    /// `create table …`, as the migrated database keeps it.
    pub sql: String,
    /// The expressions of its checks.
    pub checks: Vec<String>,
}

/// The definitions of the tables that the services' migrations make. Indexes are left out:
/// their names may be the same in two services, and loading is faster without.
pub(super) fn of_services(services: &[(Service, Vec<Table>)]) -> Result<Vec<Definition>, Error> {
    let mut definitions = Vec::new();
    for (service, tables) in services {
        let fault = |error: rusqlite::Error| Error::Other(format!("{}: {error}", service.name));
        let memory = Connection::open_in_memory().map_err(fault)?;
        for step in migrate::of_service(service) {
            sqlite::run(&memory, &step)?;
        }
        let mut statement = memory
            .prepare("select name, sql from sqlite_schema where type = 'table' order by name")
            .map_err(fault)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        for row in rows.map_err(fault)? {
            let (name, sql): (String, String) = row.map_err(fault)?;
            let known = tables.iter().find(|table| table.name == name);
            if let Some(table) = known.filter(|_| !catalogue::is_own(&name)) {
                let sql = with_real_numbers(&sql);
                definitions.push(Definition {
                    service: service.name.clone(),
                    table: table.clone(),
                    checks: checks(&sql),
                    sql,
                });
            }
        }
    }
    Ok(definitions)
}

/// A definition in which decimals stay decimals. SQLite makes a whole number of 770.00, and then
/// 770.00 * 4 / 100 is 30, which who writes a rule would not expect.
fn with_real_numbers(sql: &str) -> String {
    let mut changed = String::new();
    let mut done = 0;
    for (at, word) in words(sql) {
        if matches!(word.to_ascii_uppercase().as_str(), "NUMERIC" | "DECIMAL") {
            changed.push_str(&sql[done..at]);
            changed.push_str("REAL");
            done = at + word.len();
        }
    }
    changed.push_str(&sql[done..]);
    changed
}

/// The tables alone.
pub(super) fn tables(definitions: &[Definition]) -> Vec<&Table> {
    definitions
        .iter()
        .map(|definition| &definition.table)
        .collect()
}

/// The expressions of a table's checks, which no catalogue of SQLite lists.
fn checks(sql: &str) -> Vec<String> {
    let words: Vec<_> = words(sql).collect();
    let mut found = Vec::new();
    for pair in words.windows(2) {
        if pair[0].1.eq_ignore_ascii_case("check") && pair[1].1 == "(" {
            let (mut depth, begin) = (0, pair[1].0);
            for (at, word) in words.iter().filter(|(at, _)| *at >= begin) {
                match *word {
                    "(" => depth += 1,
                    ")" => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    found.push(sql[begin + 1..*at].trim().to_owned());
                    break;
                }
            }
        }
    }
    found
}

/// The conditions that an expression joins with `and`; the expression itself where there are
/// none.
pub(super) fn conditions(expression: &str) -> Vec<String> {
    let (mut depth, mut begin, mut between) = (0, 0, false);
    let mut found = Vec::new();
    for (at, word) in words(expression) {
        match word.to_ascii_lowercase().as_str() {
            "(" | "case" => depth += 1,
            ")" | "end" => depth -= 1,
            "between" => between = true,
            "and" if between => between = false,
            "and" if depth == 0 => {
                found.push(expression[begin..at].trim().to_owned());
                begin = at + word.len();
            }
            // Of `a or b and c` the parts say nothing by themselves.
            "or" if depth == 0 => return vec![expression.to_owned()],
            _ => {}
        }
    }
    found.push(expression[begin..].trim().to_owned());
    found
}

/// The columns of a table that an expression names, in its order.
pub(super) fn columns<'a>(table: &'a Table, expression: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for (_, word) in words(expression) {
        let word = word.trim_matches(['"', '`']);
        if let Some(column) = table.column(word)
            && !found.contains(&column.name.as_str())
        {
            found.push(&column.name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_conditions_apart() {
        for (expression, parts) in [
            ("a <= b and b <= c", &["a <= b", "b <= c"][..]),
            (
                "a between 0 and 9 and (b or c and d)",
                &["a between 0 and 9", "(b or c and d)"],
            ),
            ("a or b and c", &["a or b and c"]),
        ] {
            assert_eq!(conditions(expression), parts);
        }
    }

    #[test]
    fn finds_the_checks_of_a_definition() {
        let sql = "create table t (\n  -- no check (x) here\n  a TEXT check (a in ('x)', 'it''s')),\n  \
                   b INT CHECK(b > 0 and (b < 9)), check ((a is null) <> (b is null)))";
        assert_eq!(
            checks(sql),
            [
                "a in ('x)', 'it''s')",
                "b > 0 and (b < 9)",
                "(a is null) <> (b is null)"
            ]
        );
    }
}
