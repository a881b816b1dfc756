//! What the tables themselves refuse, in words for who writes the rows.

use std::{borrow::Cow, collections::BTreeSet};

use demo_core::{
    Finding, Severity, Table, nearest,
    rule::{BusinessRule, Explanation},
    schema::{DecimalError, Type},
};
use rusqlite::{Error, ffi};

use super::{
    Places,
    calendar::Calendar,
    definition::{self, Definition},
    flaws::Flaws,
    load::Refused,
    prepare::Prepared,
    words::words,
};

pub(super) const CHECK: &str = "constraint/check";

/// The expression of the check that a row was refused for.
pub(super) fn failed_check(error: &Error) -> Option<&str> {
    match error {
        Error::SqliteFailure(code, Some(text))
            if code.extended_code == ffi::SQLITE_CONSTRAINT_CHECK =>
        {
            text.strip_prefix("CHECK constraint failed: ")
        }
        _ => None,
    }
}

/// The columns of the check that a row was refused for.
pub(super) fn columns(places: &Places<'_>, refused: &Refused<'_>) -> Vec<String> {
    let table = places.table(refused.table);
    let columns = table.zip(failed_check(refused.error));
    let columns = columns.map(|(table, check)| definition::columns(table, check));
    let columns = columns.unwrap_or_default().into_iter();
    columns.map(str::to_owned).collect()
}

/// What to say of a row that the database refused. Nothing where a value that the constraint
/// names is known to be wrong.
pub(super) fn finding(
    places: &Places<'_>,
    flaws: &Flaws,
    refused: &Refused<'_>,
) -> Option<Finding> {
    let Refused {
        table: name,
        row,
        error,
        parts: failing,
        ..
    } = *refused;
    let Error::SqliteFailure(code, Some(text)) = error else {
        return None;
    };
    let table = places.table(name)?;
    let (_, subject) = text.split_once("constraint failed: ")?;
    let columns = definition::columns(table, &subject.replace(&format!("{name}."), ""));
    // A row that was pasted has the other's id as well, and that has been found; so has a date that
    // comes to lie on another's day. Of rows without such, the same is found before.
    let is_key = code.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE;
    if flaws.has(name, row, &columns)
        || is_key && (flaws.has(name, row, &["id"]) || flaws.is_astray(name))
    {
        return None;
    }
    let shown = |column: &str| places.text_of(name, row, column);
    let (rule, at, message, hint) = match code.extended_code {
        ffi::SQLITE_CONSTRAINT_CHECK => {
            // Of conditions that end a chain, the last column is the one that is too far.
            let (part, last) = match failing {
                [part] => (
                    part.as_str(),
                    subject.ends_with(part.as_str()) && part != subject,
                ),
                _ => (subject, false),
            };
            let mut columns = definition::columns(table, part);
            if last {
                columns.reverse();
            }
            let at = columns.iter().find(|column| shown(column).is_some());
            let at = at.or(columns.first()).copied().unwrap_or_default();
            let (message, hint) = say(part, table, (&columns, at), &shown);
            (CHECK, at, message, hint)
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let at = columns.first().copied().unwrap_or_default();
            let message = format!("`{at}` may not be null");
            (
                "constraint/not-null",
                at,
                message,
                "give it a value".to_owned(),
            )
        }
        _ => {
            let own: Vec<&str> = columns
                .into_iter()
                .filter(|name| *name != "tenant_id")
                .collect();
            let at = own.last().copied().unwrap_or_default();
            let message = format!(
                "another row of `{name}` has the same `{}`",
                own.join("`, `")
            );
            (
                "constraint/unique",
                at,
                message,
                "write another value".to_owned(),
            )
        }
    };
    Some(places.finding((name, row), at, rule, (message, hint)))
}

