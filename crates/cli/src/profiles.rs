//! From a profile's files to a profile that is served, with all findings on the way.

use demo_core::{Finding, SeedSet, Service, Table, plan::Profile, seed, validate};

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
    let place = files.place.clone();
    let (seeds, mut findings): (Option<SeedSet>, _) =
        seed::read_sources(files.into_sources(), history);
    let profile = seeds.map(|seeds| validate::check(name, &seeds, services, &mut findings));
    findings.sort();
    let profile = profile.filter(|_| validate::is_fit(&findings));
    Ok(Checked {
        place,
        profile,
        findings,
    })
}
