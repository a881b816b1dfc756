//! Text to a [`Manifest`]: as with the rows, reading goes on after a fault.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    ColumnWindow, EdgePlace, Localized, MANIFEST, Manifest, OffsetWindow,
    localized::is_language,
    place::{Entries, offset},
};
use crate::{Finding, Severity, nearest, time::EdgeCase};

/// Reads a manifest. What is wrong in it is found, and stands as empty in what is returned;
/// without a list of files there is nothing to go on with.
///
/// # Errors
///
/// A text that is not one JSON object.
pub fn read(text: &str) -> Result<(Option<Manifest>, Vec<Finding>), serde_json::Error> {
    let Entries(entries) = serde_json::from_str(text)?;
    let mut reading = Reading {
        text,
        findings: Vec::new(),
    };
    let manifest = reading.manifest(entries);
    Ok((manifest, reading.findings))
}

struct Reading<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

/// An object of the manifest whose names are fixed.
struct Fields<'a> {
    /// For messages: empty, or `offset_window.`.
    prefix: String,
    at: usize,
    entries: Vec<(String, &'a RawValue)>,
}

const FIELDS: [&str; 14] = [
    "profile",
    "title",
    "description",
    "base_reference_date",
    "timezone",
    "locale",
    "currency",
    "subscription_tier",
    "company",
    "email",
    "files",
    "offset_window",
    "id_prefixes",
    "edge_cases",
];

/// The names inside them.
const INNER: [&str; 6] = ["past", "future", "columns", "table", "column", "id"];

