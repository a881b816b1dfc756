//! `demo-session generate history`

use crate::Outcome;

/// Arguments of `generate history`.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_arguments: &Arguments) -> anyhow::Result<Outcome> {
    anyhow::bail!("to be written")
}
