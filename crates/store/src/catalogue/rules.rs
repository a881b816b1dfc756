//! The rules of tables that a refused row is explained by: checks, and what keeps a row from
//! being removed.

use std::collections::BTreeMap;

use demo_core::{Table, schema::ForeignKey};

/// The rules of a database's tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRules {
    pub(crate) checks: BTreeMap<String, Vec<Check>>,
    /// By the table whose rows point.
    pub(crate) restricting: Vec<(String, ForeignKey)>,
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The name that the migration gives it, as far as SQLite needs it.
    pub(crate) name: Option<String>,
    /// The columns that it speaks of, in the table's order.
    pub columns: Vec<String>,
    /// Where it only lists the values that one column may have, these.
    pub one_of: Vec<String>,
    /// Where it only keeps one column's numbers from falling so low, this.
    pub least: Option<Least>,
}

/// The least that a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    /// Zero, or more.
    Zero,
    /// More than zero.
    AboveZero,
}

impl TableRules {
    /// The values that a column may have, where a check lists them.
    #[must_use]
    pub fn one_of(&self, table: &str, column: &str) -> Option<&[String]> {
        let checks = self.checks.get(table)?;
        let check = checks
            .iter()
            .find(|check| !check.one_of.is_empty() && check.columns == [column])?;
        Some(&check.one_of)
    }

    /// The least that a column's numbers may be, where a check says so.
    #[must_use]
    pub fn least(&self, table: &str, column: &str) -> Option<Least> {
        let mut checks = self.checks.get(table)?.iter();
        checks.find_map(|check| check.least.filter(|_| check.columns == [column]))
    }

    /// The foreign keys that keep a row of a table from being removed, each with the table
    /// that has it; those that cascade do not.
    pub fn restricting(&self, table: &str) -> impl Iterator<Item = (&str, &ForeignKey)> {
        self.restricting
            .iter()
            .filter(move |(_, key)| key.table == table)
            .map(|(of, key)| (of.as_str(), key))
    }

    /// The columns of a check from what SQLite says of it: its name, or else its own words.
    pub(crate) fn columns_of_check(&self, table: &Table, words: &[String]) -> Vec<String> {
        let checks = self.checks.get(&table.name).into_iter().flatten();
        let named = checks
            .filter(|check| check.name.is_some())
            .find(|check| check.name.as_ref() == words.first() && words.len() == 1);
        named.map_or_else(|| among(table, words), |check| check.columns.clone())
    }
}

/// A check from its expression, as either engine writes it.
pub(crate) fn check(table: &Table, name: Option<String>, expression: &str) -> Check {
    let scanned = scan(expression);
    let columns = among(table, &scanned.words);
    let only_lists = columns.len() == 1
        && scanned.words.iter().all(|word| {
            const OF_LISTS: [&str; 8] = [
                "in",
                "any",
                "array",
                "text",
                "character",
                "varying",
                "check",
                "collate",
            ];
            *word == columns[0] || OF_LISTS.contains(&word.as_str())
        })
        && scanned.signs.chars().all(|sign| "()[],=:".contains(sign));
    let least = least(&columns, &scanned);
    Check {
        name,
        columns,
        least,
        one_of: if only_lists {
            scanned.literals
        } else {
            Vec::new()
        },
    }
}

/// `quantity > 0` and `quantity >= 0`; PostgreSQL writes the zero with its type.
fn least(columns: &[String], scanned: &Scanned) -> Option<Least> {
    let [column] = columns else { return None };
    let is_one = |word: &String| {
        const OF_NUMBERS: [&str; 5] = ["0", "numeric", "integer", "bigint", "check"];
        word == column || OF_NUMBERS.contains(&word.as_str())
    };
    let zeros = scanned.words.iter().filter(|word| *word == "0").count();
    let first = scanned.words.iter().find(|word| *word != "check");
    if zeros != 1 || first != Some(column) || !scanned.words.iter().all(is_one) {
        return None;
    }
    let signs = scanned.signs.chars();
    match signs
        .filter(|sign| !"():".contains(*sign))
        .collect::<String>()
        .as_str()
    {
        ">=" => Some(Least::Zero),
        ">" => Some(Least::AboveZero),
        _ => None,
    }
}

/// The checks of a `create table`, which SQLite keeps as it was written.
pub(crate) fn checks_of(table: &Table, create: &str) -> Vec<Check> {
    let mut found = Vec::new();
    let mut before: [String; 2] = Default::default();
    let mut rest = create;
    while let Some((token, after)) = token(rest) {
        rest = after;
        if token.eq_ignore_ascii_case("check") {
            let expression = parenthesis(rest);
            rest = &rest[expression.len()..];
            let [constraint, name] = &before;
            let name = constraint
                .eq_ignore_ascii_case("constraint")
                .then(|| name.trim_matches('"').to_owned());
            found.push(check(table, name, expression));
        }
        before = [std::mem::take(&mut before[1]), token.to_owned()];
    }
    found
}

/// The words of an expression that SQLite shows when it is not met.
pub(crate) fn words(expression: &str) -> Vec<String> {
    scan(expression).words
}