impl<'a> Reading<'a> {
    fn manifest(&mut self, entries: Vec<(String, &'a RawValue)>) -> Option<Manifest> {
        let at = self.text.find('{').unwrap_or(0);
        let fields = self.fields("", at, entries, &FIELDS);
        let mut text = |name| self.value(&fields, name, "a string");
        let (profile, title) = (text("profile"), text("title"));
        let (base_reference_date, timezone) = (text("base_reference_date"), text("timezone"));
        let (locale, currency) = (text("locale"), text("currency"));
        let (subscription_tier, company) = (text("subscription_tier"), text("company"));
        let email = text("email");
        let subscription_tier = some(subscription_tier, "professional");
        let (company, email) = (some(company, "Company"), self.email(&fields, email));
        let files: Option<Vec<String>> = self.optional(&fields, "files", "an array of paths");
        Some(Manifest {
            profile,
            title,
            description: self.localized(&fields, "description"),
            base_reference_date,
            timezone,
            locale,
            currency,
            subscription_tier,
            company,
            email,
            files: files?,
            offset_window: self.offset_window(&fields),
            id_prefixes: self.id_prefixes(&fields),
            edge_cases: self.edge_cases(&fields),
        })
    }

    fn localized(&mut self, fields: &Fields<'a>, name: &str) -> Localized {
        let Some(raw) = self.field(fields, name) else {
            return Localized::default();
        };
        if let Ok(text) = serde_json::from_str::<String>(raw.get()) {
            if text.trim().is_empty() {
                self.empty(name, raw, "a sentence");
            }
            return Localized::Same(text);
        }
        let mut texts = BTreeMap::new();
        let entries = serde_json::from_str::<Entries>(raw.get());
        if entries.map_or(true, |Entries(entries)| entries.is_empty()) {
            self.wrong_type(name, raw, "a string, or an object of one by language");
            return Localized::default();
        }
        for (language, raw) in self.nested(name, raw).unwrap_or_default() {
            if !is_language(&language) {
                let message = format!("`{language}` is not a language");
                let hint = "write two small letters, such as `en` or `es`";
                self.error("manifest/language", self.key(raw, &language), message, hint);
            }
            match serde_json::from_str::<String>(raw.get()) {
                Ok(text) if text.trim().is_empty() => {
                    self.empty(&format!("{name}.{language}"), raw, "a sentence");
                }
                Ok(text) => drop(texts.insert(language, text)),
                Err(_) => self.wrong_type(&format!("{name}.{language}"), raw, "a string"),
            }
        }
        Localized::Each(texts)
    }

    fn email(&mut self, fields: &Fields<'a>, text: String) -> String {
        const EXAMPLE: &str = "demo@bakery.example";
        let is_address = |(name, host): (&str, &str)| !name.is_empty() && host.contains('.');
        if text.is_empty() || text.split_once('@').is_some_and(is_address) {
            return some(text, EXAMPLE);
        }
        let raw = fields.entries.iter().find(|(name, _)| name == "email");
        let at = raw.map_or(fields.at, |(_, raw)| offset(self.text, raw));
        let message = format!("`{text}` is not an e-mail address");
        let hint = format!("write one such as `{EXAMPLE}`");
        self.error("manifest/email", at, message, hint);
        EXAMPLE.to_owned()
    }

    fn offset_window(&mut self, fields: &Fields<'a>) -> OffsetWindow {
        let Some((at, entries)) = self.object(fields, "offset_window") else {
            return OffsetWindow::default();
        };
        let known = ["past", "future", "columns"];
        let inner = self.fields("offset_window.", at, entries, &known);
        let columns = inner.entries.iter().any(|(name, _)| name == "columns");
        let columns = columns.then(|| self.object(&inner, "columns")).flatten();
        let columns = columns.map(|(_, entries)| entries).unwrap_or_default();
        let columns = columns.into_iter().map(|(name, raw)| {
            let prefix = format!("offset_window.columns.{name}.");
            let window = self
                .nested(prefix.trim_end_matches('.'), raw)
                .map(|entries| {
                    let at = offset(self.text, raw);
                    let inner = self.fields(&prefix, at, entries, &known[..2]);
                    ColumnWindow {
                        past: self.value(&inner, "past", "an amount such as `7d`"),
                        future: self.value(&inner, "future", "an amount such as `7d`"),
                    }
                });
            (name, window)
        });
        let columns: BTreeMap<String, ColumnWindow> = columns
            .filter_map(|(name, window)| Some((name, window?)))
            .collect();
        OffsetWindow {
            past: self.value(&inner, "past", "an amount such as `7d`"),
            future: self.value(&inner, "future", "an amount such as `7d`"),
            columns,
        }
    }

    fn id_prefixes(&mut self, fields: &Fields<'a>) -> BTreeMap<String, String> {
        let entries = self.object(fields, "id_prefixes");
        let entries = entries.map(|(_, entries)| entries).unwrap_or_default();
        let mut prefixes = BTreeMap::new();
        for (table, raw) in entries {
            match serde_json::from_str::<String>(raw.get()) {
                Ok(prefix) => {
                    prefixes.insert(table, prefix);
                }
                Err(_) => self.wrong_type(&format!("id_prefixes.{table}"), raw, "a string"),
            }
        }
        prefixes
    }

    fn edge_cases(&mut self, fields: &Fields<'a>) -> BTreeMap<EdgeCase, EdgePlace> {
        let entries = self.object(fields, "edge_cases");
        let entries = entries.map(|(_, entries)| entries).unwrap_or_default();
        let mut cases = BTreeMap::new();
        for (name, raw) in entries {
            let Some(case) = EdgeCase::ALL.into_iter().find(|case| case.name() == name) else {
                let message = format!("`{name}` is not an edge case");
                let hint = nearest::hint(&name, EdgeCase::ALL.iter().map(|case| case.name()));
                self.error("manifest/unknown-key", self.key(raw, &name), message, hint);
                continue;
            };
            let before = self.findings.len();
            let prefix = format!("edge_cases.{name}.");
            let Some(entries) = self.nested(prefix.trim_end_matches('.'), raw) else {
                continue;
            };
            let at = offset(self.text, raw);
            let inner = self.fields(&prefix, at, entries, &["table", "column", "id"]);
            let place = EdgePlace {
                table: self.value(&inner, "table", "a string"),
                column: self.value(&inner, "column", "a string"),
                id: self.value(&inner, "id", "a UUID"),
            };
            if self.findings.len() == before {
                cases.insert(case, place);
            }
        }
        cases
    }

    /// Looks at the names of an object.
    fn fields(
        &mut self,
        prefix: &str,
        at: usize,
        entries: Vec<(String, &'a RawValue)>,
        known: &[&str],
    ) -> Fields<'a> {
        for (name, raw) in &entries {
            if !known.contains(&name.as_str()) {
                let message = format!("the manifest has no `{prefix}{name}`");
                let hint = nearest::hint(name, known.iter().copied());
                self.error("manifest/unknown-key", self.key(raw, name), message, hint);
            }
        }
        Fields {
            prefix: prefix.to_owned(),
            at,
            entries,
        }
    }

    fn empty(&mut self, name: &str, raw: &RawValue, wanted: &str) {
        let (at, message) = (offset(self.text, raw), format!("`{name}` is empty"));
        self.error(
            "manifest/missing-key",
            at,
            message,
            format!("write {wanted}"),
        );
    }

    fn optional<T: DeserializeOwned>(
        &mut self,
        fields: &Fields<'a>,
        name: &str,
        wanted: &str,
    ) -> Option<T> {
        let raw = self.field(fields, name)?;
        if raw.get().trim_matches('"').trim().is_empty() {
            self.empty(&format!("{}{name}", fields.prefix), raw, wanted);
            return None;
        }
        let value = serde_json::from_str(raw.get()).ok();
        if value.is_none() {
            self.wrong_type(&format!("{}{name}", fields.prefix), raw, wanted);
        }
        value
    }

    fn value<T: DeserializeOwned + Default>(
        &mut self,
        fields: &Fields<'a>,
        name: &str,
        wanted: &str,
    ) -> T {
        self.optional(fields, name, wanted).unwrap_or_default()
    }

    fn object(
        &mut self,
        fields: &Fields<'a>,
        name: &str,
    ) -> Option<(usize, Vec<(String, &'a RawValue)>)> {
        let raw = self.field(fields, name)?;
        let full = format!("{}{name}", fields.prefix);
        Some((offset(self.text, raw), self.nested(&full, raw)?))
    }

    fn nested(&mut self, name: &str, raw: &'a RawValue) -> Option<Vec<(String, &'a RawValue)>> {
        let Ok(Entries(entries)) = serde_json::from_str::<Entries>(raw.get()) else {
            self.wrong_type(name, raw, "an object");
            return None;
        };
        let mut kept: Vec<(String, &RawValue)> = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            if kept.iter().any(|(other, _)| *other == name) {
                let message = format!("`{name}` stands twice");
                self.error(
                    "shape/duplicate-key",
                    self.key(value, &name),
                    message,
                    "remove one",
                );
            } else {
                kept.push((name, value));
            }
        }
        Some(kept)
    }

    fn field(&mut self, fields: &Fields<'a>, name: &str) -> Option<&'a RawValue> {
        let mut found = fields.entries.iter().filter(|(other, _)| other == name);
        let Some((_, raw)) = found.next() else {
            // A slip in its name has been found already.
            let is_slip = |other: &str| {
                let known = FIELDS.iter().chain(&INNER).copied();
                !known.clone().any(|known| known == other)
                    && nearest::nearest(other, known) == Some(name)
            };
            if fields.entries.iter().any(|(other, _)| is_slip(other)) {
                return None;
            }
            let message = format!("the manifest lacks `{}{name}`", fields.prefix);
            let hint = format!("add \"{name}\"");
            self.error("manifest/missing-key", fields.at, message, hint);
            return None;
        };
        if let Some((_, again)) = found.next() {
            let message = format!("`{name}` stands twice");
            self.error(
                "shape/duplicate-key",
                self.key(again, name),
                message,
                "remove one",
            );
        }
        Some(raw)
    }

    fn wrong_type(&mut self, name: &str, raw: &RawValue, wanted: &str) {
        let message = format!("`{name}` must be {wanted}");
        let at = offset(self.text, raw);
        self.error(
            "manifest/wrong-type",
            at,
            message,
            format!("write {wanted}"),
        );
    }

    /// Where the name of a value stands, or else the value.
    fn key(&self, raw: &RawValue, name: &str) -> usize {
        let at = offset(self.text, raw);
        let quoted = serde_json::Value::from(name).to_string();
        self.text[..at].rfind(&quoted).unwrap_or(at)
    }

    fn error(&mut self, rule: &str, at: usize, message: String, hint: impl Into<String>) {
        let file = (MANIFEST, self.text);
        self.findings
            .push(Finding::at(Severity::Error, rule, file, at, message, hint));
    }
}

/// What stands for a text that is missing, so that rows in which it stands are not found too.
fn some(text: String, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text
    }
}
