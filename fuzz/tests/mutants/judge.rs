//! Whether a mutant is found by the rule that should, where it should.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use demo_core::{Finding, SeedSet};
use demo_store::Rules;

use crate::{
    expected::{Entry, Expected, Place},
    kinds::Mutant,
    shipped::Profile,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// By this rule, at this place.
    Found(Entry),
    /// Each rule that spoke, and where; none where nothing is found.
    NotAsExpected(Vec<Entry>),
}

/// A mutant of a profile.
pub type Subject<'a> = (&'a Profile, Mutant);

/// What came of each mutant, in their order; worked out on all cores.
pub fn all(mutants: &[Subject], rules: &Rules, expected: &Expected) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((profile, mutant)) = mutants.get(number) else {
                return done;
            };
            done.push((number, outcome(profile, mutant, rules, expected)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut outcomes: Vec<(usize, Outcome)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap());
        done.flatten().collect()
    });
    outcomes.sort_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn outcome(profile: &Profile, mutant: &Mutant, rules: &Rules, expected: &Expected) -> Outcome {
    let wanted = expected.of(mutant);
    let text = mutant.text(profile.text(&mutant.file));
    let seen = |seeds: Option<&SeedSet>, findings: &[Finding]| -> Vec<Entry> {
        let places = findings.iter().map(|finding| Entry {
            rule: finding.rule.clone(),
            place: place(profile, mutant, &text, seeds, finding),
        });
        places.collect()
    };
    let right = |seen: &[Entry]| {
        let mut wanted = wanted.iter();
        let found = wanted.find(|entry| seen.iter().any(|one| entry.allows(one)));
        found.map(|entry| (*entry).clone())
    };
    let (seeds, findings) = profile.check(rules, Some(mutant), |seeds, findings| {
        right(&seen(Some(seeds), findings)).is_some()
    });
    let seen = seen(seeds.as_ref(), &findings);
    match right(&seen) {
        Some(entry) => Outcome::Found(entry),
        None => Outcome::NotAsExpected(seen),
    }
}

/// Where a finding stands, seen from what is broken.
fn place(
    profile: &Profile,
    mutant: &Mutant,
    text: &str,
    seeds: Option<&SeedSet>,
    finding: &Finding,
) -> Place {
    let of_file = if finding.file == mutant.file {
        text
    } else {
        profile.text(&finding.file)
    };
    let at = offset(of_file, finding);
    if finding.file == mutant.file && mutant.place.contains(&at) {
        return Place::Value;
    }
    // The row that begins there or before.
    let mut files = seeds.into_iter().flat_map(|seeds| &seeds.files);
    let file = files.find(|file| file.path == finding.file);
    let rows = file.into_iter().flat_map(|file| {
        let tables = file.tables.iter();
        tables.flat_map(move |table| table.rows(file).map(|row| (table.name.as_str(), row)))
    });
    let rows = rows.filter(|(_, row)| row.at <= at);
    let Some((table, row)) = rows.max_by_key(|(_, row)| row.at) else {
        return Place::Table(finding.file.clone());
    };
    let last = row.cells().last();
    let end = last.map_or(row.at, |cell| cell.at + cell.length);
    if finding.file == mutant.file && (row.at..=end).contains(&mutant.place.start) {
        Place::Row
    } else {
        Place::Table(table.to_owned())
    }
}

fn offset(text: &str, finding: &Finding) -> usize {
    let lines = text.split_inclusive('\n').take(finding.line - 1);
    let line: usize = lines.map(str::len).sum();
    let before = text[line..].chars().take(finding.column - 1);
    line + before.map(char::len_utf8).sum::<usize>()
}
