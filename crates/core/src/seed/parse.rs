//! Text to rows. `serde_json` hands out slices of the text itself, and where a slice begins
//! is its value's place.

use std::{collections::HashSet, fmt, fmt::Write as _};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{SeedCell, SeedFile, SeedRow, SeedSet, SeedTable, Value, finding};
use crate::{
    Finding, Manifest,
    manifest::{self, MANIFEST},
    nearest,
};

/// An object's entries in order, each key as often as it is written.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Reads a profile from its manifest and its other files, each with its path inside the
/// profile. Without a manifest that parses there is no set. With `history` false, what lies
/// in `history/` is left out.
#[must_use]
pub fn read(
    manifest: &[u8],
    files: &[(String, Vec<u8>)],
    history: bool,
) -> (Option<SeedSet>, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some((manifest_file, mut manifest)) = read_manifest(manifest, &mut findings) else {
        return (None, findings);
    };
    let wanted = |path: &String| history || !path.starts_with("history/");
    manifest.files.retain(wanted);
    let mut digest = Sha256::new();
    let mut parsed = Vec::new();
    for path in &manifest.files {
        let Some((_, bytes)) = files.iter().find(|(name, _)| name == path) else {
            let hint = nearest::hint(path, files.iter().map(|(name, _)| name.as_str()));
            let message = format!("the manifest lists `{path}`, which is not there");
            let at = manifest_file.text.find(&format!("\"{path}\""));
            let rule = "shape/missing-file";
            findings.push(manifest_file.error(rule, at.unwrap_or(0), message, hint));
            continue;
        };
        digest.update(path.as_bytes());
        digest.update([0]);
        digest.update(bytes);
        digest.update([0]);
        parsed.extend(read_file(path, bytes, &mut findings));
    }
    for (path, _) in files
        .iter()
        .filter(|(path, _)| wanted(path) && !manifest.files.contains(path))
    {
        let message = "the manifest does not list this file".to_owned();
        findings.push(finding(
            path,
            "",
            "shape/unlisted-file",
            0,
            message,
            "add it to `files`".to_owned(),
        ));
    }
    let outlets = assign_outlets(&mut parsed, &mut findings);
    let fingerprint = digest
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string does not fail");
            text
        });
    (
        Some(SeedSet {
            manifest,
            manifest_file,
            files: parsed,
            outlets,
            fingerprint,
        }),
        findings,
    )
}

fn read_manifest(bytes: &[u8], findings: &mut Vec<Finding>) -> Option<(SeedFile, Manifest)> {
    let text = utf8(MANIFEST, bytes, findings)?;
    let (manifest, found) = manifest::read(text);
    findings.extend(found);
    let file = SeedFile {
        path: MANIFEST.to_owned(),
        text: text.to_owned(),
        tenant: Uuid::nil(),
        tables: Vec::new(),
    };
    Some((file, manifest?))
}

fn utf8<'a>(path: &str, bytes: &'a [u8], findings: &mut Vec<Finding>) -> Option<&'a str> {
    let (at, message) = match std::str::from_utf8(bytes) {
        Ok(text) if !text.starts_with('\u{feff}') => return Some(text),
        Ok(_) => (0, "begins with a byte order mark"),
        Err(error) => (error.valid_up_to(), "is not valid UTF-8"),
    };
    let before = String::from_utf8_lossy(&bytes[..at]);
    let message = format!("the file {message}");
    findings.push(finding(
        path,
        &before,
        "shape/encoding",
        at,
        message,
        "save it as UTF-8 without a BOM".to_owned(),
    ));
    None
}

fn syntax(path: &str, text: &str, error: &serde_json::Error) -> Finding {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = line_start + error.column().saturating_sub(1);
    let full = error.to_string();
    let message = full
        .rsplit_once(" at line ")
        .map_or(full.as_str(), |(message, _)| message);
    finding(
        path,
        text,
        "shape/syntax",
        at,
        message.to_owned(),
        "the file must be one JSON object".to_owned(),
    )
}