#[derive(Default)]
struct Scanned {
    /// Outside quotes, in lower case unless quoted as an identifier.
    words: Vec<String>,
    /// `'…'`.
    literals: Vec<String>,
    signs: String,
}

fn scan(expression: &str) -> Scanned {
    let mut scanned = Scanned::default();
    let mut rest = expression;
    while let Some((token, after)) = token(rest) {
        rest = after;
        match token.chars().next() {
            Some('\'') => scanned
                .literals
                .push(token[1..token.len() - 1].replace("''", "'")),
            Some('"') => scanned.words.push(token.trim_matches('"').to_owned()),
            Some(first) if first.is_alphanumeric() || first == '_' => {
                scanned.words.push(token.to_ascii_lowercase());
            }
            _ => scanned.signs.push_str(token),
        }
    }
    scanned
}

/// The first token of SQL, without white space and comments before it, and what follows.
fn token(sql: &str) -> Option<(&str, &str)> {
    let mut sql = sql.trim_start();
    while let Some(comment) = sql.strip_prefix("--") {
        sql = comment
            .split_once('\n')
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    let first = sql.chars().next()?;
    let length = match first {
        '\'' | '"' => quoted(sql, first),
        _ if first.is_alphanumeric() || first == '_' => sql
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(sql.len()),
        _ => first.len_utf8(),
    };
    Some(sql.split_at(length))
}

/// The length of a quoted text; a doubled quote stands for one.
fn quoted(sql: &str, quote: char) -> usize {
    let mut inside = sql.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c == quote && inside.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    sql.len()
}

/// The text up to the parenthesis that closes the first one.
fn parenthesis(sql: &str) -> &str {
    let (mut depth, mut rest) = (0, sql);
    while let Some((token, after)) = token(rest) {
        rest = after;
        match token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    &sql[..sql.len() - rest.len()]
}

/// The columns of a table that are among words, in its order.
fn among(table: &Table, words: &[String]) -> Vec<String> {
    table
        .columns
        .iter()
        .map(|column| &column.name)
        .filter(|name| words.contains(name))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use demo_core::schema::{Column, Default, Type};

    use super::*;

    fn table() -> Table {
        let column = |name: &str| Column {
            name: name.to_owned(),
            kind: Type::Text,
            declared: "text".to_owned(),
            nullable: true,
            default: Default::None,
        };
        Table {
            columns: ["kind", "starts_at", "ends_at"].map(column).to_vec(),
            ..crate::catalogue::empty("stays".to_owned())
        }
    }

    #[test]
    fn both_engines_spellings_list_the_same_values() {
        for expression in [
            "kind in ('café', 'it''s')",
            "CHECK ((kind = ANY (ARRAY['café'::text, 'it''s'::text])))",
        ] {
            let check = check(&table(), None, expression);
            assert_eq!(
                (check.columns, check.one_of),
                (
                    vec!["kind".to_owned()],
                    vec!["café".to_owned(), "it's".to_owned()]
                ),
                "{expression}"
            );
        }
        for expression in [
            "kind not in ('a', 'b')",
            "CHECK ((kind <> ALL (ARRAY['a'::text, 'b'::text])))",
            "length(kind) > 0",
            "kind like 'a%'",
            "kind in ('a') or kind is null",
        ] {
            let check = check(&table(), None, expression);
            assert_eq!(
                (check.columns.as_slice(), check.one_of.as_slice()),
                (&["kind".to_owned()][..], &[][..]),
                "{expression}"
            );
        }
    }

    #[test]
    fn both_engines_spellings_say_the_least() {
        for (expression, least) in [
            ("kind >= 0", Some(Least::Zero)),
            ("CHECK ((kind >= (0)::numeric))", Some(Least::Zero)),
            ("CHECK ((kind > 0))", Some(Least::AboveZero)),
            ("0 > kind", None),
            ("kind >= 0 and kind > 0", None),
            ("kind >= 10", None),
            ("kind between 0 and 100", None),
            ("length(kind) > 0", None),
            ("kind >= starts_at", None),
            ("kind < 0", None),
        ] {
            let check = check(&table(), None, expression);
            assert_eq!(check.least, least, "{expression}");
        }
    }

    #[test]
    fn a_tables_text_gives_its_checks() {
        let create = "create table stays (\n\
            kind TEXT check (kind in ('a', ')b')), -- check (nothing)\n\
            starts_at TIMESTAMPTZ, ends_at TIMESTAMPTZ,\n\
            constraint \"in_order\" CHECK (ends_at > starts_at))";
        let checks = checks_of(&table(), create);
        assert_eq!(checks.len(), 2, "{checks:?}");
        assert_eq!(checks[0].one_of, ["a", ")b"]);
        assert_eq!(checks[1].name.as_deref(), Some("in_order"));
        assert_eq!(checks[1].columns, ["starts_at", "ends_at"]);
        let rules = TableRules {
            checks: [("stays".to_owned(), checks)].into(),
            restricting: vec![],
        };
        for said in ["in_order", "ends_at > starts_at"] {
            let columns = rules.columns_of_check(&table(), &words(said));
            assert_eq!(columns, ["starts_at", "ends_at"]);
        }
    }
}
