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
        let directory = checked.directory.map(|directory| from_here(&directory));
        let mut checked = Self {
            name,
            directory,
            findings: checked.findings,
        };
        let folder = checked.folder();
        for finding in &mut checked.findings {
            finding.message = with_folder(&finding.message, &folder);
            finding.hint = with_folder(&finding.hint, &folder);
        }
        checked
    }

    /// Where its files lie. What is compiled in lies nowhere, and is named as it would lie in
    /// `seed-data/`.
    fn folder(&self) -> PathBuf {
        let folder = self.directory.as_deref();
        folder.unwrap_or(Path::new(&self.name)).to_owned()
    }

    /// Where to open a finding's file.
    pub fn path(&self, finding: &Finding) -> PathBuf {
        self.folder().join(&finding.file)
    }
}

/// A text in which other places of the profile, such as `08-orders.json:34`, are named as the
/// finding's own is: with their folder.
fn with_folder(text: &str, folder: &Path) -> String {
    const END: &str = ".json:";
    let is_of_path = |c: char| c.is_alphanumeric() || "/-_.".contains(c);
    let (mut words, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(END) {
        let (before, after) = rest.split_at(at);
        let path = before.rfind(|c| !is_of_path(c)).map_or(0, |last| {
            last + before[last..].chars().next().map_or(0, char::len_utf8)
        });
        words.push_str(&before[..path]);
        if path < at && after[END.len()..].starts_with(|c: char| c.is_ascii_digit()) {
            let place = folder.join(&before[path..]);
            words.push_str(&place.display().to_string());
        } else {
            words.push_str(&before[path..]);
        }
        words.push_str(END);
        rest = &after[END.len()..];
    }
    words + rest
}

/// A path from the working directory, if it lies below it.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}
