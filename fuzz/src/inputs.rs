//! What the mutations begin with.

use std::{fs, path::PathBuf};

use crate::{shipped, targets::Target};

/// An input with its name, for messages.
pub type Input = (String, Vec<u8>);

/// The inputs that are kept for a target: `inputs/TARGET/*`.
#[must_use]
pub fn kept(target: &Target) -> Vec<Input> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("inputs")
        .join(target.name);
    let mut inputs: Vec<Input> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path = entry.expect("a folder is listed").path();
            let bytes = fs::read(&path).expect("an input is read");
            (path.display().to_string(), bytes)
        })
        .collect();
    inputs.sort();
    inputs
}

/// Those, and the shipped files that a target is made for.
#[must_use]
pub fn all(target: &Target) -> Vec<Input> {
    let mut inputs = kept(target);
    inputs.extend(
        shipped::files()
            .into_iter()
            .filter(|(path, _)| (target.shipped)(path)),
    );
    assert!(
        !inputs.is_empty(),
        "{} has nothing to begin with",
        target.name
    );
    inputs
}
