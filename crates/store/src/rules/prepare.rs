//! Whether a rule's query is what it must be: one SELECT over the services' tables.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use demo_core::{FileFault, Table, nearest, rule::BusinessRule};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::{
    Scratch,
    scratch::{PLACE, TABLES},
    words::words,
};
use crate::sqlite;

/// A rule with what its query was seen to use.
#[derive(Debug)]
pub(super) struct Prepared {
    pub rule: BusinessRule,
    /// Tables and columns.
    pub reads: BTreeSet<(String, String)>,
    /// Functions.
    pub calls: BTreeSet<String>,
}

impl Prepared {
    pub fn id(&self) -> &str {
        &self.rule.explanation.id
    }
}

/// What the database asked leave for while it read a query.
#[derive(Default)]
struct Seen {
    reads: BTreeSet<(String, String)>,
    calls: BTreeSet<String>,
    refused: Option<String>,
}

/// The columns that a finding needs, and those that it can use.
const NEEDED: [&str; 2] = ["tenant_id", "message"];
const USED: [&str; 8] = [
    "tenant_id",
    "id",
    "points_at",
    "message",
    "hint",
    "cause",
    "element",
    "misses",
];

/// Functions of SQLite whose answer is not the same every time, or that reach outside.
const REFUSED: [(&str, &str); 7] = [
    ("random", "a rule finds the same every time"),
    ("randomblob", "a rule finds the same every time"),
    ("current_timestamp", "write `now()`, the session's instant"),
    ("current_date", "write `today()`, the session's local date"),
    ("current_time", "write `local_time(now())`"),
    ("load_extension", "a rule only reads"),
    ("changes", "a rule only reads"),
];

/// The tables that rules may read.
pub(super) struct Known<'t> {
    tables: Vec<&'t Table>,
    names: Arc<BTreeSet<String>>,
}

impl<'t> Known<'t> {
    pub fn new(tables: Vec<&'t Table>) -> Self {
        let names = tables.iter().map(|table| table.name.as_str());
        let names = names.chain([TABLES]).map(str::to_owned).collect();
        Self {
            tables,
            names: Arc::new(names),
        }
    }
}

/// Checks a rule against the tables.
pub(super) fn prepare(
    scratch: &Scratch,
    rule: BusinessRule,
    known: &Known<'_>,
) -> Result<Prepared, FileFault> {
    let tables = known.tables.as_slice();
    let table = named_table(&rule, tables)?;
    let connection = &scratch.connection;
    let seen = Arc::new(Mutex::new(Seen::default()));
    let (noted, known) = (Arc::clone(&seen), Arc::clone(&known.names));
    let hook = move |context: AuthContext<'_>| {
        let mut seen = noted.lock().unwrap_or_else(PoisonError::into_inner);
        watch(&mut seen, &known, &context.action)
    };
    let failed = |error: &rusqlite::Error| rule.fault(0, error.to_string(), "");
    connection
        .authorizer(Some(hook))
        .map_err(|error| failed(&error))?;
    let outcome = connection.prepare(&rule.sql);
    connection
        .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
        .map_err(|error| failed(&error))?;
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = std::mem::take(&mut *seen);
    let begins = query_begins(&rule.sql);
    let statement = match outcome {
        Ok(statement) => statement,
        Err(rusqlite::Error::MultipleStatement) => {
            let message = "there is a second statement";
            return Err(rule.fault(
                begins,
                message,
                "a rule is one SELECT; put the other into a file of its own",
            ));
        }
        Err(error) => return Err(refusal(scratch, &rule, &error, seen.refused, tables)),
    };
    if statement.column_count() == 0 || !statement.readonly() {
        return Err(rule.fault(
            begins,
            "there is no query",
            "write one SELECT below the header",
        ));
    }
    if statement.parameter_count() > 0 {
        return Err(rule.fault(
            begins,
            "the query has parameters",
            "write the values themselves",
        ));
    }
    let columns: Vec<&str> = statement.column_names();
    let own_key = table.row_key() == "id";
    let needed = NEEDED.into_iter().chain(own_key.then_some("id"));
    for name in needed {
        if !columns.contains(&name) {
            let message = format!("the query returns no `{name}`");
            let hint = format!("name a column so: `… as {name}`");
            return Err(rule.fault(begins, message, &hint));
        }
    }
    if let Some(name) = columns.iter().find(|name| !USED.contains(name)) {
        let message = format!("the query returns `{name}`, which no finding uses");
        return Err(rule.fault(begins, message, &nearest::hint(name, USED)));
    }
    drop(statement);
    check_places(&rule, tables)?;
    Ok(Prepared {
        rule,
        reads: seen.reads,
        calls: seen.calls,
    })
}

