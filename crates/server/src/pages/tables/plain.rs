//! JSON in plain words, and a list's lines as JSON again.

use std::collections::BTreeSet;

use askama::Template;
use demo_core::{schema::Type, time::WEEKDAYS};
use serde_json::Value;

use crate::{
    data::View,
    error::Problem,
    pages::{
        format::Format,
        labels::label,
        visitor::{Row, Visitor},
    },
};

/// A value for people: lists between commas or by line, the parts of an object a line each.
pub fn words(format: &Format, value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::String(text) if text.is_empty() => NOTHING.to_owned(),
        Value::Array(items) if items.is_empty() => NOTHING.to_owned(),
        Value::Object(fields) if fields.is_empty() => NOTHING.to_owned(),
        Value::Bool(truth) => {
            let t = format.language.texts();
            if *truth { t.yes } else { t.no }.to_owned()
        }
        Value::Number(number) => format.decimal(&number.to_string()),
        Value::String(text) => word(format, text),
        Value::Array(items) => {
            let is_short = are_words(format, items);
            let items: Vec<String> = items.iter().map(|item| words(format, item)).collect();
            if is_short {
                return items.join(", ");
            }
            let steps = items.iter().enumerate();
            let steps = steps.map(|(at, item)| format!("{}. {item}", at + 1));
            steps.collect::<Vec<_>>().join("\n")
        }
        Value::Object(fields) => {
            let lines = fields.iter().map(|(name, value)| {
                let name = label(format.language, name);
                format!("{name}: {}", words(format, value))
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// A value on its row's page: one of these, and the first that is not empty.
#[derive(Template, Default)]
#[template(path = "told.html")]
pub struct Told {
    /// Of an object: each with its name.
    pub parts: Vec<(String, Told)>,
    /// Of a list of more than words.
    pub steps: Vec<Told>,
    /// The rows that it names: address and name.
    pub links: Vec<(String, String)>,
    pub text: String,
}

/// Where nothing is.
const NOTHING: &str = "–";

impl Told {
    /// Of an empty value, and of one that names nothing but rows that are gone.
    pub fn nothing() -> Self {
        Self {
            text: NOTHING.to_owned(),
            ..Self::default()
        }
    }
}

/// A value as it is read; none of what a line of [`words`] says as well.
pub fn told(format: &Format, value: &Value) -> Option<Told> {
    let told_or_words = |value| {
        told(format, value).unwrap_or_else(|| Told {
            text: words(format, value),
            ..Told::default()
        })
    };
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            // A database has the days of a week in its own order; all others stay as they are.
            fields.sort_by_key(|(name, _)| WEEKDAYS.iter().position(|day| day == name));
            let parts = fields.into_iter().map(|(name, value)| {
                let name = label(format.language, name);
                (name, told_or_words(value))
            });
            Some(Told {
                parts: parts.collect(),
                ..Told::default()
            })
        }
        Value::Array(items) if !are_words(format, items) => Some(Told {
            steps: items.iter().map(told_or_words).collect(),
            ..Told::default()
        }),
        _ => None,
    }
}

/// Whether a list fits between commas: sentences, such as those of a recipe, are steps.
fn are_words(format: &Format, items: &[Value]) -> bool {
    let is_short = |item: &Value| {
        let is_list = item.is_object() || item.is_array();
        !is_list && words(format, item).chars().count() < 30
    };
    items.iter().all(is_short)
}

/// A text: an instant in the reader's form, an id by its first letters, a permission and a name
/// such as `route_planning` in words.
fn word(format: &Format, text: &str) -> String {
    if text.len() == 36 && text.parse::<uuid::Uuid>().is_ok() {
        return text.get(..8).unwrap_or(text).to_owned();
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return format.instant(instant);
    }
    if let Some((service, action)) = text.split_once(':')
        && ["read", "write"].contains(&action)
    {
        let t = format.language.texts();
        let service = match service {
            "*" => t.everything.to_owned(),
            name => label(format.language, name),
        };
        let action = if action == "read" {
            t.may_read
        } else {
            t.may_write
        };
        return format!("{service} ({action})");
    }
    let is_name = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_name {
        label(format.language, text)
    } else {
        text.to_owned()
    }
}

/// Whether a value is a list of texts, which a form shows a line each.
pub fn is_lines(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().all(Value::is_string))
}

/// A list of texts, a line each.
pub fn lines(value: &Value) -> String {
    let items = value.as_array().into_iter().flatten();
    let items: Vec<&str> = items.filter_map(Value::as_str).collect();
    items.join("\n")
}

/// The columns whose JSON is lists of texts: by the row's own value or, where it has none, by what
/// other rows of the table hold.
pub async fn lists<'a>(
    visitor: &Visitor,
    view: &View<'a>,
    row: Option<&Row>,
) -> Result<BTreeSet<&'a str>, Problem> {
    let columns = view.columns.iter();
    let mut lists: BTreeSet<&str> = columns
        .filter(|column| column.kind == Type::Json)
        .map(|column| column.name.as_str())
        .collect();
    let own = |name: &str| row?.get(name).filter(|value| !value.is_null());
    lists.retain(|name| own(name).is_none_or(is_lines));
    if lists.iter().all(|name| own(name).is_some()) {
        return Ok(lists);
    }
    let query = [("limit", "50")];
    let others = visitor.rows(view.store.name(), &view.table.name, &query);
    let others = others.await?.unwrap_or_default();
    lists.retain(|name| {
        let mut values = others.iter().filter_map(|other| other.get(*name));
        own(name).is_some() || values.all(|value| value.is_null() || is_lines(value))
    });
    Ok(lists)
}

