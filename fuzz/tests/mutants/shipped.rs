//! A shipped profile, whole or with one mutant in it, as `demo-session validate` reads it.

use std::{fs, path::Path, sync::LazyLock};

use demo_core::{Finding, SeedSet, rule::BusinessRule, seed, validate};
use demo_fuzz::shipped::{self, SERVICES};
use demo_store::{RuleTables, Rules, Subject};

use crate::kinds::Mutant;

static TABLES: LazyLock<RuleTables> = LazyLock::new(|| RuleTables::of(&SERVICES).unwrap());

/// A profile without its history, whose rows are all alike.
pub struct Profile {
    name: &'static str,
    manifest: String,
    files: Vec<(String, Vec<u8>)>,
    pub seeds: SeedSet,
}

pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The shipped business rules but those left out.
pub fn rules(left_out: &[&str]) -> Rules {
    let entries = fs::read_dir(root().join("seed-data/rules")).unwrap();
    let rules = entries.map(|entry| {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        BusinessRule::parse(&path.display().to_string(), &text).unwrap()
    });
    let kept = rules.filter(|rule| !left_out.contains(&rule.explanation.id.as_ref()));
    Rules::new(&kept.collect::<Vec<_>>(), TABLES.clone()).unwrap()
}

impl Profile {
    pub fn new(name: &'static str, rules: &Rules) -> Self {
        let (manifest, files) = shipped::profile(name);
        let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        let listed = manifest["files"].as_array_mut().unwrap();
        listed.retain(|file| !file.as_str().unwrap().starts_with("history/"));
        let manifest = format!("{manifest:#}");
        let (seeds, _) = read(manifest.clone(), files.clone());
        let profile = Self {
            name,
            manifest,
            files,
            seeds: seeds.unwrap(),
        };
        let (_, findings) = profile.check(rules, None, |_, _| false);
        assert_eq!(findings, [], "{name}");
        profile
    }

    /// The text of a file as shipped.
    pub fn text(&self, path: &str) -> &str {
        let file = self.seeds.files.iter().find(|file| file.path == path);
        file.map_or(&self.manifest, |file| &file.text)
    }

    /// What is found; business rules are asked where what was found before is not enough, as
    /// they add to it and take nothing away.
    pub fn check(
        &self,
        rules: &Rules,
        mutant: Option<&Mutant>,
        is_enough: impl Fn(&SeedSet, &[Finding]) -> bool,
    ) -> (Option<SeedSet>, Vec<Finding>) {
        let (mut manifest, mut files) = (self.manifest.clone(), self.files.clone());
        if let Some(mutant) = mutant {
            let text = mutant.text(self.text(&mutant.file));
            match files.iter_mut().find(|(path, _)| *path == mutant.file) {
                Some((_, bytes)) => *bytes = text.into_bytes(),
                None => manifest = text,
            }
        }
        let (seeds, mut findings) = read(manifest, files);
        if let Some(seeds) = &seeds {
            let profile = validate::check(self.name, seeds, &SERVICES, &mut findings);
            if !is_enough(seeds, &findings) {
                let subject = Subject {
                    seeds,
                    plans: &profile.plans,
                    zone: &profile.zone,
                    found: &findings,
                };
                let rows = TABLES.load(subject).unwrap();
                let more = rules.check(rows).unwrap();
                findings.extend(more);
            }
        }
        (seeds, findings)
    }
}

fn read(manifest: String, files: Vec<(String, Vec<u8>)>) -> (Option<SeedSet>, Vec<Finding>) {
    let sources = seed::Sources {
        manifest: manifest.into_bytes(),
        files,
        unreadable: Vec::new(),
    };
    seed::read_sources(sources, false)
}
