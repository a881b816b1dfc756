//! Business rules: queries over one database in memory that holds a profile as it is loaded.
//!
//! Names of tables are unique over all services, so their tables fit in one database, and a
//! rule may join an order with its recipe. The tables' own checks are enforced there too.

mod calendar;
mod constraint;
mod definition;
mod flaws;
mod limits;
mod load;
mod order;
mod places;
mod prepare;
mod run;
mod scratch;
mod words;
mod zones;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use demo_core::{
    FileFault, Finding, Manifest, Plan, SeedSet, Service, Severity, Table, routes,
    rule::{BusinessRule, Explanation},
    time::Moment,
    validate,
};
use jiff::tz::TimeZone;

use crate::{Error, sqlite::Fault};
use calendar::Calendar;
use definition::Definition;
use flaws::{Flaws, InFile};
use places::Places;
use prepare::Prepared;
use scratch::Scratch;

/// Rules that were checked themselves, ready for any profile.
#[derive(Debug)]
pub struct Rules {
    /// Each after those whose findings explain its own.
    prepared: Vec<Prepared>,
    definitions: Arc<Vec<Definition>>,
}

/// A profile as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// As written, for places.
    pub seeds: &'a SeedSet,
    /// By service, planned from these seeds.
    pub plans: &'a BTreeMap<String, Plan>,
    /// The zone of its local dates.
    pub zone: &'a TimeZone,
    /// What is known to be wrong already. No rule says it again in other words.
    pub found: &'a [Finding],
}

/// Why rules could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// Files of rules that cannot be used; all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<FileFault>),
    /// The database in memory failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<rusqlite::Error> for RulesError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(Error::Other(format!("rules: {error}")))
    }
}

impl From<Fault> for RulesError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Engine(error) => error.into(),
            Fault::Store(error) => Self::Store(error),
        }
    }
}

impl Rules {
    /// Checks rules: that each header fits the services' tables, and that each query is one
    /// SELECT that reads these tables and returns what a finding needs.
    ///
    /// # Errors
    ///
    /// [`RulesError::Faults`] with every fault, each at its place.
    pub fn new(
        rules: Vec<BusinessRule>,
        services: &[(Service, Vec<Table>)],
    ) -> Result<Self, RulesError> {
        let definitions = Arc::new(definition::of_services(services)?);
        Self::prepare(rules, definitions)
    }

    /// These rules with others, such as a profile's own, added or in place of those of the same
    /// id.
    ///
    /// # Errors
    ///
    /// [`RulesError::Faults`], as for [`Rules::new`].
    pub fn with(&self, others: Vec<BusinessRule>) -> Result<Self, RulesError> {
        let replaced: HashSet<_> = others
            .iter()
            .map(|rule| rule.explanation.id.clone())
            .collect();
        let mut rules: Vec<BusinessRule> = self
            .prepared
            .iter()
            .map(|prepared| prepared.rule.clone())
            .filter(|rule| !replaced.contains(&rule.explanation.id))
            .collect();
        rules.extend(others);
        Self::prepare(rules, Arc::clone(&self.definitions))
    }