/// A check that does not hold, in plain words where it has a common form.
fn say(
    check: &str,
    table: &Table,
    (columns, at): (&[&str], &str),
    shown: &dyn Fn(&str) -> Option<String>,
) -> (String, String) {
    let texts = with_signs(check);
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Of a value that is not there the rest says nothing.
    while let [column, "is", "null", "or", ..] = texts[..]
        && shown(column).is_some()
    {
        texts.drain(..4);
    }
    let said = compared(&texts, columns, shown);
    if let Some(said) = said.or_else(|| reversed(&texts, shown)) {
        return said;
    }
    let value = shown(at).unwrap_or_else(|| "null".to_owned());
    match texts[..] {
        [column, "in", "(", ..] => {
            let options: Vec<&str> = texts[3..]
                .iter()
                .filter(|word| word.starts_with('\''))
                .map(|word| word.trim_matches('\''))
                .collect();
            (
                format!("`{column}` may not be `{value}`"),
                nearest::hint(&value, options),
            )
        }
        [column, "between", low, "and", high] => (
            format!("`{column}` is {value}"),
            format!(
                "write a number from {low} to {}",
                largest(table, column, high)
            ),
        ),
        ["length", "(", column, ")", ">", "0"] => {
            (format!("`{column}` is empty"), "write a text".to_owned())
        }
        ["length", "(", column, ")", "=", count] => (
            format!("`{column}` is `{value}`"),
            format!("write {count} characters"),
        ),
        [column, ">", "=", least] if columns == [column] => (
            format!("`{column}` is {value}"),
            format!("write {least} or more"),
        ),
        [column, ">", least] if columns == [column] => (
            format!("`{column}` is {value}"),
            format!("write more than {least}"),
        ),
        [column, "<", "=", most] if columns == [column] => (
            format!("`{column}` is {value}"),
            format!("write {most} or less{}", share(&value, most)),
        ),
        [column, "<", most] if columns == [column] => (
            format!("`{column}` is {value}"),
            format!("write less than {most}{}", share(&value, most)),
        ),
        [column, "like", pattern] if pattern.contains('@') => (
            format!("`{column}` is `{value}`"),
            "write an address such as name@example.com".to_owned(),
        ),
        [column, "like", pattern] => {
            let pattern = pattern.trim_matches('\'');
            let form =
                || format!("write it in the form `{pattern}`, with a character for each `_`");
            let hint = in_form(&value, pattern).map_or_else(form, |text| format!("write `{text}`"));
            (format!("`{column}` is `{value}`"), hint)
        }
        _ => {
            let check = check.split_whitespace().collect::<Vec<_>>().join(" ");
            let all = columns.iter();
            let with_value = |column: &&str| match shown(column) {
                Some(value) => format!("`{column}` ({value})"),
                None => format!("`{column}`, which is not there"),
            };
            let all: Vec<String> = all.map(with_value).collect();
            (
                format!("the table requires `{check}`, which does not hold"),
                format!("look at {}", all.join(" and ")),
            )
        }
    }
}

/// A text in the form of a pattern, where only what stands between its parts is another, such as
/// `es_ES` for `es-ES`, or a nought is left out before it, as in `6:00`.
fn in_form(value: &str, pattern: &str) -> Option<String> {
    let value = value.trim_matches('"');
    let is_number = value.starts_with(|first: char| first.is_ascii_digit());
    let padded = is_number.then(|| format!("0{value}"));
    let mut texts = [Some(value), padded.as_deref()].into_iter().flatten();
    let text = texts.find(|text| text.chars().count() == pattern.chars().count())?;
    let fits = |(own, asked): (char, char)| match asked {
        '_' => own.is_alphanumeric().then_some(own),
        literal => (!own.is_alphanumeric()).then_some(literal),
    };
    text.chars().zip(pattern.chars()).map(fits).collect()
}

/// One column that may not be more than another, with what either may be.
fn compared(
    texts: &[&str],
    columns: &[&str],
    shown: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let (low, high, is_strict) = match *texts {
        [low, "<", "=", high] | [high, ">", "=", low] => (low, high, false),
        [low, "<", high] | [high, ">", low] => (low, high, true),
        _ => return None,
    };
    let is_column = |name: &str| columns.contains(&name);
    if !is_column(low) || !is_column(high) {
        return None;
    }
    let (less, more) = (shown(low)?, shown(high)?);
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let (above, below) = if is_number(&less) && is_number(&more) {
        ("more", "less")
    } else {
        ("later", "earlier")
    };
    let (no_less, no_more) = if is_strict {
        (
            format!("{above} than {less}"),
            format!("{below} than {more}"),
        )
    } else {
        (format!("{less} or {above}"), format!("{more} or {below}"))
    };
    let is = if is_strict && less == more {
        format!("not {above}")
    } else {
        below.to_owned()
    };
    Some((
        format!("`{high}` ({more}) is {is} than `{low}` ({less})"),
        format!("which is wrong? Write {no_less} as `{high}`, or {no_more} as `{low}`"),
    ))
}

