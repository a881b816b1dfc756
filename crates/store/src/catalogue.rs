//! What both engines' catalogues say, in PostgreSQL's words.

mod rules;

use std::collections::BTreeMap;

use demo_core::{
    Table,
    schema::{Default, Type},
};

pub use rules::{Check, Least, TableRules};
pub(crate) use rules::{check, checks_of, words};

/// What a catalogue says of a service's tables.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// Those that hold tenants' rows, by name.
    pub tables: Vec<Table>,
    pub rules: TableRules,
}

/// A table of which nothing is known yet.
pub(crate) fn empty(name: String) -> Table {
    Table {
        name,
        columns: vec![],
        primary_key: vec![],
        unique: vec![],
        foreign_keys: vec![],
    }
}

/// The tables that hold tenants' rows, with their constraints in an order of their own:
/// catalogues have none.
pub(crate) fn tenant_tables(tables: BTreeMap<String, Table>) -> Vec<Table> {
    let mut found: Vec<Table> = tables
        .into_values()
        .filter(|table| !is_own(&table.name) && table.column("tenant_id").is_some())
        .collect();
    for table in &mut found {
        table.unique.sort();
        table.foreign_keys.sort();
    }
    found
}

/// Whether a table belongs to the engine and not to a service.
pub(crate) fn is_own(table: &str) -> bool {
    table.starts_with("demo_") || table.starts_with("_sqlx") || table.starts_with("sqlite_")
}

/// The type of a declared type in PostgreSQL's spelling.
pub(crate) fn kind(declared: &str) -> Type {
    let base = declared.split('(').next().unwrap_or(declared).trim();
    match base {
        "uuid" => Type::Uuid,
        "date" => Type::Date,
        "text" | "character varying" => Type::Text,
        "smallint" | "integer" | "bigint" => Type::Integer,
        "boolean" => Type::Boolean,
        "numeric" => Type::Numeric(scale(declared)),
        "real" | "double precision" => Type::Float,
        "json" | "jsonb" => Type::Json,
        _ if declared.starts_with("timestamp") && declared.ends_with("with time zone") => {
            Type::Instant
        }
        _ => Type::Other,
    }
}

fn scale(declared: &str) -> Option<u8> {
    declared
        .strip_suffix(')')?
        .rsplit_once(',')?
        .1
        .trim()
        .parse()
        .ok()
}

/// A type as SQLite reports it, in the spelling of PostgreSQL's `format_type`.
pub(crate) fn canonical(reported: &str) -> String {
    let lower = reported.to_ascii_lowercase();
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let (base, arguments) = match words.split_once('(') {
        Some((base, rest)) => (
            base.trim(),
            rest.split(')').next().unwrap_or("").replace(' ', ""),
        ),
        None => (words.as_str(), String::new()),
    };
    let base = match base {
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "bool" => "boolean",
        "varchar" => "character varying",
        "char" => "character",
        "decimal" => "numeric",
        "float8" | "float" => "double precision",
        "float4" => "real",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "time" => "time without time zone",
        other => other,
    };
    match arguments.as_str() {
        "" if base == "character" => "character(1)".to_owned(),
        "" => base.to_owned(),
        precision if base == "numeric" && !precision.contains(',') => {
            format!("numeric({precision},0)")
        }
        arguments => format!("{base}({arguments})"),
    }
}

/// A default's expression, as either engine reports it.
pub(crate) fn default(expression: Option<&str>) -> Default {
    let Some(expression) = expression.map(str::trim) else {
        return Default::None;
    };
    let bare = uncast(expression);
    let unquoted = bare
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    if let Some(text) = unquoted
        && !text.replace("''", "").contains('\'')
    {
        return Default::Constant(text.replace("''", "'"));
    }
    let lower = bare.to_ascii_lowercase();
    match lower.as_str() {
        "null" => Default::None,
        "true" | "false" => Default::Constant(lower),
        _ if is_number(bare) => Default::Constant(bare.to_owned()),
        _ => Default::Expression(expression.to_owned()),
    }
}

/// `'x'::text` without the cast.
fn uncast(expression: &str) -> &str {
    let after_quote = expression.rfind('\'').map_or(0, |at| at + 1);
    match expression[after_quote..].find("::") {
        Some(at) => expression[..after_quote + at].trim_matches(['(', ')']),
        None => expression,
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.matches('.').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_types_as_postgresql_does() {
        for (reported, expected) in [
            ("UUID", "uuid"),
            ("NUMERIC(12, 2)", "numeric(12,2)"),
            ("numeric(5)", "numeric(5,0)"),
            ("INTEGER", "integer"),
            ("TIMESTAMPTZ", "timestamp with time zone"),
            ("varchar(20)", "character varying(20)"),
            ("DOUBLE  PRECISION", "double precision"),
        ] {
            assert_eq!(canonical(reported), expected);
        }
        assert_eq!(kind("numeric(12,2)"), Type::Numeric(Some(2)));
        assert_eq!(kind("numeric"), Type::Numeric(None));
        assert_eq!(kind("timestamp with time zone"), Type::Instant);
        assert_eq!(kind("timestamp without time zone"), Type::Other);
    }

    #[test]
    fn each_type_that_a_migration_may_name_is_known() {
        for (name, others) in demo_core::service::TYPES {
            let same = canonical(name);
            assert_ne!(kind(&same), Type::Other, "{name}");
            for other in others {
                assert_eq!(canonical(other), same, "{other}");
            }
        }
    }

    #[test]
    fn reads_defaults_of_both_engines() {
        for (reported, constant) in [
            ("'es'::text", "es"),
            ("'es'", "es"),
            ("'it''s'::character varying", "it's"),
            ("'a::b'", "a::b"),
            ("'-1'::integer", "-1"),
            ("-1", "-1"),
            ("(0)::numeric", "0"),
            ("21.00", "21.00"),
            ("TRUE", "true"),
        ] {
            assert_eq!(
                default(Some(reported)),
                Default::Constant(constant.to_owned()),
                "{reported}"
            );
        }
        assert_eq!(default(None), Default::None);
        assert_eq!(default(Some("NULL::text")), Default::None);
        assert_eq!(
            default(Some("now()")),
            Default::Expression("now()".to_owned())
        );
    }
}
