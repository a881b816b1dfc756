//! `demo-session generate routes`

use crate::Outcome;

/// Arguments of `generate routes`.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_arguments: &Arguments) -> anyhow::Result<Outcome> {
    anyhow::bail!("to be written")
}
