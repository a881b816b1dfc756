//! "Commit": the latency of a one-row insert by `pgbench`, the unit that targets are told in.

use std::{path::Path, process::Command};

use anyhow::{Context as _, ensure};

use crate::{chance, place};

const DATABASE: &str = "bench_commit";

/// Mean milliseconds of a one-row insert by one client with prepared statements.
///
/// # Errors
///
/// A server that does not answer, or no `pgbench` beside its programs.
pub async fn milliseconds(url: &str, seconds: u64) -> anyhow::Result<f64> {
    place::drop_databases(url, DATABASE).await?;
    let client = place::connect(url, "postgres", "").await?;
    client.batch_execute("create database bench_commit").await?;
    let table = "create table inserts (id bigint generated always as identity primary key, number bigint not null)";
    let client = place::connect(url, DATABASE, "").await?;
    client.batch_execute(table).await?;
    let measured = pgbench(url, seconds);
    place::drop_databases(url, DATABASE).await?;
    measured
}

fn pgbench(url: &str, seconds: u64) -> anyhow::Result<f64> {
    let directory = tempfile::tempdir()?;
    let script = directory.path().join("insert.sql");
    std::fs::write(
        &script,
        "\\set number random(1, 1000000000)\ninsert into inserts (number) values (:number);\n",
    )?;
    let programs = chance::variable("DEMO_TEST_PGBIN").unwrap_or_default();
    let mut database = url::Url::parse(url)?;
    database.set_path(DATABASE);
    let output = Command::new(Path::new(&programs).join("pgbench"))
        .args(["--no-vacuum", "--protocol", "prepared", "--client", "1"])
        .args(["--time", &seconds.max(1).to_string(), "--file"])
        .arg(&script)
        .arg(database.as_str())
        .output()
        .context("cannot run pgbench: it comes with PostgreSQL's own programs")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "pgbench failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let latency = said
        .lines()
        .find_map(|line| line.strip_prefix("latency average = ")?.strip_suffix(" ms"));
    let latency = latency.with_context(|| format!("pgbench says no latency:\n{said}"))?;
    Ok(latency.parse()?)
}
