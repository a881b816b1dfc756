//! Business rules: queries over one database in memory that holds a profile as it is loaded.
//!
//! Names of tables are unique over all services, so their tables fit in one database, and a
//! rule may join an order with its recipe. The tables' own checks are enforced there too.

mod calendar;
mod check;
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
mod spread;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use demo_core::time::Moment;
use demo_core::{
    FileFault, Finding, Manifest, Plan, SeedSet, Service, Table, routes,
    rule::{BusinessRule, Explanation},
    validate,
};
use jiff::tz::TimeZone;

use crate::{Error, sqlite::Fault};
use calendar::Calendar;
use check::{Check, Disagreeing};
use definition::Definition;
use flaws::Flaws;
use places::Places;
use prepare::{Known, Prepared};
use scratch::Scratch;

/// The services' tables, as rules see them: in one database.
#[derive(Debug, Clone)]
pub struct RuleTables(Arc<Tables>);

#[derive(Debug)]
struct Tables {
    definitions: Vec<Definition>,
    /// Without a row, to be copied: faster than to make each table anew.
    empty: Mutex<Scratch>,
}

/// Rules that were checked themselves, ready for any profile.
#[derive(Debug)]
pub struct Rules {
    /// Each after those whose findings explain its own.
    prepared: Vec<Prepared>,
    tables: RuleTables,
}

/// A profile's rows in the tables, at day zero, with what is wrong with them by the tables' own
/// constraints.
pub struct RowsForRules<'a> {
    subject: Subject<'a>,
    places: Places<'a>,
    scratch: Scratch,
    flaws: Flaws,
    findings: Vec<Finding>,
    disagreeing: Vec<Disagreeing>,
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

impl RuleTables {
    /// Those that the services' migrations make.
    ///
    /// # Errors
    ///
    /// [`RulesError::Store`] for a migration that fails.
    pub fn of(services: &[(Service, Vec<Table>)]) -> Result<Self, RulesError> {
        let definitions = definition::of_services(services)?;
        let empty = Scratch::open(&definitions, scratch::day_zero(&TimeZone::UTC))?;
        Ok(Self(Arc::new(Tables {
            definitions,
            empty: Mutex::new(empty),
        })))
    }

    fn definitions(&self) -> &[Definition] {
        &self.0.definitions
    }

    /// The tables without rows, for rules of the profile of a name, with the clock at a moment.
    fn scratch(&self, moment: Moment, profile: &str) -> rusqlite::Result<Scratch> {
        let empty = self.0.empty.lock().unwrap_or_else(PoisonError::into_inner);
        empty.copy(moment, profile)
    }

    /// Loads a profile's rows at day zero, for [`Rules::check`].
    ///
    /// # Errors
    ///
    /// [`RulesError::Store`] for a column that no migration makes.
    pub fn load<'a>(&'a self, subject: Subject<'a>) -> Result<RowsForRules<'a>, RulesError> {
        let places = Places::new(subject.seeds, self.definitions());
        let mut flaws = Flaws::of_findings(&places, subject.found);
        let mut findings = Vec::new();
        let day_zero = scratch::day_zero(subject.zone);
        let profile = &subject.seeds.manifest.profile;
        let mut scratch = self.scratch(day_zero.clone(), profile)?;
        let mut disagreeing = Vec::new();
        load::all(&mut scratch, &subject, &day_zero, |refused| {
            let finding = constraint::finding(&places, &flaws, refused);
            if refused.stays {
                let columns = constraint::columns(&places, refused);
                disagreeing.push((refused.table.to_owned(), refused.row, columns, finding));
            } else {
                findings.extend(finding);
                flaws.add_row(&places, refused.table, refused.row);
            }
        })?;
        Ok(RowsForRules {
            subject,
            places,
            scratch,
            flaws,
            findings,
            disagreeing,
        })
    }
}

