//! The files of business rules: those compiled in, those in a `rules` folder beside the
//! profiles, and those in a profile's own.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path, sync::OnceLock};

use anyhow::{Context as _, bail};
use demo_core::{FileFault, Service, Table, rule::BusinessRule};
use demo_store::{RuleTables, Rules, RulesError};
use include_dir::Dir;

use crate::{
    passed::Key,
    seed_files::{COMPILED_IN, Places, ProfileFiles},
};

/// The folder's name, beside profiles and in them.
const FOLDER: &str = "rules";

/// In bytes; the longest shipped rule has three thousand.
const LARGEST: u64 = 100_000;

/// A file's path for people, and its text.
pub type RuleFile = (String, String);

/// The rules for all profiles, as files; ready for use when they are first asked for.
pub struct Shared<'a> {
    /// Each place's, from the one that is looked in last.
    folders: Vec<Vec<RuleFile>>,
    services: &'a [(Service, Vec<Table>)],
    key: OnceLock<Key>,
    tables: OnceLock<Result<RuleTables, RulesError>>,
    ready: OnceLock<Result<Rules, RulesError>>,
}

impl<'a> Shared<'a> {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// Files that cannot be read.
    pub fn read(places: &Places, services: &'a [(Service, Vec<Table>)]) -> anyhow::Result<Self> {
        let directories = places.directories().iter().rev();
        let folders = directories.map(|directory| from_directory(&directory.join(FOLDER)));
        let folders = std::iter::once(Ok(compiled_in(FOLDER))).chain(folders);
        Ok(Self {
            folders: folders.collect::<anyhow::Result<_>>()?,
            services,
            key: OnceLock::new(),
            tables: OnceLock::new(),
            ready: OnceLock::new(),
        })
    }

    /// What tells these rules and the tables they are about from others.
    pub fn key(&self) -> &Key {
        self.key.get_or_init(|| {
            let services = format!("{:?}", self.services);
            // Where a folder ends matters: of two with one id, the other folder's counts.
            let files = self.folders.iter().flat_map(|files| {
                let end = std::iter::once("");
                texts(files).chain(end)
            });
            Key::of(files.chain([services.as_str()]))
        })
    }

    /// The tables that the rules are about.
    ///
    /// # Errors
    ///
    /// A migration that fails.
    pub fn tables(&self) -> Result<&RuleTables, RulesError> {
        let tables = self.tables.get_or_init(|| RuleTables::of(self.services));
        tables.as_ref().map_err(RulesError::clone)
    }

    /// The rules. Of two with one id in two places, that of the place that is looked in first
    /// counts.
    ///
    /// # Errors
    ///
    /// Every rule that cannot be used, with its file and line.
    pub fn ready(&self) -> Result<&Rules, RulesError> {
        let rules = self.ready.get_or_init(|| self.prepare());
        rules.as_ref().map_err(RulesError::clone)
    }

    fn prepare(&self) -> Result<Rules, RulesError> {
        let mut rules: BTreeMap<String, BusinessRule> = BTreeMap::new();
        let mut faults = Vec::new();
        let mut twice = Vec::new();
        for files in &self.folders {
            let mut of_folder: BTreeMap<String, BusinessRule> = BTreeMap::new();
            for rule in parse(files, &mut faults) {
                let id = rule.explanation.id.to_string();
                if let Some(same) = of_folder.insert(id, rule) {
                    twice.push(same);
                }
            }
            rules.extend(of_folder);
        }
        let rules: Vec<BusinessRule> = rules.into_values().chain(twice).collect();
        join(faults, || Rules::new(&rules, self.tables()?.clone()))
    }
}

/// The files of a profile's own rules.
///
/// # Errors
///
/// Files that cannot be read.
pub fn own(profile: &str, files: &ProfileFiles) -> anyhow::Result<Vec<RuleFile>> {
    match &files.directory {
        Some(directory) => from_directory(&directory.join(FOLDER)),
        None => Ok(compiled_in(&format!("{profile}/{FOLDER}"))),
    }
}

/// These rules with a profile's own; `None` where it has none.
///
/// # Errors
///
/// Every one of its own that cannot be used, with its file and line.
pub fn with(rules: &Rules, own: &[RuleFile]) -> Result<Option<Rules>, RulesError> {
    if own.is_empty() {
        return Ok(None);
    }
    let mut faults = Vec::new();
    let own = parse(own, &mut faults);
    join(faults, || rules.with(own)).map(Some)
}

/// Names and texts.
pub fn texts(files: &[RuleFile]) -> impl Iterator<Item = &str> {
    files.iter().flat_map(|(file, text)| [file.as_str(), text])
}

fn parse(files: &[RuleFile], faults: &mut Vec<FileFault>) -> Vec<BusinessRule> {
    let parsed = files.iter().filter_map(|(file, text)| {
        let rule = BusinessRule::parse(file, text);
        rule.map_err(|fault| faults.push(fault)).ok()
    });
    parsed.collect()
}

/// All faults at once: those of headers, and those that the database finds in the others.
fn join(
    mut faults: Vec<FileFault>,
    rules: impl FnOnce() -> Result<Rules, RulesError>,
) -> Result<Rules, RulesError> {
    match rules() {
        Ok(rules) if faults.is_empty() => return Ok(rules),
        Ok(_) => {}
        Err(RulesError::Faults(more)) => faults.extend(more),
        Err(other) => return Err(other),
    }
    faults.sort();
    Err(RulesError::Faults(faults))
}

fn compiled_in(folder: &str) -> Vec<RuleFile> {
    let files = COMPILED_IN.get_dir(folder).into_iter();
    let texts = files.flat_map(Dir::files).filter_map(|file| {
        let path = file.path().to_str().filter(|_| is_rule(file.path()))?;
        Some((
            format!("seed-data/{path}"),
            file.contents_utf8()?.to_owned(),
        ))
    });
    texts.collect()
}

fn is_rule(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("sql"))
}

/// The `.sql` files of a folder, by name; none where there is no folder.
fn from_directory(folder: &Path) -> anyhow::Result<Vec<RuleFile>> {
    let cannot = || format!("cannot read {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(cannot)?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.with_context(cannot)?.path());
    }
    paths.sort();
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for path in paths.iter().filter(|path| is_rule(path)) {
        let file = path.display().to_string();
        match text(&file, read(path)?) {
            Ok(text) => files.push((file, text)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        return Ok(files);
    }
    Err(RulesError::Faults(faults).into())
}

/// Reads a plain file of a size that a rule may have: a pipe would be waited for without end.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", path.display());
    let found = fs::symlink_metadata(path).with_context(cannot)?;
    if !found.is_file() || found.len() > LARGEST {
        bail!(
            "{} is no plain file of up to {} KB: a rule is one query",
            path.display(),
            LARGEST / 1000
        );
    }
    fs::read(path).with_context(cannot)
}

/// A file's text, without a byte order mark.
fn text(file: &str, bytes: Vec<u8>) -> Result<String, FileFault> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => {
            let (good, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let text = String::from_utf8_lossy(&bytes[..good]);
            let message = format!("the byte {:#04x} is not UTF-8", bytes[good]);
            Err(FileFault::at(
                (file, &text),
                good,
                message,
                "save the file as UTF-8",
            ))
        }
    }
}
