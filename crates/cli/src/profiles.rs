//! From a profile's files to a profile that is served, with all findings on the way.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use demo_core::{
    Finding, SeedSet, Service, Severity, Table, plan::Profile, seed, service, validate,
};
use demo_server::{Loaded, Loader};
use demo_store::{Rules, Store, Subject};

use crate::{rule_files, seed_files::Places};

/// A profile and what is wrong with it; without a profile the findings say why.
pub struct Checked {
    pub place: String,
    /// `None` when it is compiled in.
    pub directory: Option<PathBuf>,
    pub profile: Option<Profile>,
    pub findings: Vec<Finding>,
}

/// Reads and plans a profile for the services with their tables, and checks it by the rules
/// and by its own.
///
/// # Errors
///
/// A profile that is in no place, files that cannot be read, or rules that cannot be used.
pub fn check(
    places: &Places,
    name: &str,
    history: bool,
    services: &[(Service, Vec<Table>)],
    rules: &Rules,
) -> anyhow::Result<Checked> {
    let files = places.read(name)?;
    let own_rules = rule_files::of_profile(rules, name, &files)?;
    let rules = own_rules.as_ref().unwrap_or(rules);
    let (place, directory) = (files.place.clone(), files.directory.clone());
    let (seeds, mut findings): (Option<SeedSet>, _) =
        seed::read_sources(files.into_sources(), history);
    let mut profile = None;
    if let Some(seeds) = &seeds {
        let planned = validate::check(name, seeds, services, &mut findings);
        rules.tell_limits(seeds, &mut findings);
        let more = rules.check(&Subject {
            seeds,
            plans: &planned.plans,
            zone: &planned.zone,
            found: &findings,
        })?;
        findings.extend(more);
        profile = Some(planned);
    }
    findings.sort();
    if let Some(seeds) = &seeds {
        findings = validate::columns_once(findings, seeds, services);
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

/// Reads and checks all profiles, at the start and whenever an operator wants, rules included.
///
/// # Errors
///
/// Rules that cannot be used now. Later ones are reported with the profiles, which stay as
/// they were.
pub fn loader(
    places: Places,
    history: bool,
    schemas: Vec<(Service, Vec<Table>)>,
) -> anyhow::Result<Loader> {
    // The first reading takes these, and each later one the rules as they are then.
    let first = Mutex::new(Some(rule_files::shared(&places, &schemas)?));
    Ok(Arc::new(move || {
        let ready = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let rules = ready.map_or_else(|| rule_files::shared(&places, &schemas), Ok);
        let load = |name: String| match &rules {
            Ok(rules) => match check(&places, &name, history, &schemas, rules) {
                Ok(checked) => Loaded {
                    name,
                    place: checked.place,
                    profile: checked.profile,
                    findings: checked.findings,
                },
                // One profile that cannot be read keeps no other from being served.
                Err(error) => unreadable(name, &error),
            },
            Err(error) => unreadable(name, error),
        };
        places.profiles().into_iter().map(load).collect()
    }))
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
