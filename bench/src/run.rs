//! A run: every scenario, every way, every load, one line each.

use std::{sync::Arc, time::Duration};

use demo_store::Store;

use crate::{
    chance, commit, cost, cpu,
    data::{self, Profile},
    load::{self, Measured},
    place::{self, Engine, Place},
    report::{Report, Row},
    ways::{Kind, Scenario, Way},
};

/// What is measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// On which engines.
    pub engines: Vec<Engine>,
    /// Which profiles.
    pub profiles: Vec<String>,
    /// With history, without, or both.
    pub histories: Vec<bool>,
    /// Which ways.
    pub ways: Vec<Kind>,
    /// Clients of the closed loops.
    pub clients: Vec<usize>,
    /// The open loop's rate, as a part of the way's own best; none for no open loop.
    pub open: Option<f64>,
    /// Whether round trips, bytes and allocations are counted too. That starts each way anew,
    /// behind a relay, which takes longer than a short load.
    pub counts: bool,
    /// How long each load lasts.
    pub time: Duration,
    /// How long it is warmed up.
    pub warm_up: Duration,
}

/// Measures everything. Sessions that are made here are removed again.
///
/// # Errors
///
/// Whatever keeps a way from being measured. A session that fails is counted.
pub async fn run(options: &Options) -> anyhow::Result<Report> {
    let mut report = Report::default();
    for engine in &options.engines {
        let directory = tempfile::tempdir()?;
        let place = Place::of(*engine, directory.path())?;
        if let Place::Postgres(url) = &place {
            report.commit_ms = Some(commit::milliseconds(url, options.time.as_secs()).await?);
        }
        for profile in &options.profiles {
            for history in &options.histories {
                let scenario = Scenario::new(&place, profile, *history);
                measure(options, &scenario, &mut report).await?;
            }
        }
        if let Place::Postgres(url) = &place
            && !place.is_disposable()
        {
            place::drop_databases(url, "bench_").await?;
        }
    }
    Ok(report)
}

/// All ways and loads of a scenario. The ways take turns under each load, so that what changes
/// on the machine in the meantime meets all of them.
async fn measure(
    options: &Options,
    scenario: &Scenario,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut ways = Vec::new();
    for kind in &options.ways {
        ways.extend(Way::start(*kind, scenario).await?);
    }
    let records = records(scenario).await?;
    let mut best = vec![0.0_f64; ways.len()];
    let beginning = report.rows.len();
    for clients in &options.clients {
        let first = report.rows.len();
        for (way, best) in ways.iter().zip(&mut best) {
            let closed = Load::Closed(*clients);
            let row = one(options, scenario, way, closed, report.commit_ms).await?;
            *best = best.max(row.per_second);
            report.rows.push(Row {
                rows: records,
                ..row
            });
        }
        compare(&mut report.rows[first..]);
    }
    for way in ways.iter().filter(|_| options.counts) {
        let row = report.rows[beginning..]
            .iter_mut()
            .find(|row| row.way == way.kind().as_str());
        if let Some(row) = row {
            count(scenario, way.kind(), row).await?;
        }
    }
    if let Some(part) = options.open {
        for (way, best) in ways.iter().zip(&best) {
            let open = Load::Open((best * part).max(1.0));
            let row = one(options, scenario, way, open, report.commit_ms).await?;
            report.rows.push(Row {
                rows: records,
                ..row
            });
        }
    }
    Ok(())
}

/// Fills in what does not depend on the load, in the way's first line.
async fn count(scenario: &Scenario, kind: Kind, row: &mut Row) -> anyhow::Result<()> {
    if let Place::Sqlite(_) = scenario.place {
        return Ok(());
    }
    let (counted, relay) = cost::behind_relay(scenario).await?;
    if let Some(way) = Way::start(kind, &counted).await? {
        let traffic = cost::traffic(&way, &relay).await?;
        way.clear(scenario).await?;
        row.round_trips = Some(traffic.round_trips);
        row.statements = Some(traffic.statements);
        row.sent = Some(traffic.sent);
        row.received = Some(traffic.received);
    }
    if kind == Kind::Engine {
        let scenario = scenario.clone();
        // A thread of its own, for a runtime of its own.
        let counting = tokio::task::spawn_blocking(move || cost::allocations(&scenario));
        row.allocations = Some(counting.await??);
    }
    Ok(())
}

