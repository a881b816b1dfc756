//! Breaks one thing at a time in the shipped profiles, in every table and column, and asks
//! whether it is found: by a rule that may speak of it, where it is.
//!
//! `DEMO_TEST_LONG=1 DEMO_WRITE=1 cargo test -p demo-fuzz --test mutants` writes docs/mutations.md.

mod expected;
mod judge;
mod kinds;
mod shipped;

use std::collections::{BTreeMap, BTreeSet};

use expected::{Expected, Used};
use judge::Outcome;
use kinds::Mutant;
use shipped::Profile;

/// Without a long run, one mutant of so many.
const STRIDE: usize = 47;

#[expect(
    clippy::disallowed_methods,
    reason = "how many mutants are tried, and whether the table is written, is all it decides"
)]
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

#[test]
fn what_is_broken_is_found() {
    let long = is_set("DEMO_TEST_LONG");
    let rules = shipped::rules(&[]);
    let expected = Expected::read();
    let profiles = ["professional", "enterprise"].map(|name| Profile::new(name, &rules));
    let mutants: Vec<(&Profile, Mutant)> = profiles
        .iter()
        .flat_map(|profile| {
            kinds::all(&profile.seeds)
                .into_iter()
                .map(move |mutant| (profile, mutant))
        })
        .step_by(if long { 1 } else { STRIDE })
        .collect();
    let verdicts = judge::all(&mutants, &rules, &expected);
    let mut used = Used::default();
    let (mut by_kind, mut suggestions): (
        BTreeMap<&str, [usize; 4]>,
        BTreeMap<String, BTreeMap<String, BTreeSet<&str>>>,
    ) = Default::default();
    let mut missed: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for verdict in &verdicts {
        let m = verdict.mutant;
        let counts = by_kind.entry(m.kind).or_default();
        match &verdict.outcome {
            Outcome::Found(entry) => {
                counts[0] += 1;
                expected.note(m, Some(entry), &mut used);
            }
            Outcome::NotAsExpected(seen) => {
                expected.note(m, None, &mut used);
                if expected.free(m).is_some() {
                    counts[3] += 1;
                } else if seen.is_empty() {
                    counts[1] += 1;
                    *missed
                        .entry(m.of.clone())
                        .or_default()
                        .entry(m.kind)
                        .or_default() += 1;
                } else {
                    counts[2] += 1;
                    for s in seen {
                        suggestions
                            .entry(m.of.clone())
                            .or_default()
                            .entry(s.to_string())
                            .or_default()
                            .insert(m.kind);
                    }
                }
            }
        }
    }
    println!("{} mutants", verdicts.len());
    for (k, c) in &by_kind {
        println!(
            "{k}: found {} missed {} other {} free {}",
            c[0], c[1], c[2], c[3]
        );
    }
    println!("--- other");
    for (of, s) in &suggestions {
        println!("{of}");
        for (e, kinds) in s {
            println!("    {e}    {kinds:?}");
        }
    }
    println!("--- missed");
    for (of, s) in &missed {
        println!("{of}  {s:?}");
    }
}