/// What was typed: a list's lines, or JSON where it begins as JSON does or is no list; none where
/// that is broken.
pub fn parse(typed: &str, is_list: bool) -> Option<Value> {
    let typed = typed.trim();
    if !is_list || typed.starts_with(['{', '[']) {
        return serde_json::from_str(typed).ok();
    }
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(lines.map(|line| Value::String(line.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;
    use crate::pages::text::Language;

    #[test]
    fn json_is_told_in_plain_words() {
        let format = |language| Format {
            language,
            zone: TimeZone::UTC,
            currency: "EUR".to_owned(),
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        let (en, es) = (format(Language::En), format(Language::Es));
        assert_eq!(words(&en, &json!(["gluten", "milk"])), "Gluten, Milk");
        assert_eq!(
            words(&es, &json!(["orders:read", "*:write"])),
            "Pedidos (ver), Todo (cambiar)"
        );
        let summary = json!({ "forecasts": 1234, "next_run": "2025-01-16T03:00:00Z" });
        assert_eq!(
            words(&en, &summary),
            "Forecasts: 1,234\nNext run: 16 Jan 2025, 03:00"
        );
        for nothing in [json!([]), json!({}), json!("")] {
            assert_eq!(words(&en, &nothing), "–");
        }
    }

    #[test]
    fn what_is_made_of_parts_is_told_part_by_part() {
        let format = Format {
            language: Language::En,
            zone: TimeZone::UTC,
            currency: "EUR".to_owned(),
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        let told = |value| told(&format, &value).map(|told| told.render().unwrap());
        assert_eq!(told(json!(["gluten", "milk"])), None);
        assert_eq!(told(json!(1)), None);
        let plan = json!({ "batches": 2, "of": { "shop": "A & <B>" }, "steps": [{ "no": 1 }] });
        assert_eq!(
            told(plan).unwrap(),
            "<dl class=\"parts\"><dt>Batches</dt><dd>2</dd><dt>Of</dt><dd><dl class=\"parts\">\
             <dt>Shop</dt><dd>A &#38; &#60;B&#62;</dd></dl></dd><dt>Steps</dt><dd><ol \
             class=\"steps\"><li><dl class=\"parts\"><dt>No</dt><dd>1</dd></dl></li></ol></dd></dl>"
        );
    }

    #[test]
    fn lines_become_a_list_and_broken_json_nothing() {
        assert_eq!(
            parse("gluten\n\n milk ", true),
            Some(json!(["gluten", "milk"]))
        );
        assert_eq!(parse(" ", true), Some(json!([])));
        assert_eq!(parse("{\"a\": 1}", true), Some(json!({ "a": 1 })));
        assert_eq!(parse("{\"a\": ", true), None);
        assert_eq!(parse("\"a\": 1}", false), None);
        assert_eq!(lines(&json!(["a", "b"])), "a\nb");
        assert!(is_lines(&json!([])) && !is_lines(&json!([1])) && !is_lines(&json!({})));
    }
}
