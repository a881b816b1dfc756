//! `demo-session validate`

use std::{io::Write as _, path::Path};

use demo_core::{Severity, service};

use crate::{Outcome, profiles, rule_files, seed_files::Places, service_files};

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Checks one profile, or all; no database is needed.
pub fn run(
    profile: Option<&str>,
    strict: bool,
    format: Format,
    seed_dir: Option<&Path>,
    services_dir: Option<&Path>,
) -> anyhow::Result<Outcome> {
    let places = Places::new(seed_dir)?;
    let services = service_files::load(services_dir)?;
    let services = demo_store::describe_all(services)?;
    service::check(&services)?;
    let rules = rule_files::shared(&places, &services)?;
    let names = match profile {
        Some(name) => vec![name.to_owned()],
        None => places.profiles().into_iter().collect(),
    };
    let mut reports = Vec::new();
    for name in names {
        let checked = profiles::check(&places, &name, true, &services, &rules)?;
        reports.push((name, checked.findings));
    }
    let count = |severity| {
        reports
            .iter()
            .flat_map(|(_, findings)| findings)
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let passed = errors == 0 && !(strict && warnings > 0);
    let status = if passed { "PASSED" } else { "FAILED" };
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => {
            for (name, findings) in &reports {
                for finding in findings {
                    writeln!(out, "{name}: {finding}")?;
                    if !finding.text.is_empty() {
                        writeln!(out, "    {}", finding.text)?;
                    }
                }
            }
            writeln!(
                out,
                "Status: {status}\nErrors: {errors}\nWarnings: {warnings}"
            )?;
        }
        Format::Json => {
            let profiles: serde_json::Map<_, _> = reports
                .into_iter()
                .map(|(name, findings)| Ok((name, serde_json::to_value(findings)?)))
                .collect::<Result<_, serde_json::Error>>()?;
            let report = serde_json::json!({
                "status": status, "errors": errors, "warnings": warnings, "profiles": profiles,
            });
            writeln!(out, "{report:#}")?;
        }
    }
    Ok(if passed {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}
