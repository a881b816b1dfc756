//! The rows that a session must have, as the specification has them.

use std::collections::BTreeMap;

use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    clock::{Clock, Policy},
    seeds::Profile,
    services::{Column, Service},
};

/// The variant of `id_transform`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    Xor,
    XorRfc9562,
}

/// What all rows of a session hang on.
pub struct Session {
    pub tenant: Uuid,
    pub ids: Ids,
    pub told_at: Timestamp,
    /// What stands for `${session.…}`, by name.
    pub values: BTreeMap<&'static str, String>,
}

/// A row's table and, in one text, its tenant and id.
pub type Place = (String, String);

/// A row's values by column, in the form of [`super::stored`].
pub type Row = Map<String, Value>;

/// The version and the variant of a UUID.
const FIXED: u128 = 0x0000_0000_0000_F000_C000_0000_0000_0000;

impl Session {
    /// An id of the seed data in this session.
    pub fn id(&self, base: Uuid) -> Uuid {
        let (base, tenant) = (base.as_u128(), self.tenant.as_u128());
        Uuid::from_u128(match self.ids {
            Ids::Xor => base ^ tenant,
            Ids::XorRfc9562 => (base & FIXED) | ((base ^ tenant) & !FIXED),
        })
    }

    /// The tenant of an outlet, or the session's own.
    pub fn tenant(&self, outlet: Option<Uuid>) -> Uuid {
        outlet.map_or(self.tenant, |base| self.id(base))
    }

    fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.values {
            text = text.replace(&format!("${{session.{name}}}"), value);
        }
        assert!(!text.contains("${"), "{text}");
        text
    }
}

/// Where a row stands.
pub fn place(table: &str, row: &Row) -> Place {
    let id = row.get("id").unwrap_or(&Value::Null);
    (table.to_owned(), format!("{} {id}", row["tenant_id"]))
}

/// All rows of a session, of all services.
pub fn rows(profile: &Profile, services: &[Service], session: &Session) -> BTreeMap<Place, Row> {
    let zone = profile.manifest["timezone"].as_str().unwrap();
    let clock = Clock::new(session.told_at, zone);
    let mut rows = BTreeMap::new();
    for file in &profile.files {
        for (name, written) in &file.tables {
            let mut homes = services.iter().flat_map(|service| {
                let tables = service.tables.iter();
                tables.map(move |table| (service, table))
            });
            let (service, table) = homes.find(|(_, table)| table.name == *name).unwrap();
            for written in written.as_array().unwrap() {
                let value = |column: &Column| match (&*column.name, &**name) {
                    ("tenant_id", _) => json!(session.tenant(file.outlet)),
                    ("parent_tenant_id", "tenants") => json!(file.outlet.map(|_| session.tenant)),
                    _ => {
                        let context = Context {
                            service,
                            name: format!("{name}.{}", column.name),
                            session,
                            clock: &clock,
                        };
                        match (written.get(&column.name), &column.default) {
                            (Some(value), _) => context.value(&column.kind, value),
                            (None, Some(text)) => default(&column.kind, text),
                            (None, None) => Value::Null,
                        }
                    }
                };
                let row: Row = table
                    .columns
                    .iter()
                    .map(|column| (column.name.clone(), value(column)))
                    .collect();
                let twice = rows.insert(place(name, &row), row);
                assert!(twice.is_none(), "{name}: two rows have one id");
            }
        }
    }
    rows
}

/// A column in a session.
struct Context<'a> {
    service: &'a Service,
    /// With its table.
    name: String,
    session: &'a Session,
    clock: &'a Clock,
}

impl Context<'_> {
    fn value(&self, kind: &str, written: &Value) -> Value {
        let text = || written.as_str().unwrap();
        match kind {
            _ if written.is_null() => Value::Null,
            "UUID" => json!(self.session.id(text().parse().unwrap())),
            "TEXT" => json!(self.session.text(text())),
            "TIMESTAMPTZ" => json!(micros(&self.clock.instant(text(), self.policy()))),
            "DATE" => json!(self.clock.date(text(), self.policy())),
            "BOOLEAN" | "INTEGER" => written.clone(),
            "JSONB" => self.json(written, ""),
            _ => json!(decimal(&written.to_string(), scale(kind))),
        }
    }

    fn policy(&self) -> Policy {
        let dates = self.service.settings.get("dates");
        Policy::read(dates.and_then(|dates| dates.get(&self.name)))
    }

    /// JSON with the ids and instants under the declared paths moved.
    fn json(&self, written: &Value, path: &str) -> Value {
        match written {
            Value::Array(items) => {
                let path = format!("{path}[*]");
                items.iter().map(|item| self.json(item, &path)).collect()
            }
            Value::Object(entries) => {
                let entries = entries.iter().map(|(name, value)| {
                    let dot = if path.is_empty() { "" } else { "." };
                    let value = self.json(value, &format!("{path}{dot}{name}"));
                    (name.clone(), value)
                });
                Value::Object(entries.collect())
            }
            Value::String(text) if self.declares("ids", path) => {
                json!(self.session.id(text.parse().unwrap()))
            }
            Value::String(text) if self.declares("instants", path) => {
                json!(micros(&self.clock.instant(text, Policy::Exact)))
            }
            Value::String(text) => json!(self.session.text(text)),
            other => other.clone(),
        }
    }

    fn declares(&self, what: &str, path: &str) -> bool {
        let paths = self.service.settings.get("json");
        let paths = paths.and_then(|paths| paths.get(&self.name)?.get(what));
        let mut paths = paths.and_then(toml::Value::as_array).into_iter().flatten();
        paths.any(|declared| declared.as_str() == Some(path))
    }
}

fn default(kind: &str, text: &str) -> Value {
    match kind {
        "TEXT" => json!(text),
        "BOOLEAN" | "INTEGER" => text.parse().unwrap(),
        _ => json!(decimal(text, scale(kind))),
    }
}

fn micros(instant: &ZonedDateTime) -> String {
    format!("{:.6}", instant.timestamp())
}

/// The digits after the point of `NUMERIC(p,s)`.
pub fn scale(kind: &str) -> usize {
    let inside = kind.strip_prefix("NUMERIC(").unwrap();
    let (_, scale) = inside.trim_end_matches(')').split_once(',').unwrap();
    scale.parse().unwrap()
}

/// A decimal number with as many digits after the point.
pub fn decimal(text: &str, scale: usize) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(
        fraction.len() <= scale,
        "{text} has more than {scale} digits"
    );
    let point = if scale == 0 { "" } else { "." };
    format!("{whole}{point}{fraction:0<scale$}")
}
