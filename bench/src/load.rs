//! Load in a closed loop (so many clients, each waiting for its session) and in an open one
//! (sessions at a fixed rate, whatever becomes of those before).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::join_all;
use hdrhistogram::Histogram;
use tokio::sync::mpsc;

use crate::ways::Way;

/// What a load came to.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Latencies of sessions that were made, in microseconds.
    pub latencies: Histogram<u64>,
    /// Sessions that failed.
    pub failed: u64,
    /// What the first failure said.
    pub fault: Option<String>,
    /// From the first session's beginning to the last one's end.
    pub elapsed: Duration,
}

impl Default for Measured {
    fn default() -> Self {
        Self {
            // Up to ten minutes, to a thousandth of the value.
            latencies: Histogram::new_with_bounds(1, 600_000_000, 3)
                .expect("the bounds are in order"),
            failed: 0,
            fault: None,
            elapsed: Duration::ZERO,
        }
    }
}

impl Measured {
    /// Sessions a second.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// A quantile of the latency in milliseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "latencies are far below 2^52")]
    pub fn quantile(&self, quantile: f64) -> f64 {
        self.latencies.value_at_quantile(quantile) as f64 / 1000.0
    }

    /// Adds a session that was made or failed.
    pub fn note(&mut self, latency: Duration, result: anyhow::Result<()>) {
        match result {
            Ok(()) => {
                let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
                self.latencies.saturating_record(micros.max(1));
            }
            Err(error) => {
                self.failed += 1;
                self.fault.get_or_insert_with(|| format!("{error:#}"));
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.latencies
            .add(&other.latencies)
            .expect("all histograms have the same bounds");
        self.failed += other.failed;
        if self.fault.is_none() {
            self.fault.clone_from(&other.fault);
        }
    }
}

/// So many clients, each making one session after another for a time.
pub async fn closed(way: &Arc<Way>, clients: usize, time: Duration) -> Measured {
    let begun = Instant::now();
    let client = || {
        let way = Arc::clone(way);
        tokio::spawn(async move {
            let mut measured = Measured::default();
            while begun.elapsed() < time {
                let asked = Instant::now();
                let result = way.session().await;
                measured.note(asked.elapsed(), result);
            }
            measured
        })
    };
    let clients: Vec<_> = (0..clients).map(|_| client()).collect();
    let mut all = Measured::default();
    for measured in join_all(clients).await.into_iter().flatten() {
        all.merge(&measured);
    }
    all.elapsed = begun.elapsed();
    all
}

/// Sessions at a fixed rate for a time. A latency begins at the instant that the session was
/// due, not when it was sent: one that had to wait for others waited.
pub async fn open(way: &Arc<Way>, per_second: f64, time: Duration) -> Measured {
    let (send, mut done) = mpsc::unbounded_channel();
    let (way, runtime) = (Arc::clone(way), tokio::runtime::Handle::current());
    let begun = Instant::now();
    // A thread of its own, since tokio's clock ticks in whole milliseconds.
    let arrivals = std::thread::spawn(move || {
        let mut due = Duration::ZERO;
        for number in 1_u32.. {
            if due >= time {
                break;
            }
            std::thread::sleep((begun + due).saturating_duration_since(Instant::now()));
            let (way, send, scheduled) = (Arc::clone(&way), send.clone(), begun + due);
            runtime.spawn(async move {
                let result = way.session().await;
                // Nobody listens any more only when the whole run was given up.
                let _ = send.send((scheduled.elapsed(), result));
            });
            due = Duration::from_secs_f64(f64::from(number) / per_second);
        }
    });
    let mut measured = Measured::default();
    while let Some((latency, result)) = done.recv().await {
        measured.note(latency, result);
    }
    measured.elapsed = begun.elapsed();
    let _ = arrivals.join();
    measured
}
