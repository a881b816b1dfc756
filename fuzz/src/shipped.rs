//! The shipped profiles and services, as folders of this repository.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use demo_core::{Service, Table};

use crate::inputs::Input;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of all profiles and services, each with its path from the root, sorted. Histories
/// are left out: their rows are all alike, and large.
#[must_use]
pub fn files() -> Vec<Input> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("seed-data"), root().join("services")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder is listed") {
            let path = entry.expect("a folder is listed").path();
            if path.is_dir() {
                if !path.ends_with("history") {
                    folders.push(path);
                }
            } else {
                let name = path.strip_prefix(root()).expect("it lies below the root");
                let bytes = fs::read(&path).expect("a file is read");
                found.push((name.display().to_string(), bytes));
            }
        }
    }
    found.sort();
    found
}

/// The shipped services with their tables.
pub static SERVICES: LazyLock<Vec<(Service, Vec<Table>)>> = LazyLock::new(|| {
    let files = files();
    let settings = |path: &str| {
        let name = path
            .strip_prefix("services/")?
            .strip_suffix("/service.toml")?;
        Some(name.to_owned())
    };
    let names = files.iter().filter_map(|(path, _)| settings(path));
    let services = names.map(|name| {
        let folder = format!("services/{name}");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is UTF-8");
        let (mut toml, mut migrations) = (String::new(), Vec::new());
        for (path, bytes) in files
            .iter()
            .filter(|(path, _)| path.starts_with(&format!("{folder}/")))
        {
            match path[folder.len()..].strip_prefix("/migrations/") {
                Some(migration) => migrations.push((migration.to_owned(), text(bytes))),
                None => toml = text(bytes),
            }
        }
        Service::new(&folder, &toml, &migrations).expect("a shipped service is right")
    });
    demo_store::describe_all(services.collect()).expect("a shipped service is right")
});

/// A profile: its manifest, and its other files with their paths inside it.
pub type ProfileTexts = (Vec<u8>, Vec<(String, Vec<u8>)>);

/// A shipped profile without its history, which its manifest then does not list.
///
/// # Panics
///
/// When it is not there.
#[must_use]
pub fn profile(name: &str) -> ProfileTexts {
    let folder = format!("seed-data/{name}/");
    let mut others = Vec::new();
    let mut manifest = None;
    for (path, bytes) in files() {
        match path.strip_prefix(&folder) {
            Some("manifest.json") => manifest = Some(bytes),
            Some(path) => others.push((path.to_owned(), bytes)),
            None => {}
        }
    }
    (manifest.expect("a profile has a manifest"), others)
}
