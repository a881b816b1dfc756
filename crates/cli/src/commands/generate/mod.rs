//! `demo-session generate`: a file for each thing that is generated.

mod history;
mod output;
mod routes;
mod scale;

use crate::Outcome;

/// What is generated.
#[derive(clap::Subcommand)]
pub enum Generate {
    /// Write a profile's past sales and its forecasts
    History(history::Arguments),
    /// Plan a profile's delivery routes
    Routes(routes::Arguments),
    /// Write a profile of any size, for load tests
    Scale(scale::Arguments),
}

/// Generates one of them.
pub fn run(what: &Generate) -> anyhow::Result<Outcome> {
    match what {
        Generate::History(arguments) => history::run(arguments),
        Generate::Routes(arguments) => routes::run(arguments),
        Generate::Scale(arguments) => scale::run(arguments),
    }
}