/// Places are named in texts, which the database does not look into.
fn check_places(rule: &BusinessRule, tables: &[&Table]) -> Result<(), FileFault> {
    if !rule.sql.contains(PLACE) {
        return Ok(());
    }
    let all: Vec<_> = words(&rule.sql).collect();
    for three in all.windows(3) {
        let [(_, name), (_, "("), (at, column)] = three else {
            continue;
        };
        let Some(text) = column.strip_prefix('\'').filter(|_| *name == PLACE) else {
            continue;
        };
        let text = text.trim_end_matches('\'');
        let known = tables.iter().any(|table| {
            let column = text
                .strip_prefix(&table.name)
                .and_then(|rest| rest.strip_prefix('.'));
            column.is_some_and(|column| table.column(column).is_some())
        });
        if !known {
            let message = format!("there is no column `{text}`");
            let names = tables.iter().flat_map(|table| {
                let columns = table.columns.iter();
                columns.map(|column| format!("{}.{}", table.name, column.name))
            });
            let names: Vec<String> = names.collect();
            let near = nearest::nearest(text, names.iter().map(String::as_str));
            let hint = near.map_or_else(
                || "write a table and its column, such as `products.price`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(rule.fault(*at, message, &hint));
        }
    }
    Ok(())
}

fn named_table<'a>(rule: &BusinessRule, tables: &[&'a Table]) -> Result<&'a Table, FileFault> {
    let Some(table) = tables.iter().find(|table| table.name == rule.table) else {
        let message = format!("there is no table `{}`", rule.table);
        let hint = nearest::hint(&rule.table, tables.iter().map(|table| table.name.as_str()));
        return Err(rule.header_fault("at", message, &hint));
    };
    if table.column(&rule.column).is_none() {
        let message = format!("`{}` has no column `{}`", rule.table, rule.column);
        let columns = table.columns.iter().map(|column| column.name.as_str());
        return Err(rule.header_fault("at", message, &nearest::hint(&rule.column, columns)));
    }
    Ok(table)
}

fn watch(seen: &mut Seen, known: &BTreeSet<String>, action: &AuthAction<'_>) -> Authorization {
    let refused = match action {
        AuthAction::Select | AuthAction::Recursive => None,
        AuthAction::Read {
            table_name,
            column_name,
        } if known.contains(*table_name) => {
            seen.reads
                .insert(((*table_name).to_owned(), (*column_name).to_owned()));
            None
        }
        // What else there is are names that the query makes itself, and functions that give
        // rows, such as `json_each`.
        AuthAction::Read { table_name, .. } if !is_of_engine(table_name) => None,
        AuthAction::Read { table_name, .. } => {
            Some(format!("`{table_name}` is no table of a service"))
        }
        AuthAction::Function { function_name } => {
            let name = function_name.to_ascii_lowercase();
            let found = REFUSED.iter().find(|(refused, _)| *refused == name);
            seen.calls.insert(name);
            found.map(|(name, why)| format!("`{name}` is not for rules: {why}"))
        }
        _ => Some("a rule only reads: it is one SELECT".to_owned()),
    };
    match refused {
        None => Authorization::Allow,
        Some(why) => {
            seen.refused.get_or_insert(why);
            Authorization::Deny
        }
    }
}

fn is_of_engine(table: &str) -> bool {
    ["sqlite_", "pragma_", "dbstat"]
        .iter()
        .any(|prefix| table.starts_with(prefix))
}

