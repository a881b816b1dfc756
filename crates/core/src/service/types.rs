//! Which types the columns of a service may have: those that both engines store alike, and that
//! the engine knows how to move, compare and show.

use super::{
    Migration,
    sql::{self, CONSTRAINTS, Definition, Token},
};
use crate::{FileFault, nearest};

/// The types that a migration may name, in the words of PostgreSQL, each with the other names
/// that PostgreSQL has for it. SQLite takes any word for a type: a slip in it would be a column
/// without one, of which nothing is checked.
pub const TYPES: [(&str, &[&str]); 14] = [
    ("UUID", &[]),
    ("TEXT", &[]),
    ("VARCHAR", &["CHARACTER VARYING"]),
    ("SMALLINT", &["INT2"]),
    ("INTEGER", &["INT", "INT4"]),
    ("BIGINT", &["INT8"]),
    ("NUMERIC", &["DECIMAL"]),
    ("REAL", &["FLOAT4"]),
    ("DOUBLE PRECISION", &["FLOAT8"]),
    ("BOOLEAN", &["BOOL"]),
    ("DATE", &[]),
    ("TIMESTAMPTZ", &["TIMESTAMP WITH TIME ZONE"]),
    ("JSON", &[]),
    ("JSONB", &[]),
];

/// What is wrong with the types in a migration; `file` is its path.
pub(super) fn check(file: &str, sql: &str, faults: &mut Vec<FileFault>) {
    for definition in sql::definitions(sql) {
        if let Some((at, message, hint)) = fault(sql, &definition) {
            faults.push(FileFault::at((file, sql), at, message, hint));
        }
    }
}

/// The last place in migrations that makes a column, such as its file and line 35.
pub(super) fn place<'m>(
    migrations: &'m [Migration],
    table: &str,
    column: &str,
) -> Option<(&'m Migration, usize)> {
    migrations.iter().rev().find_map(|migration| {
        let all = sql::definitions(&migration.sql);
        let is_it = |one: &&Definition| one.table.name() == table && one.column.name() == column;
        let found = all.iter().rfind(is_it)?;
        let at = found.kind.first().unwrap_or(&found.column).at;
        let (line, _) = crate::finding::line_and_column(&migration.sql, at);
        Some((migration, line))
    })
}

/// The migration that makes a table, and the byte of its name there.
pub(super) fn table_place<'m>(
    migrations: &'m [Migration],
    table: &str,
) -> Option<(&'m Migration, usize)> {
    migrations.iter().find_map(|migration| {
        let all = sql::definitions(&migration.sql);
        let found = all.iter().find(|one| one.table.name() == table)?;
        Some((migration, found.table.at))
    })
}

type Fault = (usize, String, String);

fn fault(sql: &str, definition: &Definition) -> Option<Fault> {
    let column = definition.column;
    let bracket = definition.kind.iter().position(|token| token.text == "(");
    let (words, arguments) = definition
        .kind
        .split_at(bracket.unwrap_or(definition.kind.len()));
    let Some((first, more)) = words.split_first() else {
        let word = column.text.to_ascii_lowercase();
        return Some(match nearest::nearest(&word, CONSTRAINTS) {
            Some(near) => unknown_word(column, near),
            None => (column.at, format!("`{}` has no type", column.name()), all()),
        });
    };
    let name = upper(words);
    let known = TYPES
        .iter()
        .find(|(kind, others)| *kind == name || others.contains(&&*name));
    if let Some((kind, _)) = known {
        return misfit(kind, first.at, &upper(arguments));
    }
    // A line's end without a comma makes the next column's name a part of this one's type.
    let next = more
        .iter()
        .find(|token| sql[first.at..token.at].contains('\n'));
    if let Some(next) = next {
        let before = words.iter().rfind(|token| token.at < next.at)?;
        let message = format!("`{}` is followed by `{}`", before.text, next.text);
        return Some((before.end(), message, "a comma is missing here".to_owned()));
    }
    // `primry key (…)` reads as a column of the type `key`.
    let word = column.text.to_ascii_lowercase();
    if let Some(near) = nearest::nearest(&word, CONSTRAINTS).filter(|_| first.is("key")) {
        return Some(unknown_word(column, near));
    }
    let names = TYPES
        .iter()
        .flat_map(|(kind, others)| std::iter::once(*kind).chain(others.iter().copied()));
    let hint = match nearest::nearest(&name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => all(),
    };
    let message = format!("`{name}` is no type that a column may have");
    Some((first.at, message, hint))
}

fn unknown_word(token: Token, near: &str) -> Fault {
    let message = format!("`{}` begins no entry of a table", token.text);
    (token.at, message, format!("did you mean `{near}`?"))
}

fn all() -> String {
    let names: Vec<&str> = TYPES.iter().map(|(kind, _)| *kind).collect();
    format!("the types are {}", names.join(", "))
}

/// Whether a type is written with the numbers that it takes: the others take none.
fn misfit(kind: &str, at: usize, arguments: &str) -> Option<Fault> {
    let inside = arguments.trim_matches(['(', ')', ' ']);
    let numbers: Option<Vec<u16>> = inside
        .split(',')
        .map(|one| one.trim().parse().ok())
        .collect();
    let fits = match (kind, numbers.as_deref()) {
        (_, None) => arguments.is_empty(),
        ("VARCHAR", Some([length])) => *length > 0,
        // PostgreSQL keeps up to a thousand digits.
        ("NUMERIC", Some([digits])) => (1..=1000).contains(digits),
        ("NUMERIC", Some([digits, scale])) => (1..=1000).contains(digits) && scale <= digits,
        _ => false,
    };
    if fits {
        return None;
    }
    let hint = match kind {
        "VARCHAR" => "write the most characters, such as `VARCHAR(20)`".to_owned(),
        "NUMERIC" => {
            "write how many digits it has, and how many of them are decimals: `NUMERIC(12,2)`"
                .to_owned()
        }
        kind => format!("write `{kind}` alone"),
    };
    let arguments = arguments.replace(' ', "");
    Some((at, format!("`{kind}` does not take `{arguments}`"), hint))
}

fn upper(tokens: &[Token]) -> String {
    let words: Vec<String> = tokens
        .iter()
        .map(|token| token.text.to_ascii_uppercase())
        .collect();
    words.join(" ")
}