/// Of a chain `a <= b and b <= c` whose ends stand the wrong way round, what lies between them as it
/// should.
fn reversed(texts: &[&str], shown: &dyn Fn(&str) -> Option<String>) -> Option<(String, String)> {
    let [low, "<", "=", middle, "and", same, "<", "=", high] = *texts else {
        return None;
    };
    let values = [low, middle, high].map(shown);
    let [Some(low_text), Some(middle_text), Some(high_text)] = &values else {
        return None;
    };
    let number = |text: &String| text.parse::<f64>().ok();
    let (less, between, more) = (number(low_text)?, number(middle_text)?, number(high_text)?);
    (middle == same && less >= between && between >= more && less > more).then(|| {
        let message = format!(
            "`{low}` ({low_text}) is more than `{high}` ({high_text}), with `{middle}` ({middle_text}) between: the two stand the wrong way round"
        );
        (message, "let their values change places".to_owned())
    })
}

/// What a check allows at most, or else what the column's digits do: 99.99 in a `numeric(4,2)`.
pub(super) fn largest(table: &Table, column: &str, most: &str) -> String {
    let column = table.column(column);
    match column.map(|column| (&column.kind, column.decimal(most))) {
        Some((Type::Numeric(scale), Err(DecimalError::Range(digits)))) => {
            let (whole, decimals) = ("9".repeat(digits), "9".repeat(scale.unwrap_or(0).into()));
            let all = [whole, decimals].join(".");
            all.trim_end_matches('.').to_owned()
        }
        _ => most.to_owned(),
    }
}

pub(super) const SHARE: &str = "a share of 1";

/// What a share of one is called that was written in percent.
pub(super) fn share(value: &str, most: &str) -> String {
    let percent = value.parse::<f64>().ok();
    match percent.filter(|percent| most == "1" && (1.0..=100.0).contains(percent)) {
        Some(percent) => format!(": {SHARE}, so {} for {value} %", percent / 100.0),
        None => String::new(),
    }
}

/// The words of a check, a number with its sign.
pub(super) fn with_signs(check: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, word) in words(check) {
        match found.last_mut() {
            Some(last) if last == "-" => last.push_str(word),
            _ => found.push(word.to_owned()),
        }
    }
    found
}

/// The checks that the calendar matters to, as rules for other days than day zero.
pub(super) fn by_calendar(definitions: &[Definition], calendar: &Calendar) -> Vec<Prepared> {
    let mut rules = Vec::new();
    for Definition { table, checks, .. } in definitions {
        for check in checks {
            let columns = definition::columns(table, check);
            let reads: BTreeSet<_> = columns
                .iter()
                .map(|column| (table.name.clone(), (*column).to_owned()))
                .collect();
            if reads.iter().any(|read| calendar.moves(read)) {
                rules.push(as_rule(table, check, &columns, reads));
            }
        }
    }
    rules
}

fn as_rule(
    table: &Table,
    check: &str,
    columns: &[&str],
    reads: BTreeSet<(String, String)>,
) -> Prepared {
    let (message, hint) = say(check, table, (columns, ""), &|_| None);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let name = crate::database::quote(&table.name);
    let sql = format!(
        "select tenant_id, {} as id, {} as message, {} as hint from {name} where not ({check})",
        table.row_key(),
        quoted(&message),
        quoted(&hint)
    );
    let explanation = Explanation {
        id: Cow::Borrowed(CHECK),
        severity: Severity::Error,
        title: Cow::Borrowed(""),
        why: Cow::Borrowed(""),
        wrong: Cow::Borrowed(""),
        right: Cow::Borrowed(""),
    };
    Prepared {
        rule: BusinessRule {
            file: String::new(),
            explanation,
            table: table.name.clone(),
            column: columns.first().copied().unwrap_or_default().to_owned(),
            after: Vec::new(),
            day_zero: false,
            sql,
        },
        reads,
        calls: BTreeSet::new(),
    }
}
