//! `demo-session config`

use std::io::Write as _;

use crate::{Outcome, config::DEFAULTS};

/// Prints the documented default configuration.
pub fn run() -> anyhow::Result<Outcome> {
    std::io::stdout().write_all(DEFAULTS.as_bytes())?;
    Ok(Outcome::Done)
}
