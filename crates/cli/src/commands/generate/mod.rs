//! `demo-session generate`: a file for each thing that is generated.

mod history;
mod output;
mod routes;

use crate::Outcome;

/// What is generated.
#[derive(clap::Subcommand)]
pub enum Generate {
    /// Write a profile's past sales and its forecasts
    History(history::Arguments),
    /// Plan a profile's delivery routes
    Routes(routes::Arguments),
}

/// Generates one of them.
pub fn run(what: &Generate) -> anyhow::Result<Outcome> {
    match what {
        Generate::History(arguments) => history::run(arguments),
        Generate::Routes(arguments) => routes::run(arguments),
    }
}
