//! Profiles that passed everything without a finding. What has not changed since, nor has what
//! judged it, need not be judged again at each start: that is most of a start's work.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// This program's source, by a hash of it.
const PROGRAM: &str = env!("SOURCE_HASH");

/// All that a verdict follows from, as one number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// Of parts as text, beside the program.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for part in std::iter::once(PROGRAM).chain(parts) {
            // Where one ends matters: "a", "b" is not "ab", "".
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Self(HEXLOWER.encode(&digest.finalize()))
    }

    /// Of this and more.
    pub fn with<'a>(&'a self, parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(std::iter::once(self.0.as_str()).chain(parts))
    }
}

/// Those that are known to have passed, and those that were found to have, before or now.
#[derive(Debug)]
pub struct Passed {
    before: BTreeSet<Key>,
    found: Mutex<BTreeSet<Key>>,
}

impl Passed {
    /// From the texts that [`Self::found`] gave at other starts.
    pub fn new(before: Vec<String>) -> Self {
        Self {
            before: before.into_iter().map(Key).collect(),
            found: Mutex::default(),
        }
    }

    pub fn has(&self, key: &Key) -> bool {
        self.before.contains(key) || self.lock().contains(key)
    }

    pub fn add(&self, key: Key) {
        self.lock().insert(key);
    }

    /// To be kept for later starts.
    pub fn found(&self) -> Vec<String> {
        self.lock().iter().map(|key| key.0.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Key>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
