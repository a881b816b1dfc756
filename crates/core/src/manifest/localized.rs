//! A text for people, in one language or in several.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Such as `"A bakery."`, or `{ "en": "A bakery.", "es": "Una panadería." }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Localized {
    /// For readers of any language.
    Same(String),
    /// By language, of ISO 639-1.
    Each(BTreeMap<String, String>),
}

impl Default for Localized {
    fn default() -> Self {
        Self::Same(String::new())
    }
}

impl Localized {
    /// The text of a language or, where there is none, the English, or else the first.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Each(texts) => texts
                .get(language)
                .or_else(|| texts.get("en"))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }
}

/// Whether a name is a language's: two small letters.
pub(super) fn is_language(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(|letter| letter.is_ascii_lowercase())
}
