//! `demo-bench`: one command, one table.

use std::{
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{self, ExitCode},
    time::Duration,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use demo_bench::{
    bulk, chance, curves, data,
    place::Engine,
    pressure,
    report::Report,
    run::{self, Options},
    ways::Kind,
};

/// Measures how fast sessions are made, beside the floor that the databases set.
///
/// The release program must be built. PostgreSQL is started by scripts/with-postgres unless
/// `DEMO_TEST_DATABASE` names one.
#[derive(Parser)]
#[command(name = "demo-bench")]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// A minute and a half: the professional profile, 1 and 32 clients, nothing counted
    #[arg(long)]
    quick: bool,
    /// Also write the table as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only these engines
    #[arg(long, value_enum, value_delimiter = ',')]
    engine: Vec<Engine>,
    /// Only these profiles
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    profile: Vec<String>,
    /// Only with history, or only without
    #[arg(long, value_name = "true|false")]
    history: Option<bool>,
    /// Only these ways
    #[arg(long, value_enum, value_delimiter = ',')]
    way: Vec<Kind>,
    /// Clients of the closed loops
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = clients)]
    clients: Vec<usize>,
    /// The open loop's rate as a part of the way's best in the closed loops; 0 for none
    #[arg(long, value_name = "PART", value_parser = part)]
    open: Option<f64>,
    /// How long each load lasts
    #[arg(long, value_name = "N", value_parser = seconds)]
    seconds: Option<f64>,
}

#[derive(Subcommand)]
enum Command {
    /// Many clients at once, and many sessions that live: what is refused, and what slows down
    Load {
        /// Some minutes less: fewer sessions, shorter bursts
        #[arg(long)]
        short: bool,
        /// Only these engines
        #[arg(long, value_enum, value_delimiter = ',')]
        engine: Vec<Engine>,
    },
    /// A session of very many rows on PostgreSQL: its load beside `psql \copy`, its memory, its removal
    Bulk {
        /// Rows of the session, about
        #[arg(long, value_name = "N", default_value_t = 1_000_000)]
        rows: usize,
    },
    /// Latency against rows, clients and living sessions on PostgreSQL, as charts beside the floor
    Curves {
        /// Few points, each of them short
        #[arg(long)]
        short: bool,
        /// The directory of the charts: docs/curves, or target/curves of the short form
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

fn clients(text: &str) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=1000).contains(number));
    number.ok_or_else(|| "write a number of clients from 1 to 1000".to_owned())
}

fn part(text: &str) -> Result<f64, String> {
    let part = text.parse().ok().filter(|part| (0.0..=2.0).contains(part));
    part.ok_or_else(|| "write a part such as 0.6, at most 2; 0 for no open loop".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok();
    let seconds = seconds.filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "write seconds from 0.1 to 3600".to_owned())
}

