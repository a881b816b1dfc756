//! From a profile's files to a profile that is served, with all findings on the way.

use std::sync::Arc;

use demo_core::{
    Finding, SeedSet, Service, Table,
    finding::Severity,
    plan::{self, Profile},
    seed, service,
};
use demo_server::{Loaded, Loader};
use demo_store::Store;

use crate::seed_files::Places;

/// A profile and what is wrong with it; without a profile the findings say why.
pub struct Checked {
    pub place: String,
    pub profile: Option<Profile>,
    pub findings: Vec<Finding>,
}

/// Reads and plans a profile for the services with their tables.
///
/// # Errors
///
/// A profile that is in no place, or files that cannot be read.
pub fn check(
    places: &Places,
    name: &str,
    history: bool,
    services: &[(Service, Vec<Table>)],
) -> anyhow::Result<Checked> {
    let files = places.read(name)?;
    let (seeds, mut findings): (Option<SeedSet>, _) =
        seed::read(&files.manifest, &files.files, history);
    let (profile, more) = seeds
        .as_ref()
        .map(|seeds| plan::build(seeds, services))
        .unwrap_or_default();
    findings.extend(more);
    findings.sort();
    findings.dedup();
    let profile = profile.filter(|_| findings.is_empty());
    Ok(Checked {
        place: files.place,
        profile,
        findings,
    })
}

/// Reads and checks all profiles, at the start and whenever an operator wants.
pub fn loader(places: Places, history: bool, schemas: Vec<(Service, Vec<Table>)>) -> Loader {
    Arc::new(move || {
        let names = places.profiles().into_iter();
        names
            .map(|name| load(&places, name, history, &schemas))
            .collect()
    })
}

fn load(places: &Places, name: String, history: bool, schemas: &[(Service, Vec<Table>)]) -> Loaded {
    match check(places, &name, history, schemas) {
        Ok(checked) => Loaded {
            name,
            place: checked.place,
            profile: checked.profile,
            findings: checked.findings,
        },
        // One profile that cannot be read keeps no other from being served.
        Err(error) => Loaded {
            place: "not read".to_owned(),
            profile: None,
            findings: vec![Finding {
                file: "manifest.json".to_owned(),
                line: 1,
                column: 1,
                severity: Severity::Error,
                rule: "shape/unreadable".to_owned(),
                message: format!("{error:#}"),
                text: String::new(),
                hint: "mend it, and read the profiles anew".to_owned(),
            }],
            name,
        },
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
