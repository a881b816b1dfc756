//! Where the values of a manifest stand in its text.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The byte offset of the value at a path of names and, in arrays, indices; of the innermost
/// that is there. On the way in `files`, the path ends with an index as text.
#[must_use]
pub fn place(text: &str, path: &[&str]) -> usize {
    let mut at = text.find('{').unwrap_or(0);
    let mut inner = text;
    for step in path {
        let next = match serde_json::from_str::<Entries>(inner) {
            Ok(Entries(entries)) => entries.into_iter().find(|(name, _)| name == step),
            Err(_) => serde_json::from_str::<Vec<&RawValue>>(inner)
                .ok()
                .and_then(|items| Some((String::new(), *items.get(step.parse::<usize>().ok()?)?))),
        };
        let Some((_, value)) = next else { break };
        at = offset(text, value);
        inner = value.get();
    }
    at
}

/// An object's entries in order, each key as often as it is written.
pub(super) struct Entries<'a>(pub Vec<(String, &'a RawValue)>);

/// Where a slice of `text` begins in it.
pub(super) fn offset(text: &str, slice: &RawValue) -> usize {
    slice.get().as_ptr() as usize - text.as_ptr() as usize
}

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
