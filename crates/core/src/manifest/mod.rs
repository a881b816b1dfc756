//! A profile's `manifest.json`: what it is called, what belongs to it, and what it promises.

mod entries;
mod localized;
mod read;

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use crate::time::EdgeCase;

pub use localized::Localized;
pub use read::{place, read};

/// Its path inside a profile.
pub const MANIFEST: &str = "manifest.json";

/// The manifest of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The profile's name, that of its folder.
    pub profile: String,
    /// For people.
    pub title: String,
    /// One sentence for people.
    pub description: Localized,
    /// Always [`crate::time::BASE_REFERENCE`]; written for readers of the seed data.
    pub base_reference_date: String,
    /// An IANA name: the zone of its local dates.
    pub timezone: String,
    /// Such as `es-ES`.
    pub locale: String,
    /// ISO 4217.
    pub currency: String,
    /// The tier of a session that asks for none.
    pub subscription_tier: String,
    /// `${session.company}` of a session that gives none.
    pub company: String,
    /// `${session.email}` where a clone is asked for without a session.
    pub email: String,
    /// Paths inside the profile, in the order in which they are read.
    pub files: Vec<String>,
    /// How far offsets may lie from the session's instant.
    pub offset_window: OffsetWindow,
    /// The first digits of every id of a table.
    pub id_prefixes: BTreeMap<String, String>,
    /// Where each named edge case stands.
    pub edge_cases: BTreeMap<EdgeCase, EdgePlace>,
}

/// How far instants and dates may lie from the session's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffsetWindow {
    /// Before the session's instant, such as `7d`.
    pub past: String,
    /// After it.
    pub future: String,
    /// Columns with a window of their own, written `table.column`.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnWindow>,
}

/// The window of one column, in the same amounts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWindow {
    /// Before the session's instant.
    pub past: String,
    /// After it.
    pub future: String,
}

/// The value that is an edge case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgePlace {
    /// The row's table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// Its base id.
    pub id: Uuid,
}
