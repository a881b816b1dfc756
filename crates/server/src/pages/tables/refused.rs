//! What a form is told of what it may not hold: of times and numbers before the database is asked,
//! and what the data API says to programs in a person's words.

use demo_core::schema::{Column, Type};
use demo_store::Least;
use serde_json::Value;

use crate::{
    data::View,
    error::{Case, FieldError, pointer},
    pages::{
        labels::{capital, label},
        messages::message,
        text::Language,
        visitor::{Row, Visitor, instant, text},
    },
};

/// The fields whose time lies ahead, though it is of what has happened, and those whose number is
/// below what the table takes: a sum that is wrong too would keep the database from saying so.
pub fn wrong(visitor: &Visitor, view: &View, body: &Row) -> Vec<FieldError> {
    let t = visitor.reader.texts();
    let columns = view.columns.iter();
    let columns = columns.filter(|column| body.contains_key(&column.name));
    let wrong = |column: &&Column| {
        let detail = if lies_ahead(visitor, view, column, body) {
            let now = visitor.format.near(visitor.format.now);
            format!("{} {now}", t.not_yet)
        } else {
            match least(view, column).filter(|least| is_below(*least, body, column))? {
                Least::Zero => t.below_zero.to_owned(),
                Least::AboveZero => t.not_above_zero.to_owned(),
            }
        };
        Some(FieldError::new(pointer(&column.name), detail))
    };
    columns
        .copied()
        .filter_map(|column| wrong(&column))
        .collect()
}

fn lies_ahead(visitor: &Visitor, view: &View, column: &Column, body: &Row) -> bool {
    let name = format!("{}.{}", view.table.name, column.name);
    if !view.settings.settings.happened.contains(&name) {
        return false;
    }
    let format = &visitor.format;
    match column.kind {
        Type::Date => {
            let day = text(body, &column.name).parse::<jiff::civil::Date>();
            day.is_ok_and(|day| day > format.local_day(format.now))
        }
        _ => instant(body, &column.name).is_some_and(|at| at > format.now),
    }
}

fn least(view: &View, column: &Column) -> Option<Least> {
    view.store.rules().least(&view.table.name, &column.name)
}

fn is_below(least: Least, body: &Row, column: &Column) -> bool {
    let number = match body.get(&column.name) {
        Some(Value::String(text)) => text.parse().ok(),
        Some(Value::Number(number)) => number.as_f64(),
        _ => None,
    };
    number.is_some_and(|number: f64| match least {
        Least::Zero => number < 0.0,
        Least::AboveZero => number <= 0.0,
    })
}

/// What is wrong with a field, as the data API has it, for people: with the names that the form
/// shows, and without the words of the database. Nothing where another field says it: of fields
/// that do not fit together, those that are empty.
pub fn said(
    visitor: &Visitor,
    column: &Column,
    error: &FieldError,
    chooses: bool,
    is_empty: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (t, language) = (visitor.reader.texts(), visitor.reader.language);
    let said = match &error.case {
        Case::Empty if chooses => t.field_choose.to_owned(),
        Case::Empty => t.field_empty.to_owned(),
        Case::Apart(names) => {
            if let Some((empty, filled)) = missing(names, is_empty) {
                let change = label(language, filled);
                return (*empty == column.name).then(|| format!("{} {change}", t.field_fill_or));
            }
            let labels: Vec<String> = names.iter().map(|name| label(language, name)).collect();
            // Once is enough.
            if names.first() == Some(&column.name) {
                let and = format!(" {} ", t.and);
                format!("{} {}", labels.join(&and), t.fields_apart)
            } else {
                format!("{} {}", t.field_apart, labels[0])
            }
        }
        Case::Told => told(language, &error.detail),
    };
    Some(said)
}

/// Of two columns that do not fit together, the one that is empty and the other. None of more: which
/// of them is missing nobody knows, and one may be left empty.
fn missing<'a>(
    names: &'a [String],
    is_empty: &dyn Fn(&str) -> bool,
) -> Option<(&'a String, &'a String)> {
    let [one, other] = names else {
        return None;
    };
    match (is_empty(one), is_empty(other)) {
        (true, false) => Some((one, other)),
        (false, true) => Some((other, one)),
        _ => None,
    }
}

/// A detail with the names of columns as people know them.
fn told(language: Language, detail: &str) -> String {
    let mut told = String::new();
    for (at, part) in detail.split('`').enumerate() {
        let is_quoted = at % 2 == 1;
        if is_quoted && !["true", "false"].contains(&part) {
            told += &capital(&label(language, part));
        } else if is_quoted {
            told.extend(["`", part, "`"]);
        } else {
            told += part;
        }
    }
    message(language, &told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stay_empty_is_not_to_be_filled() {
        let names = ["lower", "value", "upper"].map(str::to_owned);
        let is_empty = |name: &str| name == "upper";
        assert_eq!(missing(&names, &is_empty), None);
        let of_two = missing(&names[1..], &is_empty);
        assert_eq!(of_two, Some((&names[2], &names[1])));
        assert_eq!(missing(&names[..2], &is_empty), None);
    }
}
