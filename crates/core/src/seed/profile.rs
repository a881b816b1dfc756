//! A profile's files to a [`SeedSet`].

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{
    MOST_ROWS, SeedFile, SeedSet, about_file,
    file::{RowsLeft, read_file, utf8},
    outlets, syntax,
};
use crate::{
    Finding, Manifest,
    manifest::{self, MANIFEST},
    nearest,
};

/// The files of a profile as somebody found them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The bytes of `manifest.json`.
    pub manifest: Vec<u8>,
    /// The others, each with its path inside the profile.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is there and could not be read, also the manifest: a finding for each file or folder.
    pub unreadable: Vec<Finding>,
}

/// Reads a profile from its manifest and its other files, each with its path inside the
/// profile. Without a manifest that parses there is no set. With `history` false, what lies
/// in `history/` is left out.
#[must_use]
pub fn read<'a>(
    manifest: &[u8],
    files: impl Into<Cow<'a, [(String, Vec<u8>)]>>,
    history: bool,
) -> (Option<SeedSet>, Vec<Finding>) {
    let sources = Sources {
        manifest: manifest.to_vec(),
        files: files.into().into_owned(),
        unreadable: Vec::new(),
    };
    read_sources(sources, history)
}

/// As [`read`], also from files of which some could not be read. The texts are not copied.
#[must_use]
pub fn read_sources(sources: Sources, history: bool) -> (Option<SeedSet>, Vec<Finding>) {
    let wanted = |path: &str| history || !path.starts_with("history/");
    let mut findings = sources.unreadable;
    findings.retain(|finding| wanted(&finding.file));
    let Some((manifest_file, mut manifest)) = read_manifest(sources.manifest, &mut findings) else {
        return (None, findings);
    };
    manifest.files.retain(|path| wanted(path));
    let unreadable: Vec<String> = findings.iter().map(|found| found.file.clone()).collect();
    let mut texts: BTreeMap<String, Vec<u8>> = sources.files.into_iter().collect();
    texts.retain(|path, _| wanted(path));
    let names: BTreeSet<String> = texts.keys().cloned().collect();
    let mut listed = BTreeSet::new();
    let mut digest = Sha256::new();
    let mut rows_left = RowsLeft {
        left: MOST_ROWS,
        left_out: 0,
    };
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    // Files that are there under another name than the listed one.
    let mut meant: Vec<&str> = Vec::new();
    for path in &manifest.files {
        if !listed.insert(path.as_str()) {
            let place = places_of(&manifest_file, path).nth(1);
            let message = format!("the manifest lists `{path}` twice");
            let rule = "shape/duplicate-file";
            // One file more than is listed is what should stand there.
            let mut left = unlisted(&names, &manifest).filter(|name| !meant.contains(name));
            let hint = match (left.next(), left.next()) {
                (Some(other), None) => {
                    meant.push(other);
                    unread.push(other.to_owned());
                    format!("did you mean `{other}`, which is not listed? If not, remove one")
                }
                _ => "remove one".to_owned(),
            };
            findings.push(manifest_file.error(rule, place.unwrap_or(0), message, hint));
            continue;
        }
        let Some(bytes) = texts.remove(path) else {
            if !unreadable.iter().any(|other| is_at_or_in(path, other)) {
                let left = || unlisted(&names, &manifest).filter(|name| !meant.contains(name));
                let near = moved(path, left()).or_else(|| nearest::nearest(path, left()));
                findings.push(missing(&manifest_file, path, near));
                meant.extend(near);
            }
            unread.push(path.clone());
            continue;
        };
        digest.update(path.as_bytes());
        digest.update([0]);
        digest.update(&bytes);
        digest.update([0]);
        let (file, whole) = read_file(path, bytes, &mut rows_left, &mut findings);
        files.extend(file);
        if !whole {
            unread.push(path.clone());
        }
    }
    if rows_left.left_out > 0 {
        let rows = MOST_ROWS + rows_left.left_out;
        let message = format!("the profile has {rows} rows, and at most {MOST_ROWS} are read");
        let hint = "make several profiles of it";
        findings.push(about_file(MANIFEST, "shape/too-many", message, hint));
    }
    let unlisted = texts.keys().filter(|path| !meant.contains(&path.as_str()));
    findings.extend(unlisted.map(|path| not_listed(path)));
    let (outlets, doubled) = outlets::assign(&mut files, &unread, &mut findings);
    let fingerprint = HEXLOWER.encode(&digest.finalize());
    let set = SeedSet {
        manifest,
        manifest_file,
        files,
        unread,
        outlets,
        doubled,
        fingerprint,
    };
    (Some(set), findings)
}

fn read_manifest(bytes: Vec<u8>, findings: &mut Vec<Finding>) -> Option<(SeedFile, Manifest)> {
    if findings.iter().any(|finding| finding.file == MANIFEST) {
        return None;
    }
    let file = SeedFile::new(MANIFEST, utf8(MANIFEST, bytes, findings)?);
    match manifest::read(&file.text) {
        Ok((manifest, found)) => {
            findings.extend(found);
            Some((file, manifest?))
        }
        Err(error) => {
            findings.push(syntax::finding(&file, &error));
            None
        }
    }
}

/// Whether a path is that of a file, or lies in a folder, that could not be read.
fn is_at_or_in(path: &str, unreadable: &str) -> bool {
    path.strip_prefix(unreadable)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where the manifest names a path.
fn places_of<'a>(manifest: &'a SeedFile, path: &str) -> impl Iterator<Item = usize> + use<'a> {
    let quoted = serde_json::Value::from(path).to_string();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + manifest.text[from..].find(&quoted)?;
        from = at + quoted.len();
        Some(at)
    })
}

fn not_listed(path: &str) -> Finding {
    let message = "the manifest does not list this file".to_owned();
    let hint = "add it to `files` of manifest.json";
    about_file(path, "shape/unlisted-file", message, hint)
}

/// The files that are there and that the manifest does not list.
fn unlisted<'a>(names: &'a BTreeSet<String>, manifest: &Manifest) -> impl Iterator<Item = &'a str> {
    let names = names.iter().filter(|name| !manifest.files.contains(*name));
    names.map(String::as_str)
}

/// Where the file of a path lies now: in another folder, under the same name.
fn moved<'a>(path: &str, mut unlisted: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    unlisted.find(|other| name_in_folder(other) == name_in_folder(path))
}

fn name_in_folder(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn missing(manifest: &SeedFile, path: &str, near: Option<&str>) -> Finding {
    let at = places_of(manifest, path).next().unwrap_or(0);
    let message = format!("the manifest lists `{path}`, which is not there");
    let hint = match near {
        Some(near) if name_in_folder(near) == name_in_folder(path) => format!(
            "was it moved? It lies at `{near}`: put it back into its folder, or write that path here"
        ),
        Some(near) => format!("did you mean `{near}`?"),
        None => "put it back, or take it out of `files`".to_owned(),
    };
    manifest.error("shape/missing-file", at, message, hint)
}
