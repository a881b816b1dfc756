//! What is found of what is broken, and what is not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    expected::{Entry, Expected, Free, Place, Used},
    judge::{Outcome, Subject},
};

pub struct Report {
    /// Mutants but those that need not be found and are not.
    pub meaningful: usize,
    pub found: usize,
    /// What is written in expected.toml and free.toml and nothing came of.
    pub unused: Vec<String>,
    kinds: BTreeMap<&'static str, Kind>,
    /// By kind and column, what was found instead, with how often.
    not_found: BTreeMap<(&'static str, String, String), usize>,
}

#[derive(Default)]
struct Kind {
    made: usize,
    found: usize,
    free: usize,
    rules: BTreeMap<String, usize>,
    places: BTreeSet<&'static str>,
}

impl Report {
    pub fn new(mutants: &[Subject], outcomes: &[Outcome], expected: &Expected) -> Self {
        let mut report = Self {
            meaningful: 0,
            found: 0,
            unused: Vec::new(),
            kinds: BTreeMap::new(),
            not_found: BTreeMap::new(),
        };
        let mut used = Used::default();
        for ((_, mutant), outcome) in mutants.iter().zip(outcomes) {
            let kind = report.kinds.entry(mutant.kind).or_default();
            kind.made += 1;
            match outcome {
                Outcome::Found(entry) => {
                    expected.note(mutant, Some(entry), &mut used);
                    kind.found += 1;
                    *kind.rules.entry(entry.rule.clone()).or_default() += 1;
                    kind.places.insert(words(&entry.place));
                }
                Outcome::NotAsExpected(_) if expected.free(mutant).is_some() => {
                    expected.note(mutant, None, &mut used);
                    kind.free += 1;
                }
                Outcome::NotAsExpected(seen) => {
                    let seen: Vec<String> = seen.iter().map(Entry::to_string).collect();
                    let key = (mutant.kind, mutant.of.clone(), seen.join(", "));
                    *report.not_found.entry(key).or_default() += 1;
                }
            }
        }
        let free: usize = report.kinds.values().map(|kind| kind.free).sum();
        report.meaningful = mutants.len() - free;
        report.found = report.kinds.values().map(|kind| kind.found).sum();
        report.unused = expected.unused(&used);
        report
    }

    /// A line for each kind and column of which some is not found.
    pub fn not_found(&self) -> String {
        let mut text = String::new();
        for ((kind, of, seen), times) in &self.not_found {
            let seen = if seen.is_empty() {
                "nothing is found"
            } else {
                seen
            };
            let _ = writeln!(text, "| {kind} | `{of}` | {seen} | {times} |");
        }
        text
    }

    /// docs/mutations.md
    pub fn page(&self, expected: &Expected) -> String {
        let made: usize = self.kinds.values().map(|kind| kind.made).sum();
        let (found, meaningful) = (self.found, self.meaningful);
        let mut text = format!(
            "# What is broken, and what of it is found\n\n\
             One thing at a time is broken in the shipped profiles, in every table and column, and\n\
             `validate` is to find it: by a rule that may rightly speak of it, inside the broken\n\
             value, or where another value says otherwise.\n\n\
             {made} mutants were made; {found} of the {meaningful} that can be told from good data are\n\
             found so. The others make as good a profile: the last table says why. Histories are left\n\
             out: their rows are all alike, and `generate history` writes them anew.\n\n\
             Made by `DEMO_TEST_LONG=1 DEMO_WRITE=1 cargo test -p demo-fuzz --test mutants`. What is\n\
             expected of which column stands in `fuzz/tests/mutants/expected.toml`.\n\n\
             | What is broken | Made | Found | As good | By | Where |\n\
             | --- | ---: | ---: | ---: | --- | --- |\n"
        );
        for (name, kind) in &self.kinds {
            let mut rules: Vec<_> = kind.rules.iter().collect();
            rules.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
            let more = rules.len().saturating_sub(3);
            let shown = rules.iter().take(3).map(|(rule, _)| format!("`{rule}`"));
            let mut by = shown.collect::<Vec<_>>().join(" ");
            if more > 0 {
                let _ = write!(by, " and {more} more");
            }
            let places: Vec<&str> = kind.places.iter().copied().collect();
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {} | {by} | {} |",
                kind.made,
                kind.found,
                kind.free,
                places.join(", ")
            );
        }
        let missed = self.not_found();
        if !missed.is_empty() {
            text.push_str(
                "\n## Not found as it should be\n\n\
                 | What is broken | Where | What is found | Times |\n| --- | --- | --- | ---: |\n",
            );
            text.push_str(&missed);
        }
        text.push_str(
            "\n## As good a profile\n\n| What is broken | Where | Why it need not be found |\n| --- | --- | --- |\n",
        );
        for Free {
            why,
            kinds,
            columns,
        } in &expected.free
        {
            let columns: Vec<String> = columns.iter().map(|one| format!("`{one}`")).collect();
            let _ = writeln!(
                text,
                "| {} | {} | {why} |",
                kinds.join("; "),
                columns.join(" ")
            );
        }
        text
    }
}

fn words(place: &Place) -> &'static str {
    match place {
        Place::Value => "there",
        Place::Row => "elsewhere in the row",
        Place::Table(_) => "at a row that says otherwise",
        Place::Any => "where it is missed",
    }
}
