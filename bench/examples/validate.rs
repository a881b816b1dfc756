//! How long `demo-session validate` takes, beside its limits: the shipped profiles, and a
//! generated one of a million rows.
//!
//!     cargo build --release && cargo run --release -p demo-bench --example validate [-- ROWS]

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use demo_bench::data;

/// Of a shipped profile this is the median.
const RUNS: usize = 11;
/// How often the memory of a running process is looked at. The kernel keeps its peak, so what
/// is missed is what is reached in the last moment.
const LOOK: Duration = Duration::from_millis(1);

/// What a run took: the time from start to end, and the peak of its resident memory in MB.
struct Taken {
    time: Duration,
    memory: u64,
}

/// What it may take.
struct Limit {
    milliseconds: u128,
    memory: u64,
}

fn main() -> anyhow::Result<()> {
    let rows: u64 = match std::env::args().nth(1) {
        Some(text) => text.parse().context("write a number of rows")?,
        None => 1_000_000,
    };
    let program = data::root().join("target/release/demo-session");
    if !program.is_file() {
        bail!(
            "{} is not there: run cargo build --release",
            program.display()
        );
    }
    println!(
        "{:<28} {:>8} {:>8} {:>8} {:>8}",
        "command", "ms", "limit", "peak_mb", "limit"
    );
    let usual = Limit {
        milliseconds: 100,
        memory: 2000,
    };
    for profile in ["professional", "enterprise"] {
        let args = ["validate", "--profile", profile, "--strict"];
        let runs = (0..RUNS).map(|_| run(&program, &args, &data::root()));
        let mut runs = runs.collect::<anyhow::Result<Vec<Taken>>>()?;
        runs.sort_by_key(|taken| taken.time);
        print(
            &format!("validate {profile}"),
            &runs[RUNS / 2],
            Some(&usual),
        );
    }
    let folder = tempfile::TempDir::new()?;
    let count = rows.to_string();
    let args = ["generate", "scale", "--rows", &count, "--seed-dir", "."];
    let made = run(&program, &args, folder.path())?;
    print(&format!("generate scale {rows}"), &made, None);
    let args = [
        "validate",
        "--profile",
        "scale",
        "--strict",
        "--seed-dir",
        ".",
    ];
    let taken = run(&program, &args, folder.path())?;
    let large = Limit {
        milliseconds: 20_000,
        memory: 2000,
    };
    print(&format!("validate scale {rows}"), &taken, Some(&large));
    Ok(())
}

fn run(program: &Path, args: &[&str], directory: &Path) -> anyhow::Result<Taken> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(args)
        .env_clear()
        .current_dir(directory)
        .stdout(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let end = loop {
        if let Some(end) = child.try_wait()? {
            break end;
        }
        memory = memory.max(peak(&status).unwrap_or(0));
        thread::sleep(LOOK);
    };
    let time = started.elapsed();
    if !end.success() {
        bail!("demo-session {}: {end}", args.join(" "));
    }
    Ok(Taken { time, memory })
}

/// The peak of a living process's resident memory.
fn peak(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn print(command: &str, taken: &Taken, limit: Option<&Limit>) {
    let of = |number: Option<String>| number.unwrap_or_else(|| "-".to_owned());
    println!(
        "{command:<28} {:>8} {:>8} {:>8} {:>8}",
        taken.time.as_millis(),
        of(limit.map(|limit| limit.milliseconds.to_string())),
        taken.memory,
        of(limit.map(|limit| limit.memory.to_string())),
    );
}
