//! `demo-session serve`

use std::path::Path;

use crate::{
    Outcome,
    config::{self, Overrides},
    logging, start,
};

/// Runs until SIGTERM or Ctrl-C.
pub fn run(file: Option<&Path>, overrides: &Overrides, only: &[String]) -> anyhow::Result<Outcome> {
    let config = config::load(file, overrides)?;
    logging::start(config.log.format, "info");
    start::runtime()?.block_on(async {
        let started = start::start(&config, only).await?;
        started.run(start::shutdown_signal()).await?;
        Ok(Outcome::Done)
    })
}
