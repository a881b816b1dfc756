//! Inside JSON columns.

use std::ops::Range;

use demo_core::{
    schema::Type,
    seed::{SeedCell, Value},
};

use super::Site;

/// Keys and texts of one value that are broken.
const FEW: usize = 3;

pub fn make(site: &mut Site, cell: &SeedCell, shape: bool) {
    let is_json = site
        .column(cell)
        .is_some_and(|column| column.kind == Type::Json);
    let (Value::Json(json), true) = (cell.value, is_json) else {
        return;
    };
    if shape {
        site.value("a JSON column with another thing", cell, "\"much\"");
        site.value(
            "a JSON column emptied",
            cell,
            if json.starts_with('{') { "{}" } else { "[]" },
        );
        site.value("JSON that does not close", cell, &json[..json.len() - 1]);
    }
    let strings = strings(json);
    let is_key = |range: &Range<usize>| json[range.end..].trim_start().starts_with(':');
    let (keys, values): (Vec<_>, Vec<_>) = strings.into_iter().partition(is_key);
    for key in keys.into_iter().take(FEW) {
        let new = format!("{}x\"", &json[key.start..key.end - 1]);
        inside(site, "a key inside JSON with a slip", cell, key, &new);
    }
    for value in values.into_iter().take(FEW) {
        let text = &json[value.start + 1..value.end - 1];
        if text.len() == 36 && text.parse::<uuid::Uuid>().is_ok() {
            let new = format!("\"{}fedc\"", &text[..32]);
            inside(site, "a dangling id inside JSON", cell, value.clone(), &new);
            inside(
                site,
                "an id inside JSON that is none",
                cell,
                value,
                "\"PV-1142\"",
            );
        } else if text.starts_with("BASE_TS") {
            inside(
                site,
                "an instant inside JSON with a slip",
                cell,
                value.clone(),
                "\"BASE_TS - 2\"",
            );
            inside(
                site,
                "an instant inside JSON far away",
                cell,
                value,
                "\"BASE_TS + 900d\"",
            );
        } else {
            let new = format!("\"{text}x\"");
            inside(site, "another text inside JSON", cell, value, &new);
        }
    }
}

/// A part of the value changes: a name is found at what stands below it.
fn inside(site: &mut Site, kind: &'static str, cell: &SeedCell, part: Range<usize>, new: &str) {
    let cut = cell.at + part.start..cell.at + part.end;
    let place = cell.at..cell.at + cell.length - part.len() + new.len();
    site.push(kind, cell.column, (cut, new), place);
}

/// The places of strings; shipped ones have no escapes.
fn strings(json: &str) -> Vec<Range<usize>> {
    let quotes: Vec<usize> = json.match_indices('"').map(|(at, _)| at).collect();
    quotes
        .chunks_exact(2)
        .map(|pair| pair[0]..pair[1] + 1)
        .collect()
}
