//! Ids of generated rows, beside those written by hand.

use std::collections::BTreeSet;

use demo_core::SeedSet;
use uuid::Uuid;

/// Hands out the ids of one table in one file: the table's prefix, a group of four digits that
/// no other file of the table uses, and a counter.
pub(crate) struct Ids {
    begin: String,
    next: u64,
}

impl Ids {
    /// `wanted` is the group; when it is in use, the next that is free.
    pub(crate) fn new(
        seeds: &SeedSet,
        table: &str,
        wanted: u16,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let prefixes = &seeds.manifest.id_prefixes;
        let prefix = prefixes.get(table).map_or("", String::as_str);
        let written: Vec<String> = seeds
            .rows(table)
            .filter_map(|(_, row)| row.text("id")?.parse::<Uuid>().ok())
            .map(|id| id.simple().to_string())
            .collect();
        let groups = (0..=u16::MAX).map(|more| format!("{:04x}", wanted.wrapping_add(more)));
        let begin = groups
            .map(|group| format!("{prefix}{group}"))
            .find(|begin| {
                let used = written.iter().any(|id| id.starts_with(begin.as_str()));
                !used && taken.insert(format!("{table} {begin}"))
            })
            .unwrap_or_default();
        Self { begin, next: 0 }
    }

    /// The next one, of the form of version 4.
    pub(crate) fn draw(&mut self) -> String {
        self.next += 1;
        let begin = format!("{:0<12}", self.begin);
        let (first, second) = begin.split_at(8);
        format!("{first}-{second}-4000-8000-{:012x}", self.next)
    }
}
