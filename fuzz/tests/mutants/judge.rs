//! Whether a mutant is found by the rule that should, where it should.

use std::{
    cmp::Ordering,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
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

/// A mutant of a profile and what came of it.
pub struct Verdict<'a> {
    pub profile: &'a Profile,
    pub mutant: &'a Mutant,
    pub outcome: Outcome,
}

/// All verdicts, in the order of the mutants; worked out on all cores.
pub fn all<'a>(
    mutants: &'a [(&'a Profile, Mutant)],
    rules: &Rules,
    expected: &Expected,
) -> Vec<Verdict<'a>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((profile, mutant)) = mutants.get(next.fetch_add(1, Relaxed)) {
            let outcome = outcome(profile, mutant, rules, expected);
            done.push(Verdict {
                profile,
                mutant,
                outcome,
            });
        }
        done
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut verdicts: Vec<Verdict> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let done = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap());
        done.collect()
    });
    let place = |verdict: &Verdict| std::ptr::from_ref(verdict.mutant);
    verdicts.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(Ordering::Equal));
    verdicts
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
        seen.iter().find_map(|one| {
            wanted
                .iter()
                .find(|entry| entry.allows(one))
                .cloned()
                .cloned()
        })
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
    let files = seeds.into_iter().flat_map(|seeds| &seeds.files);
    let file = files.filter(|file| file.path == finding.file).next();
    let rows = file.into_iter().flat_map(|file| {
        let tables = file.tables.iter();
        tables.flat_map(move |table| table.rows(file).map(|row| (table.name.as_str(), row)))
    });
    let row = rows
        .filter(|(_, row)| row.at <= at)
        .max_by_key(|(_, row)| row.at);
    match row {
        Some((_, row))
            if finding.file == mutant.file
                && row.at <= mutant.place.start
                && mutant.place.start
                    <= row
                        .cells()
                        .last()
                        .map_or(row.at, |cell| cell.at + cell.length) =>
        {
            Place::Row
        }
        Some((table, _)) => Place::Table(table.to_owned()),
        None => Place::Table(finding.file.clone()),
    }
}

fn offset(text: &str, finding: &Finding) -> usize {
    let lines = text.split_inclusive('\n').take(finding.line - 1);
    let line: usize = lines.map(str::len).sum();
    let before = text[line..].chars().take(finding.column - 1);
    line + before.map(char::len_utf8).sum::<usize>()
}
