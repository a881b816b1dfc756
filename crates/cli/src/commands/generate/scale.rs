//! `demo-session generate scale`

use crate::Outcome;

/// Arguments of `generate scale`.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_arguments: &Arguments) -> anyhow::Result<Outcome> {
    anyhow::bail!("to be written")
}
