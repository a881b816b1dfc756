//! Many sessions that live: what the next one costs beside few, and beside many that expire.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::ensure;
use futures::{StreamExt as _, stream};
use tokio_postgres::Client;

use crate::{
    load::Measured,
    place::{self, Place},
    ways::{
        Kind, Scenario,
        service::{Made, Service},
    },
};

/// Clients that fill up.
const FILLERS: usize = 32;
/// Longer than any number of sessions takes to expire.
const PATIENCE: Duration = Duration::from_mins(30);

/// How many.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The few that live at first.
    pub few: usize,
    /// The many that live then.
    pub many: usize,
    /// Of which so many expire at once.
    pub expire: usize,
    /// Sessions of which a latency is taken.
    pub samples: usize,
}

/// The latencies of the next session.
#[derive(Debug)]
pub struct Living {
    /// Beside few.
    pub few: Measured,
    /// Beside many.
    pub many: Measured,
    /// While some of them were removed.
    pub expiring: Measured,
    /// How long that took.
    pub expiry: Duration,
}

/// Measures them on a service of its own.
///
/// # Errors
///
/// A session that fails.
pub async fn run(scenario: &Scenario, options: Options) -> anyhow::Result<Living> {
    let service = Service::start(scenario).await?;
    let records = Records::open(&scenario.place).await?;
    fill(&service, options.few).await?;
    scenario.place.settle(Kind::Service).await?;
    let few = next(&service, options.samples, &AtomicBool::new(false)).await?;
    fill(&service, options.many - options.few).await?;
    scenario.place.settle(Kind::Service).await?;
    let many = next(&service, options.samples, &AtomicBool::new(false)).await?;
    let over = AtomicBool::new(false);
    let begun = Instant::now();
    records.expire(options.expire).await?;
    let expiry = async {
        let gone = records.until_expired(options.expire).await;
        over.store(true, Ordering::Relaxed);
        gone.map(|()| begun.elapsed())
    };
    let (expiring, expiry) = tokio::join!(next(&service, usize::MAX, &over), expiry);
    let living = Living {
        few,
        many,
        expiring: expiring?,
        expiry: expiry?,
    };
    if !scenario.place.is_disposable() {
        service.clear().await?;
    }
    Ok(living)
}

/// Makes so many sessions that stay.
///
/// # Errors
///
/// One that fails.
pub async fn fill(service: &Service, sessions: usize) -> anyhow::Result<()> {
    let mut made = stream::iter((0..sessions).map(|_| service.session())).buffer_unordered(FILLERS);
    while let Some(result) = made.next().await {
        result?;
    }
    Ok(())
}

/// The latencies of one session after another, each removed again so that as many live as
/// before; at most so many, until it is over.
async fn next(service: &Service, samples: usize, over: &AtomicBool) -> anyhow::Result<Measured> {
    let mut measured = Measured::default();
    let begun = Instant::now();
    while measured.latencies.len() < samples as u64 && !over.load(Ordering::Relaxed) {
        let asked = Instant::now();
        let answer = service.ask("next@example.com").await?;
        let latency = asked.elapsed();
        ensure!(answer.status == 201, "{}: {}", answer.status, answer.body);
        let made: Made = serde_json::from_str(&answer.body)?;
        measured.note(latency, Ok(()));
        service.remove(&made.session_id).await?;
    }
    measured.elapsed = begun.elapsed();
    Ok(measured)
}

/// The sessions' records, changed behind the program's back: no prospect waits half an hour here.
enum Records {
    Postgres(Client),
    Sqlite(std::path::PathBuf),
}

impl Records {
    async fn open(place: &Place) -> anyhow::Result<Self> {
        Ok(match place {
            Place::Postgres(url) => Self::Postgres(place::connect(url, "demo_sessions", "").await?),
            Place::Sqlite(directory) => Self::Sqlite(directory.join("sessions.sqlite")),
        })
    }

    /// Ends the time of so many.
    async fn expire(&self, sessions: usize) -> anyhow::Result<()> {
        let some = format!(
            "state = 'ready' and id in (select id from sessions where state = 'ready' \
             order by created_at limit {sessions})"
        );
        let changed = match self {
            Self::Postgres(client) => {
                let sql = format!("update sessions set expires_at = created_at where {some}");
                usize::try_from(client.execute(&sql, &[]).await?)?
            }
            Self::Sqlite(file) => {
                let sql = format!("update sessions set expires_at = created_at where {some}");
                sqlite(file)?.execute(&sql, [])?
            }
        };
        ensure!(
            changed == sessions,
            "{changed} sessions were there to expire"
        );
        Ok(())
    }

    async fn until_expired(&self, sessions: usize) -> anyhow::Result<()> {
        let sql = "select count(*) from sessions where state = 'expired'";
        let begun = Instant::now();
        loop {
            let expired: i64 = match self {
                Self::Postgres(client) => client.query_one(sql, &[]).await?.get(0),
                Self::Sqlite(file) => sqlite(file)?.query_row(sql, [], |row| row.get(0))?,
            };
            if usize::try_from(expired)? >= sessions {
                return Ok(());
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "{expired} of {sessions} expired"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn sqlite(file: &Path) -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    Ok(connection)
}

impl Living {
    /// Its lines, and whether both limits are kept.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn lines(&self, engine: &str, options: Options) -> (String, bool) {
        let p99 = |measured: &Measured| measured.quantile(0.99);
        let ratios = [
            (p99(&self.many) / p99(&self.few), 1.5),
            (p99(&self.expiring) / p99(&self.many), 2.0),
        ];
        let line = |beside: &str, measured: &Measured, ratio: Option<(f64, f64)>| {
            let ratio = ratio.map_or("    -     -".to_owned(), |(ratio, limit)| {
                format!("{ratio:>5.2} {limit:>5.1}")
            });
            format!(
                "{engine:<8} {beside:<24} {:>7} {:>7.2} {:>7.2} {ratio}\n",
                measured.latencies.len(),
                measured.quantile(0.5),
                p99(measured),
            )
        };
        let Options {
            few, many, expire, ..
        } = options;
        let text = [
            line(&format!("{few} live"), &self.few, None),
            line(&format!("{many} live"), &self.many, Some(ratios[0])),
            line(
                &format!("{expire} of them expire"),
                &self.expiring,
                Some(ratios[1]),
            ),
            format!(
                "# {engine}: {expire} expired in {:.1} s, {:.0} a second\n",
                self.expiry.as_secs_f64(),
                expire as f64 / self.expiry.as_secs_f64(),
            ),
        ];
        let kept = ratios.iter().all(|(ratio, limit)| ratio <= limit);
        (text.concat(), kept)
    }

    /// The headings of [`Self::lines`].
    pub const HEADINGS: &'static str =
        "engine   next_beside              sessions  p50_ms  p99_ms ratio limit";
}
