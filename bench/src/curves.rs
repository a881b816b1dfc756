//! `demo-bench curves`: how the latency grows with rows, clients and living sessions, beside the
//! floor, as charts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, stream};
use serde_json::Value;

use crate::{
    chart::{self, Axis, Chart, Line, Scale},
    data, load, place,
    place::Place,
    run,
    ways::{
        Kind, Scenario, Way,
        service::{self, Service, UNLIMITED},
    },
};

/// Clients that fill up.
const FILLERS: usize = 32;
/// The folder of a profile with a tenant and its users alone.
const SMALLEST: &str = "smallest";
const SMALLEST_FILES: [&str; 2] = ["00-tenant.json", "01-users.json"];

/// What is measured, and where the charts go.
#[derive(Debug, Clone)]
pub struct Options {
    /// Few points, each of them short.
    pub short: bool,
    /// The directory of the charts.
    pub out: PathBuf,
}

impl Options {
    fn time(&self) -> Duration {
        Duration::from_secs_f64(if self.short { 0.5 } else { 4.0 })
    }

    fn points(&self, short: &[usize], long: &[usize]) -> Vec<usize> {
        if self.short { short } else { long }.to_vec()
    }
}

/// Measures on PostgreSQL, prints each point, and writes a chart for each curve.
///
/// # Errors
///
/// Whatever keeps a point from being measured.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot make {}", options.out.display()))?;
    println!("curve   way              at sessions failed   p50_ms   p99_ms");
    let place = Place::postgres()?;
    let y = Axis {
        title: "milliseconds",
        scale: Scale::Logarithmic,
    };
    let log = |title| Axis {
        title,
        scale: Scale::Logarithmic,
    };
    let charts = [
        (
            "rows",
            Chart {
                title: "One client: latency against the rows of a session",
                x: log("rows a session"),
                y,
                lines: rows(options, &place).await?,
            },
        ),
        (
            "clients",
            Chart {
                title: "Latency against clients at once (professional with history)",
                x: log("clients"),
                y,
                lines: clients(options, &place).await?,
            },
        ),
        (
            "living",
            Chart {
                title: "One client: latency against living sessions (professional without history)",
                x: Axis {
                    title: "living sessions",
                    scale: Scale::Linear,
                },
                y: Axis {
                    scale: Scale::Linear,
                    ..y
                },
                lines: living(options, &place).await?,
            },
        ),
    ];
    for (name, chart) in charts {
        let path = options.out.join(format!("{name}.svg"));
        chart::write(&path, &chart)?;
        println!("# {}", path.display());
    }
    if !place.is_disposable() {
        place::drop_databases(&place.url(), "bench_").await?;
    }
    Ok(())
}

async fn start(kind: Kind, scenario: &Scenario) -> anyhow::Result<Arc<Way>> {
    if kind != Kind::Service {
        let way = Way::start(kind, scenario).await?;
        return way.context("all ways are there on PostgreSQL");
    }
    let own = [
        ("DEMO_SESSION_LIMITS__CREATIONS_WAITING", "1000"),
        ("DEMO_SESSION_LIMITS__CONNECTIONS", "1100"),
        // A million rows take their time.
        ("DEMO_SESSION_SESSION__LEASE", "10m"),
    ];
    let settings: Vec<_> = UNLIMITED.iter().chain(&own).copied().collect();
    let service = Service::start_with(scenario, &settings).await?;
    Ok(Arc::new(Way::Service(service)))
}

/// A point of a line; what was made for it stays.
async fn measure(
    options: &Options,
    curve: &str,
    way: &Arc<Way>,
    at: usize,
    clients: usize,
) -> anyhow::Result<(f64, f64, f64)> {
    load::closed(way, clients, options.time() / 8).await;
    let measured = load::closed(way, clients, options.time()).await;
    let (p50, p99) = (measured.quantile(0.5), measured.quantile(0.99));
    println!(
        "{curve:<7} {:<8} {at:>10} {:>8} {:>6} {p50:>8.2} {p99:>8.2}",
        way.kind().as_str(),
        measured.latencies.len(),
        measured.failed,
    );
    if let Some(fault) = measured.fault {
        println!("# {fault}");
    }
    ensure!(!measured.latencies.is_empty(), "no session was made");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let at = at as f64;
    Ok((at, p50, p99))
}

