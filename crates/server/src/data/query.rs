//! The parameters of a list, parsed once into a type.

use std::fmt::Write as _;

use demo_core::{
    nearest,
    schema::{Column, Type},
};
use demo_store::{Direction, Filter, Operator};
use uuid::Uuid;

use super::{is_ordered, value};
use crate::error::{FieldError, Problem};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 1000;
/// More values than a person types; a statement has room for some tens of thousands.
pub const MAX_IN: usize = 200;

const OPERATORS: [(&str, Operator); 7] = [
    ("gte", Operator::Gte),
    ("gt", Operator::Gt),
    ("lte", Operator::Lte),
    ("lt", Operator::Lt),
    ("ne", Operator::Ne),
    ("in", Operator::In),
    ("like", Operator::Like),
];

/// A valid query.
pub struct ListQuery {
    /// All must hold.
    pub filters: Vec<Filter>,
    /// The row's key last.
    pub sort: Vec<(Column, Direction)>,
    /// From 1 to 1000.
    pub limit: u32,
    /// Not yet checked.
    pub cursor: Option<String>,
    /// The filters as sent, sorted.
    written: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads the parameters. All errors are reported, not the first.
    pub fn parse(
        columns: &[&Column],
        row_key: &str,
        parameters: Vec<(String, String)>,
    ) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        let mut query = Self {
            filters: Vec::new(),
            sort: Vec::new(),
            limit: DEFAULT_LIMIT,
            cursor: None,
            written: Vec::new(),
        };
        for (name, text) in parameters {
            let done = match name.as_str() {
                "limit" => limit(&text).map(|limit| query.limit = limit),
                "sort" => sort(columns, &text).map(|sort| query.sort = sort),
                "cursor" => {
                    query.cursor = Some(text);
                    Ok(())
                }
                _ => filter(columns, &name, &text).map(|filter| {
                    query.filters.push(filter);
                    query.written.push((name.clone(), text));
                }),
            };
            if let Err(detail) = done {
                errors.push(FieldError::new(format!("query/{name}"), detail));
            }
        }
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        // The row's key makes the order total, without which pages would overlap.
        if !query.sort.iter().any(|(column, _)| column.name == row_key) {
            let key = columns.iter().find(|column| column.name == row_key);
            query
                .sort
                .extend(key.map(|column| ((*column).clone(), Direction::Ascending)));
        }
        query.written.sort();
        Ok(query)
    }

    /// What a cursor belongs to: the tenant, the table, the filters and the order.
    pub fn scope(&self, tenant: Uuid, table: &str) -> String {
        let mut scope = format!("{tenant} {table}");
        for (name, text) in &self.written {
            let _ = write!(scope, " {name:?}={text:?}");
        }
        for (column, direction) in &self.sort {
            let sign = if *direction == Direction::Descending {
                '-'
            } else {
                '+'
            };
            let _ = write!(scope, " {sign}{}", column.name);
        }
        scope
    }
}

fn limit(text: &str) -> Result<u32, String> {
    let limit = text
        .parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| format!("must be a whole number from 1 to {MAX_LIMIT}"))
}

fn sort(columns: &[&Column], text: &str) -> Result<Vec<(Column, Direction)>, String> {
    let mut sort: Vec<(Column, Direction)> = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (name, direction) = match part.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (part, Direction::Ascending),
        };
        let column = find(columns, name)?;
        if matches!(column.kind, Type::Json | Type::Other) {
            return Err(format!("`{name}` is {} and has no order", column.declared));
        }
        if sort.iter().any(|(other, _)| other.name == name) {
            return Err(format!("names `{name}` twice"));
        }
        sort.push((column.clone(), direction));
    }
    Ok(sort)
}

fn filter(columns: &[&Column], name: &str, text: &str) -> Result<Filter, String> {
    let (column, operator) = match name.split_once("__") {
        None => (find(columns, name)?, Operator::Eq),
        Some((column, suffix)) => {
            let operator = OPERATORS
                .iter()
                .find(|(name, _)| *name == suffix)
                .map(|(_, operator)| *operator);
            let names = OPERATORS.map(|(name, _)| name);
            (
                find(columns, column)?,
                operator
                    .ok_or_else(|| format!("unknown operator; {}", nearest::hint(suffix, names)))?,
            )
        }
    };
    fits(column, operator)?;
    let values = match operator {
        Operator::In => {
            let texts: Vec<&str> = text.split(',').collect();
            if texts.len() > MAX_IN {
                return Err(format!(
                    "holds {} values; at most {MAX_IN} fit",
                    texts.len()
                ));
            }
            texts
                .iter()
                .map(|text| value::parse(column, text))
                .collect::<Result<_, _>>()?
        }
        _ => vec![value::parse(column, text)?],
    };
    Ok(Filter {
        column: column.clone(),
        operator,
        values,
    })
}

fn fits(column: &Column, operator: Operator) -> Result<(), String> {
    let (name, declared) = (&column.name, &column.declared);
    match operator {
        _ if column.kind == Type::Json => Err(format!(
            "`{name}` is {declared}, which cannot be filtered by"
        )),
        Operator::Like if column.kind != Type::Text => {
            Err(format!("`{name}` is {declared}; `like` takes texts only"))
        }
        Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte
            if !is_ordered(&column.kind) =>
        {
            Err(format!("`{name}` is {declared} and has no order"))
        }
        _ => Ok(()),
    }
}

fn find<'a>(columns: &[&'a Column], name: &str) -> Result<&'a Column, String> {
    columns
        .iter()
        .copied()
        .find(|column| column.name == name)
        .ok_or_else(|| {
            format!(
                "there is no column of this name; {}",
                nearest::hint(name, columns.iter().map(|column| column.name.as_str()))
            )
        })
}
