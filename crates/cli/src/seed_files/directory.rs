//! A profile's folder to the bytes of its files. Nothing outside of the folder is opened,
//! whatever links say and whoever changes it meanwhile: every path is resolved inside a handle
//! of the folder. What cannot be read is a finding.

use std::{
    ffi::OsString,
    io::{self, ErrorKind, Read as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use cap_std::{
    ambient_authority,
    fs::{Dir, DirEntry, Metadata, MetadataExt as _, OpenOptions, OpenOptionsExt as _},
};
use demo_core::{
    Finding,
    seed::{LARGEST_FILE, LARGEST_PROFILE, MOST_FILES, about_file, too_large},
};

use super::{FOLDERS, MANIFEST, ProfileFiles, is_absent};

/// How often a file that changes meanwhile is read anew: an editor is done by then.
const ATTEMPTS: usize = 3;

/// Reads the profile of a name under a place.
///
/// # Errors
///
/// A place or a profile's folder that cannot be opened.
pub fn read(place: &Path, profile: &str) -> anyhow::Result<ProfileFiles> {
    let path = place.join(profile);
    let opened = Dir::open_ambient_dir(place, ambient_authority())
        .and_then(|directory| directory.open_dir(profile));
    let folder = match opened {
        Err(error) if is_escape(&error) => bail!(
            "{} is a link that leads out of {}: put the folder itself there, or name the \
             directory that holds it with --seed-dir",
            path.display(),
            place.display()
        ),
        opened => opened.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let mut reading = Reading {
        folder,
        size: 0,
        files: Vec::new(),
        unreadable: Vec::new(),
    };
    reading.file(MANIFEST);
    let manifest = reading.files.pop().map(|(_, bytes)| bytes);
    for folder in FOLDERS {
        reading.folder(folder);
    }
    if manifest.is_none()
        && reading
            .unreadable
            .iter()
            .all(|found| found.file != MANIFEST)
    {
        reading.unreadable.push(without_manifest(&reading.files));
    }
    Ok(ProfileFiles {
        place: path.display().to_string(),
        directory: Some(path),
        manifest: manifest.unwrap_or_default(),
        files: reading.files,
        unreadable: reading.unreadable,
    })
}

struct Reading {
    folder: Dir,
    /// Of all files so far.
    size: u64,
    files: Vec<(String, Vec<u8>)>,
    unreadable: Vec<Finding>,
}

impl Reading {
    /// Reads the `.json` files of a folder of the profile, or of the profile's own.
    fn folder(&mut self, name: &str) {
        let listed = if name.is_empty() {
            self.folder.entries().and_then(names)
        } else {
            let opened = self.folder.open_dir(name);
            opened.and_then(|folder| folder.entries()).and_then(names)
        };
        let mut names = match listed {
            Ok(names) => names,
            Err(error) if is_absent(&error) && self.folder.symlink_metadata(name).is_err() => {
                return;
            }
            Err(error) => {
                self.unreadable.push(not_opened(name, &error));
                return;
            }
        };
        names.sort();
        for file in names {
            let inside = |file: &str| match name {
                "" => file.to_owned(),
                name => format!("{name}/{file}"),
            };
            let Some(file) = file.to_str() else {
                let message = "the file's name is not UTF-8, and no manifest can list it";
                let path = inside(&file.to_string_lossy());
                let rule = "shape/file-name";
                self.unreadable
                    .push(about_file(&path, rule, message.to_owned(), "rename it"));
                continue;
            };
            let path = inside(file);
            if path == MANIFEST {
                continue;
            }
            if self.files.len() == MOST_FILES {
                let message = format!("the profile has more than {MOST_FILES} files");
                let hint = "join some: a file may hold several tables and many rows";
                let finding = about_file(&path, "shape/too-many", message, hint);
                self.unreadable.push(finding);
                return;
            }
            self.file(&path);
        }
    }

    /// Reads one file, if it is still there.
    fn file(&mut self, path: &str) {
        match self.content(path) {
            Ok(Ok(bytes)) => {
                self.size += bytes.len() as u64;
                self.files.push((path.to_owned(), bytes));
            }
            Ok(Err(finding)) => self.unreadable.push(finding),
            Err(error) if is_absent(&error) && self.folder.symlink_metadata(path).is_err() => {}
            Err(error) => self.unreadable.push(not_opened(path, &error)),
        }
    }

    fn content(&self, path: &str) -> io::Result<Result<Vec<u8>, Finding>> {
        for _ in 0..ATTEMPTS {
            let found = self.folder.metadata(path)?;
            if let Some(finding) = self.refused(path, &found) {
                return Ok(Err(finding));
            }
            let mut options = OpenOptions::new();
            // A pipe that takes the file's name just now is opened and refused, not waited for.
            options.read(true).custom_flags(libc::O_NONBLOCK);
            let mut file = self.folder.open_with(path, &options)?;
            let before = file.metadata()?;
            if let Some(finding) = self.refused(path, &before) {
                return Ok(Err(finding));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0) + 1);
            // One byte more than it has shows that it grew, and it cannot grow without end.
            (&mut file).take(before.len() + 1).read_to_end(&mut bytes)?;
            let after = file.metadata()?;
            if bytes.len() as u64 == before.len() && version(&before) == version(&after) {
                return Ok(Ok(bytes));
            }
        }
        let message = "the file changes while it is read".to_owned();
        let hint = "run this again when whatever writes it is done";
        Ok(Err(about_file(path, "shape/changing", message, hint)))
    }

    /// Why a file is not read, going by its kind and size.
    fn refused(&self, path: &str, found: &Metadata) -> Option<Finding> {
        if !found.is_file() {
            let kind = if found.is_dir() {
                "a directory"
            } else {
                "a pipe, socket or device"
            };
            let message = format!("this is {kind}, not a file");
            let hint = "remove it, or put a file there";
            return Some(about_file(path, "shape/not-a-file", message, hint));
        }
        if found.len() > LARGEST_FILE {
            return Some(too_large(path, found.len()));
        }
        if self.size + found.len() > LARGEST_PROFILE {
            let most = LARGEST_PROFILE >> 20;
            let message = format!(
                "with this file the profile has more than {most} MB, the most that are read"
            );
            let hint = "make several profiles of it, or take rows away";
            return Some(about_file(path, "shape/too-large", message, hint));
        }
        None
    }
}

/// What differs after a file was written to.
fn version(metadata: &Metadata) -> [i64; 4] {
    let (mtime, ctime) = (metadata.mtime(), metadata.ctime());
    [mtime, metadata.mtime_nsec(), ctime, metadata.ctime_nsec()]
}

/// The names that end in `.json`; at most one more than are read.
fn names(entries: cap_std::fs::ReadDir) -> io::Result<Vec<OsString>> {
    let names = entries.map(|entry| entry.as_ref().map(DirEntry::file_name).map_err(copy));
    let is_json = |name: &OsString| Path::new(name).extension().is_some_and(|end| end == "json");
    names
        .filter(|name| name.as_ref().map_or(true, is_json))
        .take(MOST_FILES + 2)
        .collect()
}

fn copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// What is said of a folder with a profile's files and no manifest.
fn without_manifest(files: &[(String, Vec<u8>)]) -> Finding {
    let message = "this is not there, and without it no other file of the folder is read";
    let other = files
        .iter()
        .find(|(path, _)| path.eq_ignore_ascii_case(MANIFEST));
    let hint = match other {
        Some((path, _)) => format!("rename `{path}`"),
        None => "write it, with the other files in `files`, or take the folder away".to_owned(),
    };
    about_file(MANIFEST, "shape/missing-file", message.to_owned(), &hint)
}

/// Why a file or folder that is there could not be opened.
fn not_opened(path: &str, error: &io::Error) -> Finding {
    let (rule, message, hint) = if is_escape(error) {
        let message = "this is a link that leads out of the profile, where nothing is read";
        let hint = "put the file or folder itself there, or a relative link inside the profile";
        ("shape/link", message.to_owned(), hint)
    } else if error.kind() == ErrorKind::NotFound {
        let message = "this is a link to what is not there".to_owned();
        (
            "shape/link",
            message,
            "remove it, or put the file itself there",
        )
    } else if error.kind() == ErrorKind::NotADirectory {
        let message = "this is not a folder".to_owned();
        (
            "shape/not-a-file",
            message,
            "remove it, or put a folder there",
        )
    } else if error.kind() == ErrorKind::PermissionDenied {
        let message = "this may not be read".to_owned();
        let hint = "let the user that runs this program read it, as with chmod a+rX";
        ("shape/unreadable", message, hint)
    } else {
        let message = format!("this cannot be read: {error}");
        (
            "shape/unreadable",
            message,
            "look at the disk and its permissions",
        )
    };
    about_file(path, rule, message, hint)
}

/// Whether opening was refused because a link leads out. An error of the system has a number;
/// this one is made by the library that resolves paths.
fn is_escape(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}
