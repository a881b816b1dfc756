//! A profile of any size for load tests: the base profile, whose story and references stay as they
//! are (but for the places that its subscription allows), and rows beside it that a validator has
//! nothing to say against.
//!
//! Files are handed out one by one as they are full, so a million rows take no more memory than
//! thousands. All is computed from the numbers of rows and one random seed.

mod base;
mod files;
mod rows;
mod shares;

use demo_core::{Finding, seed};

use crate::row::{Fault, first};
use base::Base;
use files::Files;
pub use shares::Shares;

/// What is to be generated.
#[derive(Debug, Clone)]
pub struct Options {
    /// Rows of the whole profile, those of the base profile among them.
    pub rows: u64,
    /// The profile's name.
    pub name: String,
    /// Another seed gives other quantities.
    pub random_seed: u64,
}

/// Why no profile can be generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The base profile alone has more.
    #[error(
        "a profile has at least the {least} rows of its base profile, not {rows}: write --rows {least} or more"
    )]
    TooFew {
        /// Asked for.
        rows: u64,
        /// Of the base profile, without its history.
        least: u64,
    },
    /// More than ids of a table can count, or than anybody loads.
    #[error("a profile has at most {most} rows, not {rows}", most = MOST_ROWS)]
    TooMany {
        /// Asked for.
        rows: u64,
    },
    /// The base profile cannot be used as it is.
    #[error("the base profile: {}", first(.0))]
    Findings(Vec<Finding>),
    /// It lacks rows that others are made after.
    #[error("the base profile has no row of `{0}`, which the generated rows need")]
    Lacks(&'static str),
    /// A file could not be put where it belongs.
    #[error("cannot write {path}")]
    Write {
        /// Inside the profile.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// A hundred million: twenty times what a database of demos has room for.
const MOST_ROWS: u64 = 100_000_000;

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Findings(vec![*fault])
    }
}

/// Takes a file's path inside the profile and its whole text.
pub type Sink<'a> = dyn FnMut(&str, &str) -> std::io::Result<()> + 'a;

/// Generates a profile from the base profile's manifest and files, file by file, the manifest
/// last. What came of it is the rows of each kind that stand beside the base.
///
/// # Errors
///
/// [`Error`], also what the sink said of a file.
pub fn generate(
    manifest: &[u8],
    files: &[(String, Vec<u8>)],
    options: &Options,
    sink: &mut Sink,
) -> Result<Shares, Error> {
    let (seeds, findings) = seed::read(manifest, files, false);
    let seeds = match seeds {
        Some(seeds) if findings.is_empty() => seeds,
        _ => return Err(Error::Findings(findings)),
    };
    let tables = seeds.files.iter().flat_map(|file| &file.tables);
    let least = tables.map(|table| table.row_count() as u64).sum();
    let rows = options.rows;
    if rows > MOST_ROWS {
        return Err(Error::TooMany { rows });
    }
    let more = rows
        .checked_sub(least)
        .ok_or(Error::TooFew { rows, least })?;
    let shares = Shares::of(more);
    let base = Base::new(&seeds)?;
    let mut out = Files::new(sink);
    for file in &seeds.files {
        out.copy(&file.path, &Base::copy(file, shares.locations))?;
    }
    rows::write(&base, &shares, options.random_seed, &mut out)?;
    let listed = out.finish()?;
    let text = files::manifest(manifest, options, &listed);
    sink("manifest.json", &text).map_err(|source| Error::Write {
        path: "manifest.json".to_owned(),
        source,
    })?;
    Ok(shares)
}