fn read_file(path: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<SeedFile> {
    let text = utf8(path, bytes, findings)?;
    let entries = match serde_json::from_str::<Entries>(text) {
        Ok(Entries(entries)) => entries,
        Err(error) => {
            findings.push(syntax(path, text, &error));
            return None;
        }
    };
    let mut file = SeedFile {
        path: path.to_owned(),
        text: text.to_owned(),
        tenant: Uuid::nil(),
        tables: Vec::new(),
    };
    let mut names = HashSet::new();
    for (name, raw) in entries {
        let at = offset(text, raw);
        if !names.insert(name.clone()) {
            findings.push(file.error(
                "shape/duplicate-key",
                at,
                format!("`{name}` stands twice"),
                "join the two",
            ));
        }
        let Ok(rows) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            let message = format!("`{name}` is not an array of rows");
            findings.push(file.error("shape/wrong-type", at, message, "write [ {…}, {…} ]"));
            continue;
        };
        let rows = rows
            .into_iter()
            .filter_map(|row| read_row(&file, text, row, findings))
            .collect();
        file.tables.push(SeedTable { name, at, rows });
    }
    Some(file)
}

fn read_row(
    file: &SeedFile,
    text: &str,
    raw: &RawValue,
    findings: &mut Vec<Finding>,
) -> Option<SeedRow> {
    let at = offset(text, raw);
    let Ok(Entries(entries)) = serde_json::from_str::<Entries>(raw.get()) else {
        findings.push(file.error(
            "shape/wrong-type",
            at,
            "a row is not an object".to_owned(),
            "write {…}",
        ));
        return None;
    };
    let mut cells: Vec<SeedCell> = Vec::with_capacity(entries.len());
    for (column, value) in entries {
        let at = offset(text, value);
        if cells.iter().any(|cell| cell.column == column) {
            let message = format!("`{column}` stands twice in this row");
            findings.push(file.error("shape/duplicate-key", at, message, "remove one"));
            continue;
        }
        cells.push(SeedCell {
            column,
            at,
            value: read_value(value.get()),
        });
    }
    Some(SeedRow { at, cells })
}

fn read_value(raw: &str) -> Value {
    match raw.as_bytes().first() {
        Some(b'n') => Value::Null,
        Some(b't') => Value::Boolean(true),
        Some(b'f') => Value::Boolean(false),
        Some(b'"') => Value::String(serde_json::from_str(raw).unwrap_or_default()),
        Some(b'{' | b'[') => Value::Json(raw.to_owned()),
        _ => Value::Number(raw.to_owned()),
    }
}

/// Where a slice of `text` begins in it.
fn offset(text: &str, slice: &RawValue) -> usize {
    slice.get().as_ptr() as usize - text.as_ptr() as usize
}

/// Gives each outlet's files to it: its file in `children/`, which holds its row of `tenants`,
/// and the file of the same name in `history/`.
fn assign_outlets(files: &mut [SeedFile], findings: &mut Vec<Finding>) -> Vec<Uuid> {
    let mut outlets: Vec<(String, Uuid)> = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.path.starts_with("children/"))
    {
        let rows: Vec<&SeedRow> = file
            .tables
            .iter()
            .filter(|table| table.name == "tenants")
            .flat_map(|table| &table.rows)
            .collect();
        let id = rows.first().and_then(|row| row.get("tenant_id"));
        let base = id.and_then(|cell| match &cell.value {
            Value::String(text) => text.parse::<Uuid>().ok().filter(|id| !id.is_nil()),
            _ => None,
        });
        let Some(base) = base.filter(|_| rows.len() == 1) else {
            let at = id.map_or_else(|| rows.first().map_or(0, |row| row.at), |cell| cell.at);
            let message =
                "an outlet's file holds one row of `tenants`, with its base id as `tenant_id`"
                    .to_owned();
            findings.push(file.error("shape/outlet", at, message, "write a v4 UUID of its own"));
            continue;
        };
        if outlets.iter().any(|(_, other)| *other == base) {
            let at = id.map_or(0, |cell| cell.at);
            findings.push(file.error(
                "uuid/duplicate",
                at,
                format!("another outlet has the id {base} too"),
                "draw a new one",
            ));
        }
        outlets.push((file.path["children/".len()..].to_owned(), base));
    }
    for file in files {
        let name = file
            .path
            .strip_prefix("children/")
            .or_else(|| file.path.strip_prefix("history/"));
        if let Some((_, base)) = outlets
            .iter()
            .find(|(outlet, _)| Some(outlet.as_str()) == name)
        {
            file.tenant = *base;
        }
    }
    outlets.into_iter().map(|(_, base)| base).collect()
}