impl Rules {
    /// Checks rules: that each header fits the services' tables, and that each query is one
    /// SELECT that reads these tables and returns what a finding needs.
    ///
    /// # Errors
    ///
    /// [`RulesError::Faults`] with every fault, each at its place.
    pub fn new(rules: &[BusinessRule], tables: RuleTables) -> Result<Self, RulesError> {
        let scratch = tables.scratch(scratch::day_zero(&TimeZone::UTC), "")?;
        let mut faults = order::twice(rules);
        let mut prepared = Vec::new();
        let known = Known::new(definition::tables(tables.definitions()));
        let read = |scratch: &Scratch, rule: &BusinessRule| {
            prepare::prepare(scratch, rule.clone(), &known)
        };
        spread::over(&mut spread::copies(scratch), rules, read, |_, read| {
            match read {
                Ok(rule) => prepared.push(rule),
                Err(fault) => faults.push(fault),
            }
            Ok::<_, RulesError>(())
        })?;
        if faults.is_empty() {
            prepared =
                order::explained_last(prepared).map_err(|fault| RulesError::Faults(vec![fault]))?;
            return Ok(Self { prepared, tables });
        }
        faults.sort();
        Err(RulesError::Faults(faults))
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
        Self::new(&rules, self.tables.clone())
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
    pub fn check(&self, rows: RowsForRules<'_>) -> Result<Vec<Finding>, RulesError> {
        let RowsForRules {
            subject,
            places,
            scratch,
            flaws,
            mut findings,
            disagreeing,
        } = rows;
        // Rows of a file that could not be read are missed by every rule that counts on them.
        let is_empty = |finding: &Finding| finding.rule == validate::EMPTY_FILE;
        if !subject.seeds.unread.is_empty() || subject.found.iter().any(is_empty) {
            findings.extend(disagreeing.into_iter().filter_map(|(.., finding)| finding));
            return Ok(findings);
        }
        let mut check = Check::new(&places, flaws, findings);
        check.know(&disagreeing);
        let explaining = order::explaining(&self.prepared, &routes::AFTER);
        let is_before = |rule: &&Prepared| explaining.contains(rule.id());
        let (before, after): (Vec<_>, Vec<_>) = self.prepared.iter().partition(is_before);
        let mut scratches = spread::copies(scratch);
        let mut ask = |rules: &[&Prepared], check: &mut Check<'_, '_>| {
            let run = |scratch: &Scratch, rule: &&Prepared| run::run(scratch, rule, &places);
            spread::over(&mut scratches, rules, run, |rule, hits| {
                check.take(rule, hits?, None);
                Ok::<_, RulesError>(())
            })
        };
        ask(&before, &mut check)?;
        check.routes(subject.seeds);
        ask(&after, &mut check)?;
        self.other_days(&subject, &mut scratches, &mut check)?;
        Ok(check.with_unsaid(disagreeing))
    }

    fn other_days(
        &self,
        subject: &Subject<'_>,
        scratches: &mut [Scratch],
        check: &mut Check<'_, '_>,
    ) -> Result<(), RulesError> {
        let calendar = Calendar::new(subject.plans);
        let checks = constraint::by_calendar(self.tables.definitions(), &calendar);
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
        for scratch in &*scratches {
            calendar.make_views(scratch, self.tables.definitions(), &reads)?;
        }
        let (moments, places) = (calendar.moments(subject.zone), check.places);
        // A rule is asked on all days by one thread, whose database so reads it once.
        let ask = |scratch: &Scratch, rule: &&Prepared| {
            let hits = moments.iter().map(|moment| {
                scratch.clock.set(moment.clone());
                run::run(scratch, rule, places)
            });
            hits.collect::<Result<Vec<_>, _>>()
        };
        spread::over(scratches, &moved, ask, |rule, days| {
            for (moment, hits) in moments.iter().zip(days?) {
                check.take(rule, hits, Some(moment));
            }
            Ok(())
        })
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
