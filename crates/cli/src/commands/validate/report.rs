//! What every format prints.

use std::path::{Path, PathBuf};

use demo_core::{Finding, Severity};

use crate::profiles;

/// All findings of a run.
pub struct Report {
    /// Whether warnings fail too.
    pub strict: bool,
    pub profiles: Vec<Checked>,
}

/// Those of one profile.
pub struct Checked {
    pub name: String,
    /// From the working directory, where it lies below it; none when it is compiled in.
    directory: Option<PathBuf>,
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|(_, finding)| finding.severity == severity)
            .count()
    }

    pub fn passed(&self) -> bool {
        let warnings = self.count(Severity::Warning);
        self.count(Severity::Error) == 0 && !(self.strict && warnings > 0)
    }

    /// `PASSED` or `FAILED`.
    pub fn status(&self) -> &'static str {
        if self.passed() { "PASSED" } else { "FAILED" }
    }

    pub fn findings(&self) -> impl Iterator<Item = (&Checked, &Finding)> {
        self.profiles
            .iter()
            .flat_map(|profile| profile.findings.iter().map(move |one| (profile, one)))
    }

    /// The lines that end a report for people.
    pub fn summary(&self) -> String {
        format!(
            "Status: {}\nErrors: {}\nWarnings: {}\n",
            self.status(),
            self.count(Severity::Error),
            self.count(Severity::Warning)
        )
    }
}

impl Checked {
    pub fn new(name: String, checked: profiles::Checked) -> Self {
        Self {
            name,
            directory: checked.directory.map(|directory| from_here(&directory)),
            findings: checked.findings,
        }
    }

    /// Where to open a finding's file. One that is compiled in lies nowhere, and is named as it
    /// would lie in `seed-data/`.
    pub fn path(&self, finding: &Finding) -> PathBuf {
        match &self.directory {
            Some(directory) => directory.join(&finding.file),
            None => Path::new(&self.name).join(&finding.file),
        }
    }
}

/// A path from the working directory, if it lies below it.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}
