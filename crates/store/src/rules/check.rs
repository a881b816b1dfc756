//! The findings of one profile while they are collected: each fault once, and no consequence of another.

use std::collections::{BTreeMap, HashMap, HashSet};

use demo_core::{Finding, SeedSet, Severity, routes, schema::Type, time::Moment};

use super::{
    calendar, constraint,
    flaws::{Flaws, InFile, column_at},
    places::Places,
    prepare::Prepared,
    run::Hit,
};

/// The findings of one profile while they are collected.
pub(super) struct Check<'c, 'a> {
    pub places: &'c Places<'a>,
    flaws: Flaws,
    /// What was found on one day is not found again on another.
    seen: HashSet<(String, String, usize, String)>,
    /// Tables, rows and columns in which rules found errors.
    errors: HashSet<(String, usize, String)>,
    findings: Vec<Finding>,
}

/// A row whose values disagree by a check of its table: the table, its number, the check's
/// columns, and what is said of it where nothing else is.
pub(super) type Disagreeing = (String, usize, Vec<String>, Option<Finding>);

impl<'c, 'a> Check<'c, 'a> {
    /// Begins with what is known, and the findings that were made of it.
    pub fn new(places: &'c Places<'a>, flaws: Flaws, findings: Vec<Finding>) -> Self {
        Self {
            places,
            flaws,
            seen: HashSet::new(),
            errors: HashSet::new(),
            findings,
        }
    }

    /// What does not hold on day zero need not be said of other days.
    pub fn know(&mut self, disagreeing: &[Disagreeing]) {
        for (table, row, columns, _) in disagreeing {
            let places = columns.iter().map(|column| {
                let check = constraint::CHECK.to_owned();
                (check, table.clone(), *row, column.clone())
            });
            self.seen.extend(places);
            self.flaws.note(self.places, constraint::CHECK, table, *row);
        }
    }

    /// All findings, with those of checks where no rule found an error in the same values. A rule
    /// says what to write there.
    pub fn with_unsaid(mut self, disagreeing: Vec<Disagreeing>) -> Vec<Finding> {
        for (table, row, columns, finding) in disagreeing {
            let mut places = columns
                .into_iter()
                .map(|column| (table.clone(), row, column));
            if !places.any(|place| self.errors.contains(&place)) {
                self.findings.extend(finding);
            }
        }
        self.findings
    }

    /// Routes are checked where all is known that they may only follow from.
    pub fn routes(&mut self, seeds: &SeedSet) {
        let mut last: Option<(String, usize, usize)> = None;
        let (mut path, mut file) = (String::new(), None);
        let mut found = routes::check(seeds);
        // At one value, what was found first; the sort is stable.
        found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let mut references = Vec::new();
        for finding in found {
            let place = (finding.file.clone(), finding.line, finding.column);
            if last.as_ref() == Some(&place) {
                continue;
            }
            last = Some(place);
            if path != finding.file {
                file = InFile::new(self.places, &finding.file);
                path.clone_from(&finding.file);
            }
            let row = file.as_ref().and_then(|file| file.row(&finding));
            if let Some((at, (table, row, written))) = row {
                if self.flaws.explain_route(self.places, table, row) {
                    continue;
                }
                self.flaws.note(self.places, &finding.rule, table, row);
                references.extend(column_at(&written, at).map(|column| (table, row, column)));
            }
            self.findings.push(finding);
        }
        // For the rules alone: another fault of a route is one of its own.
        for (table, row, column) in references {
            let kind = self
                .places
                .table(table)
                .and_then(|table| table.column(&column));
            if kind.is_some_and(|column| column.kind == Type::Uuid) {
                self.flaws
                    .note_reference(self.places, (table, row), &column);
            }
        }
    }

    /// Notes what a rule found, at day zero or another moment.
    pub fn take(&mut self, prepared: &Prepared, mut hits: Vec<Hit>, moment: Option<&Moment>) {
        let rule = &prepared.rule;
        hits.retain(|hit| {
            let may_be_there = hit.misses.as_deref().is_some_and(|t| self.flaws.lacks(t));
            !may_be_there && !self.flaws.explain(self.places, prepared, hit.row)
        });
        // A line that names no order is missed by the one that it should name.
        if hits.len() <= self.flaws.loose(prepared) {
            return;
        }
        // Rows that are wrong for one reason are said once a file, at the first.
        hits.sort_by_key(|hit| hit.row);
        let mut causes: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        let mut equal: HashMap<(usize, String), usize> = HashMap::new();
        for hit in hits {
            let (table, row) = (&rule.table, hit.row);
            let column = hit.column.unwrap_or_else(|| rule.column.clone());
            let id = rule.explanation.id.to_string();
            // Of one value several elements may be wrong, equal ones among them.
            let element = hit.element.as_ref().map(|element| {
                let number = equal.entry((row, format!("{column} {element}")));
                let number = number.and_modify(|number| *number += 1).or_default();
                (element.as_str(), *number)
            });
            let value = match element {
                Some((element, number)) => format!("{column} {element} {number}"),
                None => column.clone(),
            };
            if !self.seen.insert((id.clone(), table.clone(), row, value)) {
                continue;
            }
            let message = match moment {
                None => hit.message,
                Some(moment) => format!("{}, {}", hit.message, calendar::name(moment)),
            };
            let place = (table.as_str(), row);
            let words = (message, hit.hint);
            let finding = match element {
                Some(element) => self.places.inside(place, &column, element, &id, words),
                None => Some(self.places.finding(place, &column, &id, words)),
            };
            // A query that joins may return one text twice.
            let Some(mut finding) = finding else { continue };
            finding.severity = rule.explanation.severity;
            self.flaws.note(self.places, &id, table, row);
            if finding.severity == Severity::Error {
                self.errors.insert((table.clone(), row, column));
            }
            if let Some(cause) = hit.cause {
                let first = (self.findings.len(), 0);
                let (_, more) = causes
                    .entry((finding.file.clone(), cause))
                    .and_modify(|(_, more)| *more += 1)
                    .or_insert(first);
                if *more > 0 {
                    continue;
                }
            }
            self.findings.push(finding);
        }
        for (number, more) in causes.into_values().filter(|(_, more)| *more > 0) {
            let rows = if more == 1 { "row" } else { "rows" };
            let message = &mut self.findings[number].message;
            *message = format!("{message}, here and in {more} more {rows} of this file");
        }
    }
}
