//! Cards, and what stands on them.

use super::listed::{Part, Place};
use crate::pages::{
    labels::label,
    text::Texts,
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
    /// Where those that are not shown stand: address, and how many in words.
    pub rest: Vec<(String, String)>,
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
    /// What it carries.
    pub load: String,
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
            rest: Vec::new(),
        }
    }

    /// The first of so many; a list has them all.
    pub fn of(self, t: &Texts, count: u64, list: String) -> Self {
        let rest = count.saturating_sub(self.items.len() as u64);
        let text = format!("+ {rest} {}", t.more);
        let rest = (rest > 0).then_some((list, text));
        Self {
            count,
            rest: rest.into_iter().collect(),
            ..self
        }
    }

    /// The first of several tables' rows, each with how many there are and are shown, and the list
    /// that has them all.
    pub fn of_tables(self, visitor: &Visitor, tables: Vec<Shown>) -> Self {
        let (t, language) = (visitor.reader.texts(), visitor.reader.language);
        let count = tables.iter().map(|one| one.count).sum();
        let rest = tables.into_iter().filter_map(|one| {
            let rest = one
                .count
                .checked_sub(one.on_card)
                .filter(|rest| *rest > 0)?;
            let name = label(language, one.place.1);
            Some((one.list, format!("+ {rest} {} · {name}", t.more)))
        });
        Self {
            count,
            rest: rest.collect(),
            ..self
        }
    }
}

/// How much of a table a card shows.
pub struct Shown {
    pub place: Place,
    pub count: u64,
    pub on_card: u64,
    pub list: String,
}

/// A table's list with some filters.
pub fn list_link(visitor: &Visitor, (service, table): Place, query: &[Part<'_>]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    visitor.link(&format!("/demo/tables/{service}/{table}?{query}"))
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