    fn prepare(
        rules: Vec<BusinessRule>,
        definitions: Arc<Vec<Definition>>,
    ) -> Result<Self, RulesError> {
        let scratch = Scratch::open(&definitions, scratch::day_zero(&TimeZone::UTC), "")?;
        let mut faults = order::twice(&rules);
        let (mut prepared, tables) = (Vec::new(), definition::tables(&definitions));
        for rule in rules {
            match prepare::prepare(&scratch, rule, &tables) {
                Ok(rule) => prepared.push(rule),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            prepared =
                order::explained_last(prepared).map_err(|fault| RulesError::Faults(vec![fault]))?;
            return Ok(Self {
                prepared,
                definitions,
            });
        }
        faults.sort();
        Err(RulesError::Faults(faults))
    }

    /// What each rule is for, by id.
    #[must_use]
    pub fn explanations(&self) -> Vec<&Explanation> {
        let mut all: Vec<_> = self
            .prepared
            .iter()
            .map(|prepared| &prepared.rule.explanation)
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// What is wrong with a profile by its tables' constraints, its routes and these rules, at day zero
    /// and, where the calendar matters, on other days of the week too.
    ///
    /// # Errors
    ///
    /// [`RulesError::Faults`] when a query takes too long, or returns what is no row.
    pub fn check(&self, subject: &Subject<'_>) -> Result<Vec<Finding>, RulesError> {
        let places = Places::new(subject.seeds, &self.definitions);
        let mut flaws = Flaws::of_findings(&places, subject.found);
        let mut findings = Vec::new();
        let day_zero = scratch::day_zero(subject.zone);
        let profile = &subject.seeds.manifest.profile;
        let mut scratch = Scratch::open(&self.definitions, day_zero.clone(), profile)?;
        let mut disagreeing = Vec::new();
        load::all(&mut scratch, subject, &day_zero, |refused| {
            let finding = constraint::finding(&places, &flaws, refused);
            if refused.stays {
                let columns = constraint::columns(&places, refused);
                disagreeing.push((refused.table.to_owned(), refused.row, columns, finding));
            } else {
                findings.extend(finding);
                flaws.add_row(&places, refused.table, refused.row);
            }
        })?;
        // Rows of a file that could not be read are missed by every rule that counts on them.
        let is_empty = |finding: &Finding| finding.rule == validate::EMPTY_FILE;
        if !subject.seeds.unread.is_empty() || subject.found.iter().any(is_empty) {
            findings.extend(disagreeing.into_iter().filter_map(|(.., finding)| finding));
            return Ok(findings);
        }
        let mut check = Check {
            places: &places,
            flaws,
            seen: HashSet::new(),
            errors: HashSet::new(),
            findings,
        };
        check.know(&disagreeing);
        for (table, row, ..) in &disagreeing {
            check.flaws.note(&places, constraint::CHECK, table, *row);
        }
        let explaining = order::explaining(&self.prepared, &routes::AFTER);
        let is_before = |rule: &&Prepared| explaining.contains(rule.id());
        let (before, after): (Vec<_>, Vec<_>) = self.prepared.iter().partition(is_before);
        for rule in before {
            check.run(&scratch, rule, None)?;
        }
        check.routes(subject.seeds);
        for rule in after {
            check.run(&scratch, rule, None)?;
        }
        self.other_days(subject, &scratch, &mut check)?;
        Ok(check.with_unsaid(disagreeing))
    }

    fn other_days(
        &self,
        subject: &Subject<'_>,
        scratch: &Scratch,
        check: &mut Check<'_>,
    ) -> Result<(), RulesError> {
        let calendar = Calendar::new(subject.plans);
        let checks = constraint::by_calendar(&self.definitions, &calendar);
        let moved: Vec<&Prepared> = self
            .prepared
            .iter()
            .chain(&checks)
            .filter(|rule| calendar.matters_to(rule))
            .collect();
        if moved.is_empty() {
            return Ok(());
        }
        let reads: BTreeSet<_> = moved.iter().flat_map(|rule| &rule.reads).collect();
        calendar.make_views(scratch, &self.definitions, &reads)?;
        for moment in calendar.moments(subject.zone) {
            scratch.clock.set(moment.clone());
            for rule in &moved {
                check.run(scratch, rule, Some(&moment))?;
            }
        }
        Ok(())
    }
}

/// What no seed data has in a text, so that rules see where a session's own id stands.
const SHORT_ID: &str = "0session00";

/// The session values of a clone without a session: those of the manifest.
fn session_values(manifest: &Manifest) -> demo_core::plan::SessionValues {
    demo_core::plan::SessionValues {
        email: manifest.email.clone(),
        company: manifest.company.clone(),
        short_id: SHORT_ID.to_owned(),
        subscription_tier: manifest.subscription_tier.clone(),
        password_digest: "none".to_owned(),
    }
}

/// The findings of one profile while they are collected.
struct Check<'a> {
    places: &'a Places<'a>,
    flaws: Flaws,
    /// What was found on one day is not found again on another.
    seen: HashSet<(String, String, usize, String)>,
    /// Tables, rows and columns in which rules found errors.
    errors: HashSet<(String, usize, String)>,
    findings: Vec<Finding>,
}

/// A row whose values disagree by a check of its table: the table, its number, the check's
/// columns, and what is said of it where nothing else is.
type Disagreeing = (String, usize, Vec<String>, Option<Finding>);

impl Check<'_> {
    /// What does not hold on day zero need not be said of other days.
    fn know(&mut self, disagreeing: &[Disagreeing]) {
        for (table, row, columns, _) in disagreeing {
            let places = columns.iter().map(|column| {
                let check = constraint::CHECK.to_owned();
                (check, table.clone(), *row, column.clone())
            });
            self.seen.extend(places);
        }
    }

    /// All findings, with those of checks where no rule found an error in the same values. A rule
    /// says what to write there.
    fn with_unsaid(mut self, disagreeing: Vec<Disagreeing>) -> Vec<Finding> {
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
    fn routes(&mut self, seeds: &SeedSet) {
        let mut last: Option<(String, usize, usize)> = None;
        let (mut path, mut file) = (String::new(), None);
        let mut found = routes::check(seeds);
        // At one value, what was found first; the sort is stable.
        found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
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
            if let Some((_, (table, row, _))) = row {
                if self.flaws.explain_route(self.places, table, row) {
                    continue;
                }
                self.flaws.note(self.places, &finding.rule, table, row);
            }
            self.findings.push(finding);
        }
    }

    fn run(
        &mut self,
        scratch: &Scratch,
        prepared: &Prepared,
        moment: Option<&Moment>,
    ) -> Result<(), RulesError> {
        let rule = &prepared.rule;
        let mut hits = run::run(scratch, prepared, self.places)?;
        hits.retain(|hit| {
            let may_be_there = hit.misses.as_deref().is_some_and(|t| self.flaws.lacks(t));
            !may_be_there && !self.flaws.explain(self.places, prepared, hit.row)
        });
        // A line that names no order is missed by the one that it should name.
        if hits.len() <= self.flaws.loose(prepared) {
            return Ok(());
        }
        // Rows that are wrong for one reason are said once a file, at the first.
        hits.sort_by_key(|hit| hit.row);
        let mut causes: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for hit in hits {
            let (table, row) = (&rule.table, hit.row);
            let column = hit.column.unwrap_or_else(|| rule.column.clone());
            let id = rule.explanation.id.to_string();
            // Of one value several elements may be wrong.
            let value = match &hit.element {
                Some(element) => format!("{column} {element}"),
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
            let mut finding = match &hit.element {
                Some(element) => self.places.inside(place, &column, element, &id, words),
                None => self.places.finding(place, &column, &id, words),
            };
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
        Ok(())
    }
}
