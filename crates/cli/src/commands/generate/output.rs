//! Writing generated files into a profile's directory.

use std::{
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

use crate::seed_files::ProfileFiles;

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It holds these bytes already.
    None,
    /// It was written, or would be.
    Written,
}

impl Change {
    /// For people; with `check`, what would be written only differs.
    pub fn name(self, check: bool) -> &'static str {
        match (self, check) {
            (Self::None, _) => "unchanged",
            (Self::Written, false) => "written",
            (Self::Written, true) => "differs",
        }
    }
}

/// The directory of a profile that is to be written.
///
/// # Errors
///
/// A profile that is compiled in.
pub fn directory<'a>(profile: &str, files: &'a ProfileFiles) -> anyhow::Result<&'a Path> {
    match &files.directory {
        Some(directory) => Ok(directory),
        None => bail!(
            "the profile `{profile}` is compiled into the program, where it cannot be written: \
             copy its folder to seed-data/{profile} under the working directory, or name the \
             directory that holds it with --seed-dir"
        ),
    }
}

/// Puts a text at a path, whole or not at all: into a file beside it that then takes its name.
/// What is there already is left as it is, and with `check` everything is.
///
/// # Errors
///
/// A directory or file that cannot be written.
pub fn put(path: &Path, text: &str, check: bool) -> anyhow::Result<Change> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(Change::None);
    }
    if !check {
        write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Change::Written)
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let replaced = fs::metadata(path).map(|metadata| metadata.permissions());
    if replaced.as_ref().is_ok_and(Permissions::readonly) {
        // A rename does not ask the file that it replaces.
        return Err(std::io::Error::other("it is read-only"));
    }
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    fs::create_dir_all(&folder)?;
    // A temporary file's own permissions let its owner alone read it. Of these, the process's
    // mask is taken away.
    let permissions = replaced.unwrap_or_else(|_| Permissions::from_mode(0o666));
    let mut file = tempfile::Builder::new()
        .prefix(".demo-session-")
        .permissions(permissions)
        .tempfile_in(&folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
