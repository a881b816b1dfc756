//! Builds anew when a compiled-in service or seed file changes, and names the source: what one
//! source found need not hold for another.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
};

/// What judges seed data, from here.
const SOURCES: [&str; 8] = [
    "src",
    "../core/Cargo.toml",
    "../core/src",
    "../store/Cargo.toml",
    "../store/migrations",
    "../store/src",
    "../../Cargo.lock",
    "../../Cargo.toml",
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=../../seed-data");
    println!("cargo::rerun-if-changed=../../services");
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut hasher)?;
    }
    // Cargo also sets it for what it runs: a name that begins as settings do would be one.
    println!("cargo::rustc-env=SOURCE_HASH={:016x}", hasher.finish());
    Ok(())
}

/// Names and contents, in an order of their own.
fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.file_name().hash(hasher);
    if !path.is_dir() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    entries.sort();
    entries.len().hash(hasher);
    entries.iter().try_for_each(|entry| add(entry, hasher))
}
