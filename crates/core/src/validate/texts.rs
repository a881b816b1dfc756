//! Texts that people read name numbers that are there.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Bound,
};

use super::view::{View, Views};
use crate::{
    Finding,
    plan::{Cells, JsonTemplate, TextTemplate},
    schema::Type,
    seed::Value,
};

const RULE: &str = "reference/text";

/// Numbers of each kind, such as `PV-1144`, by how they begin and how many digits follow; each with
/// the row that has it. Several tables may share a kind.
type Numbers<'v, 'a> = BTreeMap<&'v str, BTreeMap<usize, Kind<'v, 'a>>>;

/// Each number of a kind.
type Kind<'v, 'a> = BTreeMap<&'v str, Place<'v, 'a>>;

/// Shorter ones are parts of names, such as a flour's.
const FEWEST_DIGITS: usize = 3;

/// So many are told: whoever has more mends them by one cause.
const MOST: usize = 200;

/// A text of a row's column.
#[derive(Clone, Copy)]
struct Place<'v, 'a> {
    view: &'v View<'a>,
    row: usize,
    column: &'v str,
}

/// With `whole` false, what is named may stand in a file that could not be read.
pub(super) fn check(views: &Views, whole: bool, findings: &mut Vec<Finding>) {
    if !whole {
        return;
    }
    let numbers = numbers(views);
    let mut named: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for view in views.iter() {
        for (column, cells) in view.columns() {
            let column = column.name.as_str();
            for (row, text) in texts(cells) {
                let words: BTreeSet<&str> = sentences(text).flat_map(words).collect();
                for word in words
                    .into_iter()
                    .filter(|word| kind(&numbers, word).is_some())
                {
                    let places = named.entry(word).or_default();
                    places.push(Place { view, row, column });
                }
            }
        }
    }
    let is_there = |word: &str| kind(&numbers, word).is_some_and(|kind| kind.contains_key(word));
    let unknown = named.iter().filter(|(word, _)| !is_there(word));
    let mut found: Vec<Finding> = Vec::new();
    let told: HashSet<&str> = findings
        .iter()
        .map(|one| one.text.trim_matches('"'))
        .collect();
    let unknown = unknown.filter(|(word, _)| !told.contains(*word));
    let meant = unknown.filter_map(|(word, places)| {
        let meant = meant(word, kind(&numbers, word)?, &named)?;
        Some((*word, places, meant))
    });
    for (word, places, meant) in meant.take(MOST) {
        // A row that is missing has been told where something refers to it.
        let table = format!("`{}`", meant.0.view.table.name);
        let is_missed =
            |one: &Finding| one.rule.starts_with("reference/") && one.hint.contains(&table);
        if !findings.iter().any(is_missed) {
            found.push(lacks(word, places, meant));
        }
    }
    findings.append(&mut found);
}

/// The texts of a column, each with its row.
fn texts(cells: &Cells) -> Box<dyn Iterator<Item = (usize, &str)> + '_> {
    match cells {
        Cells::Text(cells) => {
            let texts = cells.iter().enumerate();
            Box::new(texts.filter_map(|(row, cell)| match cell {
                Some(TextTemplate::Literal(text)) => Some((row, text.as_str())),
                _ => None,
            }))
        }
        Cells::Json(cells) => {
            let cells = cells.iter().enumerate();
            Box::new(cells.flat_map(|(row, cell)| {
                let literals = cell.iter().flat_map(JsonTemplate::literals);
                literals.map(move |text| (row, text))
            }))
        }
        _ => Box::new(std::iter::empty()),
    }
}

/// The parts between quotes that are more than a word: what stands alone may be another's number, as
/// a supplier's for what it sells.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| part.trim().contains(' '))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
}

/// A number's letters up to its last hyphen, and how many digits follow.
fn split(number: &str) -> Option<(&str, usize)> {
    let (kind, digits) = number.split_at(number.rfind('-')? + 1);
    let is_kind = kind.contains(|c: char| c.is_ascii_alphabetic());
    let is_number = digits.len() >= FEWEST_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    (is_kind && is_number).then_some((kind, digits.len()))
}

fn kind<'n, 'v, 'a>(numbers: &'n Numbers<'v, 'a>, word: &str) -> Option<&'n Kind<'v, 'a>> {
    let (begin, digits) = split(word)?;
    numbers.get(begin)?.get(&digits)
}

/// The numbers of all columns whose texts are unique.
fn numbers<'v, 'a>(views: &'v Views<'a>) -> Numbers<'v, 'a> {
    let mut numbers = Numbers::new();
    for view in views.iter() {
        let unique = view.table.unique.iter();
        let alone = unique.filter_map(|columns| match &columns[..] {
            [_, column] => view.table.column(column),
            _ => None,
        });
        for column in alone.filter(|column| column.kind == Type::Text) {
            let cells = view.cells(&column.name);
            for (row, text) in cells.into_iter().flat_map(texts) {
                let Some((begin, digits)) = split(text) else {
                    continue;
                };
                let column = &column.name;
                // A lot may have its batch's number, which is then the batch's.
                let place = Place { view, row, column };
                let kinds = numbers.entry(begin).or_default();
                let kind = kinds.entry(digits).or_default();
                kind.entry(text).or_insert(place);
            }
        }
    }
    numbers
}