fn line(kind: Kind) -> Line {
    Line {
        way: kind,
        points: Vec::new(),
    }
}

async fn rows(options: &Options, place: &Place) -> anyhow::Result<Vec<Line>> {
    let sizes = options.points(&[1_000, 10_000], &[1_000, 10_000, 100_000, 1_000_000]);
    let mut lines = [Kind::Service, Kind::Engine, Kind::Floor].map(|kind| (kind, line(kind)));
    let seeds = tempfile::tempdir()?;
    smallest(seeds.path())?;
    let mut scenarios = vec![
        Scenario {
            seeds: seeds.path().to_owned(),
            ..Scenario::new(place, SMALLEST, false)
        },
        Scenario::new(place, "professional", false),
    ];
    for rows in sizes {
        scenarios.push(scaled(place, seeds.path(), rows)?);
    }
    for scenario in scenarios {
        let records = usize::try_from(run::records(&scenario).await?)?;
        for (kind, line) in &mut lines {
            // The smallest is no demo that would be served.
            if *kind == Kind::Service && scenario.profile == SMALLEST {
                continue;
            }
            let way = start(*kind, &scenario).await?;
            line.points
                .push(measure(options, "rows", &way, records, 1).await?);
            way.clear(&scenario).await?;
            place.settle(*kind).await?;
        }
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Writes the smallest profile that a plan can be made of.
fn smallest(seeds: &Path) -> anyhow::Result<()> {
    let (from, to) = (
        data::root().join("seed-data/professional"),
        seeds.join(SMALLEST),
    );
    fs::create_dir_all(&to)?;
    let text = fs::read_to_string(from.join("manifest.json"))?;
    let mut manifest: Value = serde_json::from_str(&text)?;
    manifest["profile"] = SMALLEST.into();
    manifest["files"] = SMALLEST_FILES.to_vec().into();
    fs::write(to.join("manifest.json"), manifest.to_string())?;
    for file in SMALLEST_FILES {
        fs::copy(from.join(file), to.join(file))?;
    }
    Ok(())
}

/// A profile of so many rows, written by the program. Each has a folder of its own, since the
/// program reads all that stand beside each other when it starts.
///
/// # Errors
///
/// A program that is not built, or what it says.
pub fn scaled(place: &Place, seeds: &Path, rows: usize) -> anyhow::Result<Scenario> {
    let seeds = seeds.join(rows.to_string());
    let output = Command::new(service::program()?)
        .args([
            "generate",
            "scale",
            "--rows",
            &rows.to_string(),
            "--seed-dir",
        ])
        .arg(&seeds)
        .current_dir(data::root())
        .output()?;
    ensure!(
        output.status.success(),
        "generate scale: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(Scenario {
        seeds,
        ..Scenario::new(place, "scale", true)
    })
}

async fn clients(options: &Options, place: &Place) -> anyhow::Result<Vec<Line>> {
    let points = options.points(&[1, 10, 50], &[1, 2, 5, 10, 20, 50, 100, 200, 500]);
    let scenario = Scenario::new(place, "professional", true);
    let mut lines = Vec::new();
    for kind in [Kind::Service, Kind::Floor] {
        let way = start(kind, &scenario).await?;
        let mut line = line(kind);
        for clients in &points {
            line.points
                .push(measure(options, "clients", &way, *clients, *clients).await?);
            way.clear(&scenario).await?;
            place.settle(kind).await?;
        }
        lines.push(line);
    }
    Ok(lines)
}

async fn living(options: &Options, place: &Place) -> anyhow::Result<Vec<Line>> {
    let points = options.points(&[0, 50, 100], &[0, 1_000, 2_000, 5_000, 10_000]);
    let scenario = Scenario::new(place, "professional", false);
    let mut lines = Vec::new();
    for kind in [Kind::Service, Kind::Floor] {
        let way = start(kind, &scenario).await?;
        let (mut line, mut made) = (line(kind), 0);
        for at in &points {
            let more = (made..*at).map(|_| way.session());
            let mut more = stream::iter(more).buffer_unordered(FILLERS);
            while let Some(result) = more.next().await {
                result?;
            }
            made = *at;
            place.settle(kind).await?;
            line.points
                .push(measure(options, "living", &way, *at, 1).await?);
        }
        if !place.is_disposable() {
            way.clear(&scenario).await?;
        }
        lines.push(line);
    }
    Ok(lines)
}
