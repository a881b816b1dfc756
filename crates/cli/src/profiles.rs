//! From a profile's files to a profile that is served, with all findings on the way.

use std::path::PathBuf;

use demo_core::{
    Finding, SeedSet, Service, Severity, Table, plan::Profile, seed, service, validate,
};
use demo_server::Loaded;
use demo_store::{Store, Subject};

use crate::{
    passed::{Key, Passed},
    rule_files::{self, RuleFile, Shared},
    seed_files::Places,
};

/// A profile and what is wrong with it; without a profile the findings say why.
pub struct Checked {
    pub place: String,
    /// `None` when it is compiled in.
    pub directory: Option<PathBuf>,
    pub profile: Option<Profile>,
    pub findings: Vec<Finding>,
}

/// Where profiles are, and what they are judged by.
pub struct Judge {
    pub places: Places,
    /// Whether the weeks of the past are read too.
    pub history: bool,
    pub services: Vec<(Service, Vec<Table>)>,
    /// Without it each profile is judged, whether it passed before or not.
    pub passed: Option<Passed>,
}

impl Judge {
    /// Reads and plans a profile for the services with their tables, and checks it by the rules
    /// and by its own, unless it has passed as it is.
    ///
    /// # Errors
    ///
    /// A profile that is in no place, files that cannot be read, or rules that cannot be used.
    pub fn check(&self, name: &str, rules: &Shared<'_>) -> anyhow::Result<Checked> {
        let files = self.places.read(name)?;
        let own_rules = rule_files::own(name, &files)?;
        let (place, directory) = (files.place.clone(), files.directory.clone());
        let (seeds, mut findings): (Option<SeedSet>, _) =
            seed::read_sources(files.into_sources(), self.history);
        let mut profile = None;
        if let Some(seeds) = &seeds {
            let planned = validate::check(name, seeds, &self.services, &mut findings);
            let passed = self.passed.as_ref().filter(|_| findings.is_empty());
            let passed = passed.map(|passed| (passed, self.key(name, seeds, rules, &own_rules)));
            if passed.as_ref().is_some_and(|(passed, key)| passed.has(key)) {
                tracing::info!(profile = name, "unchanged since it passed its rules");
            } else {
                let tables = rules.tables()?;
                tables.tell_limits(seeds, &mut findings);
                let rows = tables.load(Subject {
                    seeds,
                    plans: &planned.plans,
                    zone: &planned.zone,
                    found: &findings,
                })?;
                let shared = rules.ready()?;
                let with_own = rule_files::with(shared, &own_rules)?;
                let more = with_own.as_ref().unwrap_or(shared).check(rows)?;
                findings.extend(more);
            }
            if let Some((passed, key)) = passed.filter(|_| findings.is_empty()) {
                passed.add(key);
            }
            profile = Some(planned);
        }
        findings.sort();
        if let Some(seeds) = &seeds {
            findings = validate::columns_once(findings, seeds, &self.services);
        }
        let findings = validate::missing_once(findings);
        let profile = profile.filter(|_| validate::is_fit(&findings));
        Ok(Checked {
            place,
            directory,
            profile,
            findings,
        })
    }

    /// All that the verdict on a profile follows from.
    fn key(&self, name: &str, seeds: &SeedSet, rules: &Shared<'_>, own: &[RuleFile]) -> Key {
        let history = if self.history { "history" } else { "" };
        let manifest = &seeds.manifest_file.text;
        let profile = [name, manifest, &seeds.fingerprint, history];
        let own = rule_files::texts(own);
        rules.key().with(profile.into_iter().chain(own))
    }

    /// The rules for all profiles, as their files are now.
    pub fn rules(&self) -> anyhow::Result<Shared<'_>> {
        Shared::read(&self.places, &self.services)
    }

    /// The keys of profiles that passed, for [`Passed::new`] at the next start.
    pub fn found(&self) -> Vec<String> {
        self.passed.as_ref().map_or_else(Vec::new, Passed::found)
    }

    /// All profiles with the rules as they are now.
    ///
    /// # Errors
    ///
    /// Rules that cannot be used.
    pub fn read_all(&self) -> anyhow::Result<Vec<Loaded>> {
        let rules = self.rules()?;
        let read = |name: String| match self.check(&name, &rules) {
            Ok(checked) => Ok(Loaded {
                name,
                place: checked.place,
                profile: checked.profile,
                findings: checked.findings,
            }),
            Err(error) => {
                // What all are judged by is no fault of one.
                rules.ready()?;
                // One profile that cannot be read keeps no other from being served.
                Ok(unreadable(name, &error))
            }
        };
        self.places.profiles().into_iter().map(read).collect()
    }

    /// The same while profiles are served: rules that cannot be used are reported with each
    /// profile.
    pub fn read_anew(&self) -> Vec<Loaded> {
        self.read_all().unwrap_or_else(|error| {
            let names = self.places.profiles().into_iter();
            names.map(|name| unreadable(name, &error)).collect()
        })
    }
}

fn unreadable(name: String, error: &anyhow::Error) -> Loaded {
    let finding = Finding::at(
        Severity::Error,
        "file/unreadable",
        ("manifest.json", ""),
        0,
        format!("{error:#}"),
        "mend it, and read the profiles anew",
    );
    Loaded {
        name,
        place: "not read".to_owned(),
        profile: None,
        findings: vec![finding],
    }
}

/// Tables of a service that runs here come from its database, of another from its migrations.
pub fn schemas(services: &[Service], store: &Store) -> anyhow::Result<Vec<(Service, Vec<Table>)>> {
    let (here, elsewhere): (Vec<&Service>, Vec<&Service>) = services
        .iter()
        .partition(|service| store.services.contains_key(&service.name));
    let here = here.into_iter().map(|service| {
        (
            service.clone(),
            store.services[&service.name].tables().to_vec(),
        )
    });
    let elsewhere = demo_store::describe_all(elsewhere.into_iter().cloned().collect())?;
    let schemas: Vec<_> = here.chain(elsewhere).collect();
    service::check(&schemas)?;
    Ok(schemas)
}
