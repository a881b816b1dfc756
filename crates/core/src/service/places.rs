//! Where the names in a `service.toml` stand.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A name in a `service.toml`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Of the file's keys, such as `sums` or `keep.columns`.
    pub key: &'static str,
    /// What stands in its list, or as a key of its table.
    pub entry: &'a str,
    /// What stands behind that entry, if the fault is not in the entry itself.
    pub word: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The entry of a key.
    pub fn of(key: &'static str, entry: &'a str) -> Self {
        let word = None;
        Self { key, entry, word }
    }

    /// A word behind it.
    pub fn at(self, word: &'a str) -> Self {
        let word = Some(word);
        Self { word, ..self }
    }
}

type Keys = BTreeMap<Spanned<String>, toml::Value>;
type Names = Vec<Spanned<String>>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spans {
    references: Keys,
    dates: Keys,
    ranges: Keys,
    sums: Keys,
    json: Keys,
    keep: Keep,
    secret: Names,
    happened: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Keep {
    columns: Names,
}

/// The byte at which a name stands in the text of a `service.toml` that was read before.
pub(super) fn find(text: &str, place: Place) -> usize {
    let spans: Spans = toml::from_str(text).unwrap_or_default();
    let entries: Vec<&Spanned<String>> = match place.key {
        "references" => spans.references.keys().collect(),
        "dates" => spans.dates.keys().collect(),
        "ranges" => spans.ranges.keys().collect(),
        "sums" => spans.sums.keys().collect(),
        "json" => spans.json.keys().collect(),
        "keep.columns" => spans.keep.columns.iter().collect(),
        "secret" => spans.secret.iter().collect(),
        _ => spans.happened.iter().collect(),
    };
    let mut entries = entries.into_iter();
    let entry = entries.find(|entry| entry.get_ref() == place.entry);
    let span = entry.map_or(0..0, Spanned::span);
    // Within its quotes.
    let begin = span.start + text[span.clone()].find(place.entry).unwrap_or(0);
    let word = place.word.and_then(|word| whole(&text[span.end..], word));
    word.map_or(begin, |at| span.end + at)
}

/// Where a name stands in a text that is not a part of a longer one.
fn whole(text: &str, name: &str) -> Option<usize> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut places = text.match_indices(name).map(|(at, _)| at);
    places.find(|at| {
        let (before, after) = (&text[..*at], &text[at + name.len()..]);
        !before.ends_with(is_of_name) && !after.starts_with(is_of_name)
    })
}
