//! The text of a migration, as far as it makes columns: which, of what type, and where that
//! stands. Whether the rest is SQL, the database says.

/// A word, a quoted name or text, or a sign, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// The byte offset.
    pub at: usize,
    pub text: &'a str,
}

impl<'a> Token<'a> {
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// A name without its quotes.
    pub fn name(&self) -> &'a str {
        self.text.trim_matches('"')
    }

    pub fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// A column where it is made.
#[derive(Debug)]
pub(super) struct Definition<'a> {
    pub table: Token<'a>,
    pub column: Token<'a>,
    /// Its type with what stands in parentheses; none where it has no type.
    pub kind: Vec<Token<'a>>,
}

/// The text without white space and comments. What is not closed goes on to the end.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let until = |end: &str| rest.find(end).map_or(rest.len(), |found| found + end.len());
        let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let (length, counts) = if first.is_whitespace() {
            (first.len_utf8(), false)
        } else if rest.starts_with("--") {
            (until("\n"), false)
        } else if rest.starts_with("/*") {
            (until("*/"), false)
        } else if matches!(first, '\'' | '"') {
            let inside = &rest[1..];
            let end = inside.find(first).map_or(rest.len(), |found| found + 2);
            (end, true)
        } else if is_of_word(first) {
            let end = rest.find(|c| !is_of_word(c));
            (end.unwrap_or(rest.len()), true)
        } else {
            (first.len_utf8(), true)
        };
        if counts {
            let text = &rest[..length];
            found.push(Token { at, text });
        }
        at += length;
    }
    found
}

/// What an entry of a table begins with that is no column.
pub(super) const CONSTRAINTS: [&str; 6] = [
    "primary",
    "unique",
    "foreign",
    "check",
    "constraint",
    "exclude",
];

/// What follows a column's type.
const AFTER_TYPE: [&str; 11] = [
    "not",
    "null",
    "default",
    "check",
    "primary",
    "unique",
    "references",
    "constraint",
    "collate",
    "generated",
    "as",
];

/// All columns that a text makes, in its order.
pub(super) fn definitions(sql: &str) -> Vec<Definition<'_>> {
    let tokens = tokens(sql);
    let mut found = Vec::new();
    for statement in tokens.split(|token| token.text == ";") {
        let mut words = statement.iter().copied();
        let kind = (words.next(), words.next());
        match kind {
            (Some(first), Some(second)) if first.is("create") && second.is("table") => {
                of_table(&statement[2..], &mut found);
            }
            (Some(first), Some(second)) if first.is("alter") && second.is("table") => {
                added(&statement[2..], &mut found);
            }
            _ => {}
        }
    }
    found
}

fn without<'t, 'a>(tokens: &'t [Token<'a>], words: &[&str]) -> &'t [Token<'a>] {
    let stands =
        tokens.len() >= words.len() && words.iter().zip(tokens).all(|(word, token)| token.is(word));
    if stands {
        &tokens[words.len()..]
    } else {
        tokens
    }
}

/// From the table's name on.
fn of_table<'a>(tokens: &[Token<'a>], found: &mut Vec<Definition<'a>>) {
    let tokens = without(tokens, &["if", "not", "exists"]);
    let [name, bracket, entries @ ..] = tokens else {
        return;
    };
    if bracket.text != "(" {
        return;
    }
    let mut depth = 0;
    let closes = |token: &Token| {
        depth += nesting(token);
        depth < 0
    };
    // Behind the table's own bracket nothing but its options stands.
    let end = entries.iter().position(closes).unwrap_or(entries.len());
    let mut depth = 0;
    let ends = |token: &Token| {
        depth += nesting(token);
        depth == 0 && token.text == ","
    };
    for entry in entries[..end].split(ends) {
        let Some((column, rest)) = entry.split_first() else {
            continue;
        };
        if !column.is_one_of(&CONSTRAINTS) {
            found.push(definition(name, *column, rest));
        }
    }
}

/// `add column` of an `alter table`, from the table's name on.
fn added<'a>(tokens: &[Token<'a>], found: &mut Vec<Definition<'a>>) {
    let [name, add, rest @ ..] = tokens else {
        return;
    };
    let rest = without(without(rest, &["column"]), &["if", "not", "exists"]);
    if let Some((column, rest)) = rest.split_first()
        && add.is("add")
        && !column.is_one_of(&CONSTRAINTS)
    {
        found.push(definition(name, *column, rest));
    }
}

fn definition<'a>(table: &Token<'a>, column: Token<'a>, rest: &[Token<'a>]) -> Definition<'a> {
    let kind = rest
        .iter()
        .take_while(|token| !token.is_one_of(&AFTER_TYPE));
    Definition {
        table: *table,
        column,
        kind: kind.copied().collect(),
    }
}

fn nesting(token: &Token) -> i32 {
    match token.text {
        "(" => 1,
        ")" => -1,
        _ => 0,
    }
}

/// The bracket that nothing closes, in the statement that ends a text.
fn unclosed<'a>(tokens: &[Token<'a>]) -> Option<Token<'a>> {
    let mut open = Vec::new();
    for token in tokens {
        match token.text {
            "(" => open.push(*token),
            ")" => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// What the statements of migrations are made of, for slips in them.
const WORDS: [&str; 18] = [
    "create",
    "alter",
    "table",
    "index",
    "unique",
    "primary",
    "foreign",
    "key",
    "references",
    "check",
    "constraint",
    "default",
    "not",
    "null",
    "column",
    "delete",
    "cascade",
    "insert",
];

/// Where a database that says `message` of the byte `at` of a text is to be looked at, and what is
/// likely meant there. Without a byte it is the bracket that nothing closes, or the beginning.
pub(super) fn likely(sql: &str, at: Option<usize>) -> (usize, String) {
    let tokens = tokens(sql);
    let Some(at) = at else {
        return match unclosed(&tokens) {
            Some(open) => (
                open.at,
                "this bracket is not closed: write the `)`".to_owned(),
            ),
            None => (tokens.first().map_or(0, |first| first.at), String::new()),
        };
    };
    let here = tokens.partition_point(|token| token.at < at);
    let found = tokens.get(here).map_or("", |token| token.text);
    let lower = found.to_ascii_lowercase();
    if !WORDS.contains(&&*lower)
        && let Some(near) = crate::nearest::nearest(&lower, WORDS)
    {
        return (at, format!("did you mean `{near}`?"));
    }
    // The entry before the line goes on into it.
    let line = sql[..sql.floor_char_boundary(at.min(sql.len()))]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    let before = tokens[..here].iter().rfind(|token| token.at < line);
    let Some(before) = before.filter(|token| !matches!(token.text, "," | "(" | ";")) else {
        return (at, String::new());
    };
    let (number, _) = crate::finding::line_and_column(sql, before.at);
    let first = tokens.iter().find(|token| token.at >= line);
    let is_statement = first.is_some_and(|first| first.is_one_of(&["create", "alter", "insert"]));
    let sign = if is_statement { "semicolon" } else { "comma" };
    (
        at,
        format!("is a {sign} missing at the end of line {number}?"),
    )
}
