//! The table of what is found and what is not.

use std::{collections::BTreeMap, fmt::Write as _};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Caught,
    Missed,
    OtherRule(String),
    OtherPlace,
}

/// Profile, kind, column and outcome.
pub type Result = (&'static str, &'static str, String, Outcome);

/// How many were found, of how many.
pub fn meaningful(results: &[Result]) -> (usize, usize) {
    let caught = results
        .iter()
        .filter(|(.., outcome)| *outcome == Outcome::Caught);
    (caught.count(), results.len())
}

pub fn table(results: &[Result]) -> String {
    let mut kinds: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut missed: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    for (_, kind, column, outcome) in results {
        let (index, why) = match outcome {
            Outcome::Caught => (0, String::new()),
            Outcome::Missed => (1, "nothing is found".to_owned()),
            Outcome::OtherRule(rule) => (2, format!("found by {rule}")),
            Outcome::OtherPlace => (3, "found elsewhere".to_owned()),
        };
        kinds.entry(kind).or_default()[index] += 1;
        if index > 0 {
            *missed.entry((kind, column, why)).or_default() += 1;
        }
    }
    let (caught, all) = meaningful(results);
    let mut text = format!(
        "# What is broken, and what of it is found\n\n\
         Made by `DEMO_TEST_LONG=1 DEMO_WRITE=1 cargo test -p demo-fuzz --test mutants`.\n\n\
         {caught} of {all} are found by a rule of the right family, at their place. Histories are\n\
         left out. Not tried, as the profile may be as good after them: another text, another\n\
         price or quantity, a truth value turned, a date moved within its window, a row that no\n\
         other names.\n\n\
         | What is broken | Found | Not found | By another rule | At another place |\n\
         | --- | ---: | ---: | ---: | ---: |\n"
    );
    for (kind, [caught, missed, other, place]) in kinds {
        let _ = writeln!(text, "| {kind} | {caught} | {missed} | {other} | {place} |");
    }
    text.push_str(
        "\n| Not found as it should be | Where | How | Times |\n| --- | --- | --- | ---: |\n",
    );
    for ((kind, column, why), times) in missed {
        let _ = writeln!(text, "| {kind} | `{column}` | {why} | {times} |");
    }
    text
}
