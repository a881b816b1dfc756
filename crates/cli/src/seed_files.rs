//! Finding and opening seed data: a configured directory, two places under the working
//! directory, and the copy compiled in.

mod directory;

use std::{
    collections::{BTreeSet, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use demo_core::{Finding, nearest, seed::Sources};
use include_dir::{Dir, include_dir};

/// The folder `seed-data` as it was when the program was built.
pub static COMPILED_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../seed-data");

/// Where else a profile's files may lie beside its own folder.
const FOLDERS: [&str; 5] = ["", "parent", "children", "distribution", "history"];
const MANIFEST: &str = "manifest.json";

/// A profile's files as they were read.
pub struct ProfileFiles {
    /// For people: the directory, or that it is compiled in.
    pub place: String,
    /// `None` when it is compiled in.
    pub directory: Option<PathBuf>,
    pub manifest: Vec<u8>,
    /// All other `.json` files, each with its path inside the profile.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is there and could not be read; nothing when it is compiled in.
    pub unreadable: Vec<Finding>,
}

impl ProfileFiles {
    /// What is read of them.
    pub fn into_sources(self) -> Sources {
        Sources {
            manifest: self.manifest,
            files: self.files,
            unreadable: self.unreadable,
        }
    }

    /// # Errors
    ///
    /// The first of the files that could not be read.
    pub fn require_all(&self) -> anyhow::Result<()> {
        match self.unreadable.first() {
            Some(finding) => bail!("{finding}"),
            None => Ok(()),
        }
    }
}

/// The places to look in, the first that has a profile's manifest being its place.
pub struct Places {
    directories: Vec<PathBuf>,
}

impl Places {
    /// # Errors
    ///
    /// A configured directory that is not there; one that is there and cannot be listed.
    pub fn new(configured: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(directory) = configured.filter(|directory| !directory.is_dir()) {
            bail!(
                "`seed_dir` {} is not a directory: make it, or remove the key",
                directory.display()
            );
        }
        let under = ["seed-data", "infrastructure/seed-data"].map(PathBuf::from);
        let places = configured.map(Path::to_owned).into_iter().chain(under);
        let mut directories: Vec<PathBuf> = places.collect();
        // One that is named and is one of the others too is looked in once.
        let mut seen = HashSet::new();
        directories.retain(|path| fs::canonicalize(path).map_or(true, |real| seen.insert(real)));
        for directory in &directories {
            if let Err(error) = fs::read_dir(directory)
                && !is_absent(&error)
            {
                let message = "cannot list the directory of profiles";
                return Err(error).with_context(|| format!("{message} {}", directory.display()));
            }
        }
        Ok(Self { directories })
    }

    /// The directories, the first to be looked in first.
    pub fn directories(&self) -> &[PathBuf] {
        &self.directories
    }

    /// The names of all profiles in all places.
    pub fn profiles(&self) -> BTreeSet<String> {
        let compiled_in = COMPILED_IN
            .dirs()
            .filter(|folder| folder.contains(folder.path().join(MANIFEST)));
        let mut names: BTreeSet<String> = compiled_in
            .map(|folder| folder.path().to_string_lossy().into_owned())
            .collect();
        for directory in &self.directories {
            let entries = fs::read_dir(directory).into_iter().flatten().flatten();
            let profiles =
                entries.filter(|entry| has_manifest(&entry.path()).is_ok_and(|found| found));
            names.extend(profiles.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        }
        names.retain(|name| is_plain(name));
        names
    }

    /// # Errors
    ///
    /// A name that is not a plain one.
    pub fn check_name(profile: &str) -> anyhow::Result<()> {
        if !is_plain(profile) {
            bail!(
                "`{}` is not a profile's name: lower-case letters, digits, `-` and `_`",
                profile.escape_debug()
            );
        }
        Ok(())
    }

    /// Reads a profile as a whole from its place.
    ///
    /// # Errors
    ///
    /// A name that is not a plain one; a profile that is in no place, with each place and the
    /// nearest names; a folder that cannot be read. A file that cannot be is a finding.
    pub fn read(&self, profile: &str) -> anyhow::Result<ProfileFiles> {
        Self::check_name(profile)?;
        let own = COMPILED_IN
            .get_dir(profile)
            .filter(|folder| folder.contains(folder.path().join(MANIFEST)));
        for place in &self.directories {
            let folder = place.join(profile);
            // The program's own must not step in for one that has lost its manifest.
            if has_manifest(&folder)? || own.is_some() && has_files(&folder) {
                return directory::read(place, profile);
            }
        }
        if let Some(folder) = own {
            return Ok(compiled_in(folder));
        }
        let looked: Vec<String> = self
            .directories
            .iter()
            .map(|directory| directory.join(profile).display().to_string())
            .collect();
        let names = self.profiles();
        bail!(
            "there is no profile `{profile}` ({}); looked in {}, and in the program itself",
            nearest::hint(profile, names.iter().map(String::as_str)),
            looked.join(", ")
        )
    }
}

fn compiled_in(folder: &Dir) -> ProfileFiles {
    let mut files = Vec::new();
    for inside in FOLDERS {
        let Some(folder) = (if inside.is_empty() {
            Some(folder)
        } else {
            folder.get_dir(folder.path().join(inside))
        }) else {
            continue;
        };
        for file in folder.files() {
            let name = file
                .path()
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let path = if inside.is_empty() {
                name
            } else {
                format!("{inside}/{name}")
            };
            files.push((path, file.contents().to_vec()));
        }
    }
    let manifest = files
        .iter()
        .position(|(path, _)| path == MANIFEST)
        .map(|at| files.remove(at).1)
        .unwrap_or_default();
    ProfileFiles {
        place: "compiled in".to_owned(),
        directory: None,
        manifest,
        files,
        unreadable: Vec::new(),
    }
}

/// Whether a folder has something of a manifest's name, also what cannot be read: another
/// profile of the same name must not step in for one that is broken.
///
/// # Errors
///
/// A folder that cannot be looked into.
fn has_manifest(folder: &Path) -> anyhow::Result<bool> {
    match fs::symlink_metadata(folder.join(MANIFEST)) {
        Ok(_) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot look into {}", folder.display())),
    }
}

/// Whether a folder has files of a profile.
fn has_files(folder: &Path) -> bool {
    let folders = FOLDERS.iter().map(|inside| folder.join(inside));
    let mut files = folders.flat_map(|inside| fs::read_dir(inside).into_iter().flatten());
    let is_json = |name: &Path| name.extension().is_some_and(|ending| ending == "json");
    files.any(|file| file.is_ok_and(|file| is_json(&file.path())))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        })
}