/// The database's own error at its place, with the nearest name where one is unknown.
fn refusal(
    scratch: &Scratch,
    rule: &BusinessRule,
    error: &rusqlite::Error,
    refused: Option<String>,
    tables: &[&Table],
) -> FileFault {
    let begins = query_begins(&rule.sql);
    let (message, at) = sqlite::of_text(&rule.sql, error);
    let at = at.map_or(begins, |at| at.max(begins));
    let unknown = |what: &str| {
        let name = message.strip_prefix(what)?;
        Some(name.rsplit('.').next().unwrap_or(name).to_owned())
    };
    if let Some(why) = refused {
        return rule.fault(at, why, "");
    }
    let function = unknown("no such function: ");
    let table = unknown("no such table: ");
    // Of a name that is no table's or function's the database does not say where it stands.
    let named = table.as_ref().or(function.as_ref()).and_then(|name| {
        let found = words(&rule.sql).find(|(_, word)| word == name);
        found.map(|(at, _)| at)
    });
    let at = named.unwrap_or(at);
    let hint = if let Some(name) = &table {
        nearest::hint(name, tables.iter().map(|table| table.name.as_str()))
    } else if let Some(name) = unknown("no such column: ") {
        let columns = tables.iter().flat_map(|table| &table.columns);
        let all: BTreeSet<&str> = columns.map(|column| column.name.as_str()).collect();
        // One of the table that the rule is about before those of others.
        let own = tables.iter().find(|table| table.name == rule.table);
        let own = own.into_iter().flat_map(|table| &table.columns);
        let own = own.map(|column| column.name.as_str());
        let longer = own
            .chain(all.iter().copied())
            .find(|column| column.starts_with(&format!("{name}_")));
        let near = did_you_mean(&name, all.iter().copied());
        match longer {
            Some(longer) if near.is_empty() => format!("did you mean `{longer}`?"),
            _ => near,
        }
    } else if let Some(name) = &function {
        let all = scratch.functions().unwrap_or_default();
        let all = all.iter().map(String::as_str);
        let is_allowed = |name: &&str| REFUSED.iter().all(|(refused, _)| refused != name);
        did_you_mean(&name.to_ascii_lowercase(), all.filter(is_allowed))
    } else if let Some(name) = unknown("ambiguous column name: ") {
        format!(
            "write it with the name or alias of its table before it, such as `{}.{name}`",
            rule.table
        )
    } else if message.ends_with("syntax error") {
        let has = |word: &str, table: &Table| table.name == word || table.column(word).is_some();
        let is_name = |word: &str| word == "end" || tables.iter().any(|table| has(word, table));
        likely_slip(&rule.sql[begins..at], &rule.sql[at..], is_name)
    } else {
        String::new()
    };
    rule.fault(at, message, &hint)
}

/// The words that begin a part of a query.
const CLAUSES: [&str; 12] = [
    "select", "from", "where", "join", "left", "group", "order", "having", "limit", "union",
    "with", "and",
];

/// What may be wrong in a query at the word at which it is none, or missing before it.
fn likely_slip(before: &str, from: &str, is_name: impl Fn(&str) -> bool) -> String {
    let count = |bracket| words(before).filter(|(_, word)| *word == bracket).count();
    let word = words(from)
        .next()
        .map(|(_, word)| word.to_ascii_lowercase());
    let word = word.unwrap_or_default();
    let is_clause = CLAUSES.contains(&word.as_str()) || word == "as";
    // Of the last list of what is selected.
    let list = words(before).fold(false, |list, (_, word)| match &*word.to_ascii_lowercase() {
        "select" => true,
        "from" => false,
        _ => list,
    });
    // The first word of a line, behind one that does not end with a comma.
    let begins_a_line = before.trim_end_matches([' ', '\t']).ends_with('\n');
    // A slip of a hand, and no name that looks like a word.
    let is_near = |clause: &&str| strsim::osa_distance(clause, &word) == 1;
    let near = CLAUSES
        .into_iter()
        .find(is_near)
        .filter(|_| !is_clause && !is_name(&word));
    if is_clause && count("(") > count(")") {
        "is a `)` missing before this?".to_owned()
    } else if let Some(near) = near {
        format!("did you mean `{near}`?")
    } else if list && begins_a_line && !before.trim_end().ends_with([',', '(']) {
        "is a comma missing at the end of the line before?".to_owned()
    } else {
        String::new()
    }
}

fn did_you_mean<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest::nearest(name, all);
    near.map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

/// Where the query begins, behind the comments at the top.
fn query_begins(sql: &str) -> usize {
    words(sql).next().map_or(0, |(at, _)| at)
}
