//! From a profile's files to a profile that is served, with all findings on the way.

use std::path::PathBuf;

use demo_core::{Finding, SeedSet, Service, Table, plan::Profile, seed, validate};
use demo_store::{Rules, Subject};

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
    let profile = profile.filter(|_| validate::is_fit(&findings));
    Ok(Checked {
        place,
        directory,
        profile,
        findings,
    })
}
