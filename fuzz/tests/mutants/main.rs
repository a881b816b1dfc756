//! Breaks one thing at a time in the shipped profiles, in every table and column, and asks
//! whether it is found: by a rule of the right family, and at its place.
//!
//! `DEMO_TEST_LONG=1 DEMO_WRITE=1 cargo test -p demo-fuzz --test mutants` writes docs/mutations.md.

mod kinds;
mod report;

use std::{fs, path::Path, sync::LazyLock};

use demo_core::{Finding, SeedSet, rule::BusinessRule, seed, validate};
use demo_fuzz::shipped;
use demo_store::{Rules, Subject};
use kinds::Mutant;
use report::Outcome;

/// Without a long run, one mutant of so many.
const STRIDE: usize = 47;

#[expect(
    clippy::disallowed_methods,
    reason = "how many mutants are tried, and whether the table is written, is all it decides"
)]
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let entries = fs::read_dir(root().join("seed-data/rules")).unwrap();
    let rules = entries.map(|entry| {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        BusinessRule::parse(&path.display().to_string(), &text).unwrap()
    });
    Rules::new(rules.collect(), &shipped::SERVICES).unwrap()
});

type Files = Vec<(String, Vec<u8>)>;

/// A profile's texts without its history.
fn texts(name: &str) -> (Vec<u8>, Files) {
    let (manifest, files) = shipped::profile(name);
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let listed = manifest["files"].as_array_mut().unwrap();
    listed.retain(|file| !file.as_str().unwrap().starts_with("history/"));
    (manifest.to_string().into_bytes(), files)
}

fn read(manifest: &[u8], files: &Files) -> (Option<SeedSet>, Vec<Finding>) {
    let sources = seed::Sources {
        manifest: manifest.to_vec(),
        files: files.clone(),
        unreadable: Vec::new(),
    };
    seed::read_sources(sources, false)
}

/// What `demo-session validate` finds.
fn findings(name: &str, manifest: &[u8], files: &Files) -> Vec<Finding> {
    let (seeds, mut findings) = read(manifest, files);
    if let Some(seeds) = &seeds {
        let profile = validate::check(name, seeds, &shipped::SERVICES, &mut findings);
        let subject = Subject {
            seeds,
            plans: &profile.plans,
            zone: &profile.zone,
            found: &findings,
        };
        let more = RULES.check(&subject).unwrap();
        findings.extend(more);
    }
    findings
}

fn outcome(name: &str, manifest: &[u8], files: &Files, mutant: &Mutant) -> Outcome {
    let mut files = files.clone();
    let (_, bytes) = files
        .iter_mut()
        .find(|(path, _)| *path == mutant.file)
        .unwrap();
    *bytes = mutant.text.clone().into_bytes();
    let found = findings(name, manifest, &files);
    let of_family = |finding: &&Finding| {
        let mut families = mutant.families.iter();
        families.any(|family| finding.rule.starts_with(family))
    };
    let is_there = |finding: &Finding| {
        mutant.place.as_ref().is_none_or(|place| {
            finding.file == mutant.file && place.contains(&offset(&mutant.text, finding))
        })
    };
    let mut right = found.iter().filter(of_family).peekable();
    if found.is_empty() {
        Outcome::Missed
    } else if right.peek().is_none() {
        Outcome::OtherRule(found[0].rule.clone())
    } else if right.any(is_there) {
        Outcome::Caught
    } else {
        Outcome::OtherPlace
    }
}

fn offset(text: &str, finding: &Finding) -> usize {
    let lines = text.split_inclusive('\n').take(finding.line - 1);
    let line: usize = lines.map(str::len).sum();
    let before = text[line..].chars().take(finding.column - 1);
    line + before.map(char::len_utf8).sum::<usize>()
}

#[test]
fn what_is_broken_is_found() {
    let long = is_set("DEMO_TEST_LONG");
    let mut results = Vec::new();
    for name in ["professional", "enterprise"] {
        let (manifest, files) = texts(name);
        assert_eq!(findings(name, &manifest, &files), [], "{name}");
        let (seeds, _) = read(&manifest, &files);
        let seeds = seeds.unwrap();
        let mutants = kinds::all(&seeds);
        let chosen = mutants.iter().step_by(if long { 1 } else { STRIDE });
        for mutant in chosen {
            let outcome = outcome(name, &manifest, &files, mutant);
            results.push((name, mutant.kind, mutant.column.clone(), outcome));
        }
    }
    let table = report::table(&results);
    println!("{table}");
    if is_set("DEMO_WRITE") {
        fs::write(root().join("docs/mutations.md"), &table).unwrap();
    }
    let (caught, all) = report::meaningful(&results);
    assert!(
        caught * 100 >= all * 99,
        "{caught} of {all} mutants are found:\n{table}"
    );
}
