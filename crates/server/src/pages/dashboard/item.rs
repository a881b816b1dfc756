//! Cards, and what stands on them.

use crate::pages::{
    labels::label,
    van::Strip,
    visitor::{Row, Visitor, text},
};

/// A card: things of one kind.
pub struct Card {
    pub title: &'static str,
    /// A class of the style sheet.
    pub tone: &'static str,
    /// What it says when there are none.
    pub empty: &'static str,
    /// Those that are shown.
    pub items: Vec<Item>,
    /// How many there are.
    pub count: u64,
}

/// A thing.
#[derive(Default)]
pub struct Item {
    /// Its row's page; empty of what the visitor may not open.
    pub href: String,
    /// What kind of thing it is, before its name.
    pub kind: String,
    /// Its name, in the language of the profile's texts.
    pub name: String,
    pub when: String,
    pub more: String,
    /// What its row says of it, in its own language.
    pub note: String,
    /// A class of the style sheet, where it is not that of its card.
    pub tone: &'static str,
    /// How grave it is, in words.
    pub grade: String,
    /// A van's route.
    pub strip: Option<Strip>,
}

impl Card {
    /// One of some things.
    pub fn new(
        title: &'static str,
        tone: &'static str,
        empty: &'static str,
        items: Vec<Item>,
    ) -> Self {
        Self {
            title,
            tone,
            empty,
            count: items.len() as u64,
            items,
        }
    }

    /// The first of so many.
    pub fn of(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// How many are not shown.
    pub fn rest(&self) -> u64 {
        self.count.saturating_sub(self.items.len() as u64)
    }
}

/// A name and the number that tells it from others of the name.
pub fn numbered(name: &str, number: &str) -> String {
    format!("{name} {number}").trim().to_owned()
}

/// A row's quantity with its unit.
pub fn quantity(visitor: &Visitor, row: &Row, column: &str) -> String {
    let quantity = visitor.format.quantity(text(row, column));
    format!("{quantity}\u{a0}{}", unit(visitor, text(row, "unit")))
}

/// A unit of measure for people.
pub fn unit(visitor: &Visitor, unit: &str) -> String {
    match unit {
        "unit" => label(visitor.reader.language, "units"),
        other => other.to_owned(),
    }
}
