//! `demo-session`: private, realistic demo tenants in milliseconds.

mod commands;
mod config;
mod data;
mod logging;
mod passed;
mod profiles;
mod rule_files;
mod seed_files;
mod service_files;
mod signals;
mod start;
mod tokens;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// What a run came to. Not being able to run at all is an error, and exits with 2.
pub enum Outcome {
    /// Exit status 0.
    Done,
    /// Exit status 1: findings, or a demo that failed.
    Failed,
    /// Told to end at once; the exit status that a shell gives to the signal.
    Killed(u8),
}

/// Private, realistic demo tenants in milliseconds.
#[derive(Parser)]
#[command(name = "demo-session", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service: everything in one process, or some services alone
    Serve {
        /// A TOML file; `demo-session config` prints one with every default
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Where to listen, such as 127.0.0.1:8000; port 0 draws a free one
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// sqlite:DIRECTORY or postgres://user:password@host:port
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// Only these services; `sessions` is the sessions API
        #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Start everything, make one demo, and print how to log in
    Try {
        /// The profile to load
        #[arg(long, value_name = "NAME", default_value = "professional")]
        profile: String,
        /// The prospect's address
        #[arg(long, value_name = "ADDR", default_value = "prospect@example.com")]
        email: String,
        /// sqlite:DIRECTORY or postgres://user:password@host:port
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// Keep the data when the program ends
        #[arg(long)]
        keep: bool,
    },
    /// Check seed data; every finding names its file, line and column
    Validate(commands::validate::Arguments),
    /// Compute seed data and write it into a profile
    #[command(subcommand)]
    Generate(commands::generate::Generate),
    /// Print the documented default configuration, a valid file as it stands
    Config,
}

fn main() -> ExitCode {
    #[cfg(debug_assertions)]
    #[expect(
        clippy::disallowed_methods,
        reason = "not a setting: tests name the file that says which call fails"
    )]
    if let Some(file) = std::env::var_os("DEMO_FAILPOINTS") {
        demo_store::failpoint::arm(file.as_ref());
    }
    let outcome = match Arguments::parse().command {
        Command::Serve {
            config,
            listen,
            database,
            only,
        } => commands::serve::run(
            config.as_deref(),
            &config::Overrides { listen, database },
            &only,
        ),
        Command::Try {
            profile,
            email,
            database,
            keep,
        } => commands::try_demo::run(&profile, &email, database.as_deref(), keep),
        Command::Validate(arguments) => commands::validate::run(&arguments),
        Command::Generate(what) => commands::generate::run(&what),
        Command::Config => commands::config::run(),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Ok(Outcome::Killed(status)) => ExitCode::from(status),
        Err(error) => {
            eprintln!("error: {}", one_line(&error));
            ExitCode::from(2)
        }
    }
}

/// The causes of an error after each other, each once: some libraries repeat theirs.
fn one_line(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !message.ends_with(&cause) {
            message = if message.is_empty() {
                cause
            } else {
                format!("{message}: {cause}")
            };
        }
    }
    message
}
