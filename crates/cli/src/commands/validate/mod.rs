//! `demo-session validate`

mod explain;
mod github;
mod json;
mod refused;
mod report;
mod sarif;
mod text;

use std::{
    io::{BufWriter, Write as _},
    path::PathBuf,
    thread,
};

use demo_core::service;

use crate::{Outcome, profiles::Judge, seed_files::Places, service_files};
use report::{Checked, Report};

/// What `validate` takes.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["profile", "all", "explain"]))]
pub struct Arguments {
    /// The profile to check
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Check all profiles
    #[arg(long)]
    all: bool,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Say why a rule exists, with a wrong and a right example; without a rule, or with `list`,
    /// list them; with `all`, print the reference in Markdown
    #[arg(
        long,
        value_name = "RULE",
        num_args = 0..=1,
        default_missing_value = explain::LIST,
        conflicts_with_all = ["strict", "format"]
    )]
    explain: Option<String>,
    /// The first place to look for profiles
    #[arg(long, value_name = "DIR", env = "DEMO_SESSION_SEED_DIR")]
    seed_dir: Option<PathBuf>,
    /// Folders of services, added to or in place of those compiled in
    #[arg(long, value_name = "DIR", env = "DEMO_SESSION_SERVICES_DIR")]
    services_dir: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// Checks one profile, or all; no database is needed.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let outcome = check(arguments);
    if let Err(error) = &outcome {
        refused::write(&mut std::io::stdout().lock(), error, arguments.format)?;
    }
    outcome
}

fn check(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let places = Places::new(arguments.seed_dir.as_deref())?;
    let services = service_files::load(arguments.services_dir.as_deref())?;
    let services = demo_store::describe_all(services)?;
    service::check(&services)?;
    let judge = Judge {
        places,
        history: true,
        services,
        passed: None,
    };
    let (places, shared) = (&judge.places, judge.rules()?);
    if let Some(rule) = &arguments.explain {
        return explain::run(rule, &explain::rules(places, shared.ready()?));
    }
    let names = match &arguments.profile {
        Some(name) => vec![name.clone()],
        None => places.profiles().into_iter().collect(),
    };
    let profiles = thread::scope(|scope| {
        // Rules take as long to be made ready as the first profile to be read and loaded.
        scope.spawn(|| shared.ready().is_ok());
        let checked = names.into_iter().map(|name| {
            let checked = judge.check(&name, &shared);
            // What all are judged by is no fault of one.
            shared.ready()?;
            Ok(Checked::new(name, checked?))
        });
        checked.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let rules = shared.ready()?;
    let report = Report {
        strict: arguments.strict,
        profiles,
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    match arguments.format {
        Format::Text => text::write(&mut out, &report, text::is_coloured())?,
        Format::Json => json::write(&mut out, &report)?,
        Format::Sarif => sarif::write(&mut out, &report, &explain::rules(places, rules))?,
        Format::Github => github::write(&mut out, &report)?,
    }
    out.flush()?;
    Ok(if report.passed() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}
