//! Cards, and what stands on them.

use super::listed::{Counted, Listed, Place};
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

    /// The first of some lists' rows; each list has all of its own.
    pub fn of(self, visitor: &Visitor, lists: &[Shown]) -> Self {
        let t = visitor.reader.texts();
        let rest = lists.iter().filter_map(|list| {
            let rest = list.of.count.checked_sub(list.on_card);
            let rest = rest.filter(|rest| *rest > 0)?;
            let mut text = format!("+ {rest} {}", t.more);
            if !list.name.is_empty() {
                text = format!("{text} · {}", list.name);
            }
            Some((list_link(visitor, list.place, list), text))
        });
        Self {
            count: lists.iter().map(|list| list.of.count).sum(),
            rest: rest.collect(),
            ..self
        }
    }
}

/// How much of a list a card shows.
pub struct Shown<'a> {
    pub place: Place,
    pub of: &'a Counted,
    pub on_card: u64,
    /// What its rows are, on a card with several lists.
    pub name: String,
    /// The order of the list; empty of the table's own.
    pub sort: &'static str,
}

impl<'a> Shown<'a> {
    /// The rows of each query of a list, all of the first ones, in an order.
    pub fn all(place: Place, list: &'a Listed, sort: &'static str) -> Vec<Self> {
        let of = list.of.iter();
        let of = of.map(|of| Shown {
            place,
            of,
            on_card: of.shown,
            name: String::new(),
            sort,
        });
        of.collect()
    }

    /// With what its rows are.
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }
}

/// What a card counted as a table's list.
fn list_link(visitor: &Visitor, (service, table): Place, list: &Shown) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&list.of.query);
    if !list.sort.is_empty() {
        query.append_pair("sort", list.sort);
    }
    visitor.link(&format!(
        "/demo/tables/{service}/{table}?{}",
        query.finish()
    ))
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