/// The row whose number a text means, with that, and whether the row's is the one that is wrong. None
/// where the number may be one of before the demo.
fn meant<'n, 'v, 'a>(
    word: &str,
    kind: &'n Kind<'v, 'a>,
    named: &BTreeMap<&str, Vec<Place>>,
) -> Option<(&'n Place<'v, 'a>, &'v str, bool)> {
    let (first, last) = (*kind.first_key_value()?.0, *kind.last_key_value()?.0);
    let places = |words: Vec<String>| {
        let found = words.into_iter();
        let found = found.filter_map(|word| kind.get_key_value(word.as_str()));
        found
            .map(|(number, place)| (*number, place))
            .collect::<Vec<_>>()
    };
    let (swapped, near) = (places(swaps(word)), places(replacements(word)));
    // Of a number of before the demo, which is less than all, only two digits that changed places
    // are known to be a slip.
    if word < first && swapped.is_empty() {
        return None;
    }
    let all = || swapped.iter().chain(&near).copied();
    // A number that no text names, and that stands where this one is in order, was this one.
    let was =
        all().find(|(number, place)| !named.contains_key(number) && place.would_be_in_order(word));
    if let Some((number, place)) = was.filter(|_| named.get(word).is_some_and(|all| all.len() > 1))
    {
        return Some((place, number, true));
    }
    let next = all().next();
    next.map(|(number, place)| (place, number, false))
        .or_else(|| {
            // Between others it is none of before.
            let (number, place) = kind
                .range::<str, _>((Bound::Included(word), Bound::Unbounded))
                .next()?;
            (word < last).then_some((place, *number, false))
        })
}

/// The texts in which two neighbours have changed places.
fn swaps(word: &str) -> Vec<String> {
    let letters = word.as_bytes();
    let swapped = (1..letters.len())
        .filter(|at| letters[at - 1] != letters[*at])
        .map(|at| {
            let mut letters = letters.to_vec();
            letters.swap(at - 1, at);
            letters
        });
    swapped
        .filter_map(|letters| String::from_utf8(letters).ok())
        .collect()
}

/// The texts in which one digit is another.
fn replacements(word: &str) -> Vec<String> {
    let digits = word
        .bytes()
        .enumerate()
        .filter(|(_, letter)| letter.is_ascii_digit());
    let replaced = digits.flat_map(|(at, own)| {
        (b'0'..=b'9')
            .filter(move |digit| *digit != own)
            .map(move |digit| {
                let mut letters = word.as_bytes().to_vec();
                letters[at] = digit;
                letters
            })
    });
    replaced
        .filter_map(|letters| String::from_utf8(letters).ok())
        .collect()
}

/// What to say of a number that texts name and no row has.
fn lacks(word: &str, places: &[Place], meant: (&Place, &str, bool)) -> Finding {
    let (near, number, is_lost) = meant;
    let table = &near.view.table.name;
    if is_lost {
        let more = match places.len() {
            0 | 1 => String::new(),
            2 => format!(" and {}", places[1].place()),
            more => format!(", {} and {} more", places[1].place(), more - 2),
        };
        return near.warning(
            number,
            format!(
                "no row of `{table}` has the number {word}, which texts name: {}{more}",
                places[0].place()
            ),
            format!("is this number wrong? Write `{word}` here, or `{number}` there"),
        );
    }
    places[0].warning(
        word,
        format!("the text names {word}, which no row of `{table}` has"),
        format!(
            "is `{number}` meant, at {}? Which is right? Write here the number of a row that is there, or \
             {word} there",
            near.place(),
        ),
    )
}

impl Place<'_, '_> {
    fn place(&self) -> String {
        self.view.place_of((self.row, self.column))
    }

    /// Whether a number lies between those of the rows before and behind.
    fn would_be_in_order(&self, number: &str) -> bool {
        let Some(Cells::Text(cells)) = self.view.cells(self.column) else {
            return false;
        };
        let text = |row: Option<usize>| match cells.get(row?)? {
            Some(TextTemplate::Literal(text)) => Some(text.as_str()),
            _ => None,
        };
        let (before, next) = (text(self.row.checked_sub(1)), text(Some(self.row + 1)));
        before.is_none_or(|before| before < number) && next.is_none_or(|next| number < next)
    }

    /// A warning at a part of the text.
    fn warning(&self, part: &str, message: String, hint: String) -> Finding {
        let (file, written) = self.view.written(self.row);
        let at = written.get(self.column).map_or(written.at, |cell| {
            let text = &file.text[cell.at..cell.at + cell.length];
            // One with escapes is not found as it is read, and a number alone is the whole of its text.
            let inside = match cell.value {
                Value::String(text) if text == part => None,
                Value::String(_) | Value::Json(_) => text.find(part),
                _ => None,
            };
            cell.at + inside.unwrap_or(0)
        });
        file.warning(RULE, at, message, hint)
    }
}
