//! `demo-bench bulk`: a session of very many rows on PostgreSQL. Its load beside `psql \copy` of
//! the same rows, the memory that it takes above the plan, and what its removal costs others.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use demo_core::Plan;
use demo_store::Store;
use tokio::runtime;
use url::Url;

use crate::{
    chance, curves,
    data::{self, Profile},
    load::Measured,
    place::Place,
    ways::{Kind, Scenario, engine::Engine},
};

/// How much.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Rows of the session, about.
    pub rows: usize,
    /// Other sessions of which a latency is taken while nothing is removed.
    pub samples: usize,
}

/// Prints the figures with their limits; whether all are kept.
///
/// # Errors
///
/// Whatever keeps it from being measured.
pub fn run(options: Options) -> anyhow::Result<bool> {
    let place = Place::postgres()?;
    let seeds = tempfile::tempdir()?;
    let big = curves::scaled(&place, seeds.path(), options.rows)?;
    // On one thread, the caller's: memory is counted by thread.
    let alone = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (engine, profile) = alone.block_on(open(&big))?;
    alone.block_on(place.settle(Kind::Engine))?;
    let (mut result, begun) = (Ok(()), Instant::now());
    let counted = allocation_counter::measure(|| result = alone.block_on(engine.session()));
    result?;
    let load = begun.elapsed();
    let copy = alone.block_on(copy(&big, &profile, seeds.path()))?;
    let others = alone.block_on(removal(&engine, &place, options.samples))?;

    let mut kept = true;
    let mut line = |what: &str, value: f64, limit: Option<(bool, f64)>| {
        let limit = limit.map_or(String::new(), |(at_least, limit)| {
            kept &= if at_least {
                value >= limit
            } else {
                value <= limit
            };
            format!(
                "  {} {limit}",
                if at_least { "at least" } else { "at most" }
            )
        });
        println!("{what:<44} {value:>12.2}{limit}");
    };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let (rows, bytes) = (profile.records() as f64, counted.bytes_max as f64);
    let seconds = |duration: Duration| duration.as_secs_f64();
    let p99 = |measured: &Measured| measured.quantile(0.99);
    line("rows", rows, None);
    line("load, rows a second", rows / seconds(load), None);
    line("psql \\copy, rows a second", rows / seconds(copy), None);
    let rate = seconds(copy) / seconds(load);
    line("load, of psql \\copy", rate, Some((true, 0.8)));
    let megabytes = bytes / f64::from(1 << 20);
    line("memory above the plan, MB", megabytes, Some((false, 64.0)));
    line("removal, rows a second", rows / seconds(others.took), None);
    line("other sessions, p99 ms", p99(&others.before), None);
    line("the same during the removal", p99(&others.during), None);
    let slower = p99(&others.during) / p99(&others.before);
    line("during the removal, of before", slower, Some((false, 2.0)));
    Ok(kept)
}

async fn open(scenario: &Scenario) -> anyhow::Result<(Engine, Profile)> {
    let (store, profile) = scenario.open(Kind::Engine).await?;
    Ok((Engine::new(store, &profile), profile))
}

/// How long eleven `psql` at once take to copy the rows of the session, a transaction each, into
/// databases that have their tables and nothing in them.
async fn copy(scenario: &Scenario, profile: &Profile, folder: &Path) -> anyhow::Result<Duration> {
    let options = scenario.place.store_options(Kind::Floor.prefix())?;
    Store::open(&options, &data::services()?)
        .await?
        .close()
        .await;
    let url = scenario.place.url();
    let all_at_once = |kind: Kind, from: bool| {
        let start = |plan: &Arc<Plan>| {
            let database = format!("{}{}", kind.prefix(), plan.service);
            psql(&url, &database, &plan_copies(plan, folder, from))
        };
        let started: anyhow::Result<Vec<Child>> = profile.plans.iter().map(start).collect();
        started?.into_iter().try_for_each(end)
    };
    all_at_once(Kind::Engine, false)?;
    scenario.place.settle(Kind::Floor).await?;
    let begun = Instant::now();
    all_at_once(Kind::Floor, true)?;
    Ok(begun.elapsed())
}

/// A command a table, parents first.
fn plan_copies(plan: &Plan, folder: &Path, from: bool) -> Vec<String> {
    let copy = |table: &demo_core::plan::TablePlan| {
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|plan| plan.column.name.as_str())
            .collect();
        let file = folder.join(format!("{}.copy", table.table));
        let (direction, file) = (if from { "from" } else { "to" }, file.display());
        format!(
            "\\copy {} ({}) {direction} '{file}'",
            table.table,
            columns.join(", ")
        )
    };
    plan.tables.iter().map(copy).collect()
}

fn psql(url: &str, database: &str, commands: &[String]) -> anyhow::Result<Child> {
    let url = Url::parse(url)?;
    let programs = chance::variable("DEMO_TEST_PGBIN").unwrap_or_default();
    let mut command = Command::new(Path::new(&programs).join("psql"));
    command
        .args(["--no-psqlrc", "--quiet", "--single-transaction"])
        .args(["--set", "ON_ERROR_STOP=1"])
        .env("PGHOST", url.host_str().unwrap_or("127.0.0.1"))
        .env("PGPORT", url.port().unwrap_or(5432).to_string())
        .env("PGUSER", url.username())
        .env("PGPASSWORD", url.password().unwrap_or_default())
        .env("PGDATABASE", database)
        .stderr(Stdio::piped());
    for copy in commands {
        command.args(["--command", copy]);
    }
    command.spawn().context("cannot run psql")
}

fn end(child: Child) -> anyhow::Result<()> {
    let output = child.wait_with_output()?;
    let fault = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "psql: {fault}");
    Ok(())
}

/// What the removal of a big session costs others.
struct Others {
    before: Measured,
    during: Measured,
    took: Duration,
}

/// Makes ordinary sessions in the same databases, one after another.
async fn removal(big: &Engine, place: &Place, samples: usize) -> anyhow::Result<Others> {
    let (engine, _) = open(&Scenario::new(place, "professional", true)).await?;
    place.settle(Kind::Engine).await?;
    next(&engine, samples / 4, &AtomicBool::new(false)).await?;
    let before = next(&engine, samples, &AtomicBool::new(false)).await?;
    let (over, begun) = (AtomicBool::new(false), Instant::now());
    let removal = async {
        let gone = big.clear().await;
        over.store(true, Ordering::Relaxed);
        gone.map(|()| begun.elapsed())
    };
    let (during, took) = tokio::join!(next(&engine, usize::MAX, &over), removal);
    Ok(Others {
        before,
        during: during?,
        took: took?,
    })
}

/// The latencies of so many sessions, or until it is over.
async fn next(engine: &Engine, samples: usize, over: &AtomicBool) -> anyhow::Result<Measured> {
    let mut measured = Measured::default();
    while measured.latencies.len() < samples as u64 && !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        engine.session().await?;
        measured.note(begun.elapsed(), Ok(()));
    }
    Ok(measured)
}
