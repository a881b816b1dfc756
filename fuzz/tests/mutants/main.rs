//! Breaks one thing at a time in the shipped profiles, in every table and column, and asks
//! whether it is found: by a rule that may speak of it, where it is.
//!
//! `expected.toml` says which rule that is, and `free.toml` what need not be found, and why.
//! `DEMO_TEST_LONG=1` tries all, and `DEMO_WRITE=1` then writes docs/mutations.md.

mod expected;
mod judge;
mod kinds;
mod report;
mod shipped;

use std::fs;

use expected::Expected;
use judge::{Outcome, Subject};
use report::Report;
use shipped::Profile;

/// Without a long run, one mutant of so many; a prime, so that all kinds and tables have a turn.
const STRIDE: usize = 37;

#[expect(
    clippy::disallowed_methods,
    reason = "how many mutants are tried, and whether the table is written, is all it decides"
)]
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

fn mutants(profile: &Profile) -> impl Iterator<Item = Subject<'_>> {
    let mutants = kinds::all(&profile.seeds).into_iter();
    mutants.map(move |mutant| (profile, mutant))
}

#[test]
fn what_is_broken_is_found() {
    let long = is_set("DEMO_TEST_LONG");
    let (rules, expected) = (shipped::rules(&[]), Expected::read());
    let profiles = ["professional", "enterprise"].map(|name| Profile::new(name, &rules));
    let all = profiles.iter().flat_map(mutants);
    let mutants: Vec<Subject> = all.step_by(if long { 1 } else { STRIDE }).collect();
    let outcomes = judge::all(&mutants, &rules, &expected);
    let report = Report::new(&mutants, &outcomes, &expected);
    println!("{}", report.not_found());
    if long {
        if is_set("DEMO_WRITE") {
            let path = shipped::root().join("docs/mutations.md");
            fs::write(path, report.page(&expected)).unwrap();
        }
        let unused = report.unused.join("\n");
        assert!(unused.is_empty(), "these are of no use:\n{unused}");
    }
    assert!(
        report.found * 100 >= report.meaningful * 99,
        "{} of {} are found:\n{}",
        report.found,
        report.meaningful,
        report.not_found()
    );
}

#[test]
fn without_a_rule_its_mutants_are_not_found() {
    let (rules, expected) = (shipped::rules(&[]), Expected::read());
    // The second goes by the first.
    let fewer = shipped::rules(&["business/quality-result", "business/quality-weight"]);
    let profile = Profile::new("professional", &rules);
    let mut mutants: Vec<Subject> = mutants(&profile).collect();
    mutants.retain(|(_, mutant)| {
        mutant.kind == "a truth value turned" && mutant.of == "quality_checks.passed"
    });
    let found = |rules| {
        let outcomes = judge::all(&mutants, rules, &expected);
        let found = outcomes.into_iter();
        found.filter(|one| matches!(one, Outcome::Found(_))).count()
    };
    assert!(!mutants.is_empty());
    assert_eq!((found(&rules), found(&fewer)), (mutants.len(), 0));
}