fn main() -> ExitCode {
    match measure(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all that has a limit kept it.
fn measure(mut arguments: Arguments) -> anyhow::Result<bool> {
    let command = arguments.command.take();
    let json = arguments.json.clone();
    let options = options(arguments);
    let engines = match &command {
        Some(Command::Load { engine, .. }) if engine.is_empty() => &Engine::ALL[..],
        Some(Command::Load { engine, .. }) => engine,
        Some(Command::Curves { .. } | Command::Bulk { .. }) => &[Engine::Postgres],
        None => &options.engines,
    };
    beside_postgres(engines)?;
    if let Some(Command::Bulk { rows }) = command {
        let samples = 1_000;
        return bulk::run(bulk::Options { rows, samples });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match &command {
        Some(Command::Load { short, .. }) => runtime.block_on(pressure::run(engines, *short)),
        Some(Command::Curves { short, out }) => {
            let usual = if *short {
                "target/curves"
            } else {
                "docs/curves"
            };
            let options = curves::Options {
                short: *short,
                out: out.clone().unwrap_or_else(|| data::root().join(usual)),
            };
            runtime.block_on(curves::run(&options)).map(|()| true)
        }
        Some(Command::Bulk { .. }) | None => {
            let report = runtime.block_on(run::run(&options))?;
            print_table(report, options.time, json).map(|()| true)
        }
    }
}

/// Where PostgreSQL is needed and none is there, becomes the script that runs this program again
/// beside one.
fn beside_postgres(engines: &[Engine]) -> anyhow::Result<()> {
    if !engines.contains(&Engine::Postgres) || chance::variable("DEMO_TEST_DATABASE").is_some() {
        return Ok(());
    }
    let script = data::root().join("scripts/with-postgres");
    let error = process::Command::new(&script)
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .exec();
    Err(error).with_context(|| format!("cannot run {}", script.display()))
}

fn print_table(mut report: Report, time: Duration, json: Option<PathBuf>) -> anyhow::Result<()> {
    report.about = vec![format!(
        "demo-bench on {} cores; {} s a load",
        std::thread::available_parallelism()?,
        time.as_secs_f64()
    )];
    print!("{}", report.table());
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&report)? + "\n";
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// What was asked for, and for the rest what the form of the run has.
fn options(arguments: Arguments) -> Options {
    fn or<T>(asked: Vec<T>, quick: bool, short: Vec<T>, long: Vec<T>) -> Vec<T> {
        match (asked.is_empty(), quick) {
            (false, _) => asked,
            (true, true) => short,
            (true, false) => long,
        }
    }
    let quick = arguments.quick;
    let profiles = ["professional", "enterprise"].map(str::to_owned);
    let (professional, both) = (vec![profiles[0].clone()], profiles.to_vec());
    let engines = Engine::ALL.to_vec();
    let ours = vec![Kind::Service, Kind::Engine, Kind::Floor, Kind::Rows];
    // The usual way's twelve programs take longer to start than a short run's loads.
    let all = [&ours[..], &[Kind::Usual]].concat();
    let seconds = arguments.seconds.unwrap_or(if quick { 1.0 } else { 8.0 });
    let open = arguments.open.unwrap_or(if quick { 0.0 } else { 0.6 });
    Options {
        engines: or(arguments.engine, quick, engines.clone(), engines),
        profiles: or(arguments.profile, quick, professional, both),
        histories: arguments.history.map_or(vec![false, true], |one| vec![one]),
        ways: or(arguments.way, quick, ours, all),
        clients: or(arguments.clients, quick, vec![1, 32], vec![1, 8, 32, 100]),
        open: Some(open).filter(|part| *part > 0.0),
        counts: !quick,
        time: Duration::from_secs_f64(seconds),
        warm_up: Duration::from_secs_f64((seconds / 4.0).clamp(0.3, 2.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_measured_is_refused() {
        for (flag, value, hint) in [
            ("--clients", "0", "write a number of clients from 1 to 1000"),
            (
                "--clients",
                "1,many",
                "write a number of clients from 1 to 1000",
            ),
            (
                "--open",
                "3",
                "write a part such as 0.6, at most 2; 0 for no open loop",
            ),
            (
                "--open",
                "NaN",
                "write a part such as 0.6, at most 2; 0 for no open loop",
            ),
            ("--seconds", "0", "write seconds from 0.1 to 3600"),
            ("--seconds", "inf", "write seconds from 0.1 to 3600"),
        ] {
            let parsed = Arguments::try_parse_from(["demo-bench", flag, value]);
            let error = parsed.map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(hint), "{flag} {value}: {error}");
        }
    }

    #[test]
    fn what_is_asked_for_wins_over_the_form_of_the_run() {
        let parse = |args: &[&str]| {
            let args = std::iter::once(&"demo-bench").chain(args);
            options(Arguments::try_parse_from(args).unwrap())
        };
        assert_eq!(parse(&["--quick"]).clients, [1, 32]);
        assert_eq!(parse(&["--quick"]).open, None);
        assert_eq!(parse(&[]).clients, [1, 8, 32, 100]);
        let asked = parse(&[
            "--quick",
            "--clients",
            "2",
            "--open",
            "0.5",
            "--history",
            "true",
        ]);
        assert_eq!(asked.clients, [2]);
        assert_eq!(asked.open, Some(0.5));
        assert_eq!(asked.histories, [true]);
    }
}