pub(crate) async fn records(scenario: &Scenario) -> anyhow::Result<u64> {
    let store_options = scenario.place.store_options(Kind::Engine.prefix())?;
    let store = Store::open(&store_options, &data::services()?).await?;
    let profile = Profile::load(&scenario.seeds, &scenario.profile, scenario.history, &store)?;
    store.close().await;
    Ok(profile.records())
}

#[derive(Clone, Copy)]
enum Load {
    Closed(usize),
    Open(f64),
}

/// One line of the table.
async fn one(
    options: &Options,
    scenario: &Scenario,
    way: &Arc<Way>,
    load: Load,
    commit_ms: Option<f64>,
) -> anyhow::Result<Row> {
    let clients = match load {
        Load::Closed(clients) => clients,
        // Enough to open all connections.
        Load::Open(_) => 8,
    };
    load::closed(way, clients, options.warm_up).await;
    scenario.place.settle(way.kind()).await?;
    let before = Cpu::now(scenario, way);
    let measured = match load {
        Load::Closed(clients) => load::closed(way, clients, options.time).await,
        Load::Open(rate) => load::open(way, rate, options.time).await,
    };
    let cpu = Cpu::now(scenario, way);
    way.clear(scenario).await?;
    let row = row(scenario, way, load, &measured);
    let each = |now: Duration, before: Duration| {
        milliseconds_each(now.saturating_sub(before), row.sessions)
    };
    let row = Row {
        p50_commits: commit_ms
            .filter(|_| matches!(scenario.place, Place::Postgres(_)))
            .map(|commit| row.p50_ms / commit),
        client_cpu_ms: each(cpu.client, before.client),
        service_cpu_ms: cpu
            .service
            .zip(before.service)
            .map(|(now, then)| each(now, then)),
        database_cpu_ms: cpu
            .database
            .zip(before.database)
            .map(|(now, then)| each(now, then)),
        ..row
    };
    eprintln!(
        "{} {} history={} {} {}: {:.1}/s, p50 {:.2} ms, p99 {:.2} ms{}",
        row.engine,
        row.profile,
        row.history,
        row.way,
        row.load,
        row.per_second,
        row.p50_ms,
        row.p99_ms,
        measured
            .fault
            .map(|fault| format!("; {} failed: {fault}", row.failed))
            .unwrap_or_default()
    );
    Ok(row)
}

fn row(scenario: &Scenario, way: &Way, load: Load, measured: &Measured) -> Row {
    Row {
        engine: scenario.place.engine().as_str().to_owned(),
        profile: scenario.profile.clone(),
        history: scenario.history,
        way: way.kind().as_str().to_owned(),
        load: match load {
            Load::Closed(clients) => format!("closed:{clients}"),
            Load::Open(rate) => format!("open:{rate:.0}"),
        },
        sessions: measured.latencies.len(),
        failed: measured.failed,
        per_second: measured.rate(),
        p50_ms: measured.quantile(0.5),
        p90_ms: measured.quantile(0.9),
        p99_ms: measured.quantile(0.99),
        max_ms: measured.quantile(1.0),
        ..Row::default()
    }
}

/// Fills in what each line is of the floor's.
fn compare(rows: &mut [Row]) {
    let floor = rows.iter().find(|row| row.way == Kind::Floor.as_str());
    let Some(floor) = floor.map(|row| row.per_second) else {
        return;
    };
    for row in rows {
        row.of_floor = Some(row.per_second / floor);
    }
}

/// CPU time so far.
struct Cpu {
    client: Duration,
    service: Option<Duration>,
    database: Option<Duration>,
}

impl Cpu {
    fn now(scenario: &Scenario, way: &Way) -> Self {
        Self {
            client: cpu::of_this(),
            service: of_all(&way.processes()),
            database: postmaster(&scenario.place).map(cpu::of_family),
        }
    }
}

fn of_all(processes: &[u32]) -> Option<Duration> {
    let times = processes.iter().copied().map(cpu::of_process);
    (!processes.is_empty()).then(|| times.sum())
}

/// The PostgreSQL server's first process, where it runs on this machine.
fn postmaster(place: &Place) -> Option<u32> {
    let Place::Postgres(_) = place else {
        return None;
    };
    let directory = chance::variable("DEMO_TEST_PGDATA")?;
    let file = std::fs::read_to_string(format!("{directory}/postmaster.pid")).ok()?;
    file.lines().next()?.trim().parse().ok()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn milliseconds_each(time: Duration, sessions: u64) -> f64 {
    time.as_secs_f64() * 1000.0 / (sessions.max(1) as f64)
}
