//! Each shipped rule catches a mutation of a shipped profile, with its place inside the value.

use std::{collections::BTreeSet, fs, path::Path};

use super::{Seeds, place};

#[derive(Debug, Default)]
struct Mutant {
    rule: String,
    file: String,
    /// Anchor, old and new text.
    changes: Vec<[String; 3]>,
    /// The file and the text whose last character stands in the value that is found.
    value: Option<(String, String)>,
    also: Vec<String>,
    with_history: bool,
}

fn mutants() -> Vec<Mutant> {
    let mut mutants: Vec<Mutant> = Vec::new();
    let lines = include_str!("mutants.txt").lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some(detail) = line.strip_prefix("  ") else {
            let (rule, file) = line.split_once(' ').unwrap();
            mutants.push(Mutant {
                rule: format!("business/{rule}"),
                file: file.to_owned(),
                ..Mutant::default()
            });
            continue;
        };
        let mutant = mutants.last_mut().unwrap();
        let detail = detail.replace("\\n", "\n");
        if detail == "with history" {
            mutant.with_history = true;
        } else if let Some(names) = detail.strip_prefix("also ") {
            mutant.also = names
                .split(' ')
                .map(|name| {
                    if name.contains('/') {
                        name.to_owned()
                    } else {
                        format!("business/{name}")
                    }
                })
                .collect();
        } else if let Some(value) = detail.strip_prefix("^ ") {
            let (file, text) = match value.split_once(' ') {
                Some((file, text)) if !file.starts_with('"') => (file, text),
                _ => (mutant.file.as_str(), value),
            };
            mutant.value = Some((file.to_owned(), text.to_owned()));
        } else {
            let (before, new) = detail.split_once(" => ").unwrap();
            // An anchor is one JSON text, or a key with its value.
            let (anchor, old) = match before.strip_prefix("@ ") {
                Some(rest) => rest.split_at(rest.find(" \"").unwrap()),
                None => ("", before),
            };
            mutant
                .changes
                .push([anchor, old.trim_start(), new].map(str::to_owned));
        }
    }
    mutants
}

/// Applies a mutant and gives the place where it must be found.
fn apply(seeds: &Seeds, mutant: &Mutant) -> (String, u64, u64) {
    let mut found = None;
    for [anchor, old, new] in &mutant.changes {
        let at = seeds.change(&mutant.file, anchor, old, new);
        let same = old
            .bytes()
            .zip(new.bytes())
            .take_while(|(old, new)| old == new);
        found.get_or_insert(at + same.count());
    }
    let (file, text, at) = match &mutant.value {
        Some((file, value)) => {
            let text = seeds.text(file);
            let at = text.find(value).unwrap() + value.len() - 1;
            (file, text, at)
        }
        None => (&mutant.file, seeds.text(&mutant.file), found.unwrap()),
    };
    let (line, column) = place(&text, at);
    let inside = file.split_once('/').unwrap().1;
    (inside.to_owned(), line, column)
}

#[test]
fn each_rule_finds_its_mutant_inside_the_value() {
    let mut failures = Vec::new();
    for mutant in mutants() {
        let profile = mutant.file.split('/').next().unwrap();
        let seeds = if mutant.with_history || mutant.file.contains("/history/") {
            Seeds::with_history(profile)
        } else {
            Seeds::new(profile)
        };
        seeds.widen_windows();
        let (file, line, column) = apply(&seeds, &mutant);
        let report = seeds.validate();
        let hit = report.findings.iter().find(|found| {
            found.rule == mutant.rule
                && found.file.ends_with(&file)
                && found.line == line
                && (found.column..found.column + found.length).contains(&column)
        });
        let others = report
            .findings
            .iter()
            .filter(|found| found.rule != mutant.rule && !mutant.also.contains(&found.rule));
        let others: Vec<_> = others.collect();
        if hit.is_none() || !others.is_empty() {
            failures.push(format!(
                "{mutant:?} at {file}:{line}:{column}\n  all: {:#?}\n  {}",
                report.findings, report.errors
            ));
        }
        if let Some(hit) = hit {
            assert!(!hit.message.is_empty() && !hit.hint.is_empty(), "{hit:?}");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_shipped_rule_has_a_mutant() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seed-data/rules");
    let names = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        format!("business/{}", path.file_stem().unwrap().to_str().unwrap())
    });
    let shipped: BTreeSet<String> = names.collect();
    let tested: BTreeSet<String> = mutants().into_iter().map(|mutant| mutant.rule).collect();
    assert_eq!(shipped, tested);
}
