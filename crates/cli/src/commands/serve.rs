//! `demo-session serve`

use std::path::Path;

use crate::{
    Outcome,
    config::{self, Overrides},
    logging, signals, start,
};

/// Runs until SIGTERM or Ctrl-C, then finishes what runs; a second signal ends it at once.
pub fn run(file: Option<&Path>, overrides: &Overrides, only: &[String]) -> anyhow::Result<Outcome> {
    let config = config::load(file, overrides)?;
    logging::start(config.log.format, "info");
    signals::run(async |stop| {
        let started = start::start(&config, only).await?;
        started
            .run(async {
                let _ = stop.await;
            })
            .await?;
        Ok(Outcome::Done)
    })
}
