//! What Prometheus reads.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State as Shared,
    http::header,
    response::{IntoResponse, Response},
};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
    core::Collector,
};

use crate::app::App;

/// Seconds: a session takes some milliseconds here, and some seconds where a service is remote.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0,
];

/// The metrics of an app.
pub struct Metrics {
    registry: Registry,
    creations: IntCounterVec,
    creation_seconds: HistogramVec,
    clone_seconds: HistogramVec,
    clone_records: IntCounterVec,
    live: IntGauge,
    resets: IntCounterVec,
    reset_seconds: HistogramVec,
    replays: IntCounterVec,
    reloads: IntCounterVec,
    /// Of those who watch a session.
    pub streams: IntGauge,
    tasks: IntGauge,
    cleanups: IntCounterVec,
    cleanup_seconds: HistogramVec,
    cleanup_records: IntCounterVec,
    shed: IntCounterVec,
}

impl Metrics {
    /// Registers all.
    pub fn new() -> Self {
        let r = &Registry::new();
        Self {
            creations: counter(
                r,
                "demo_session_creations_total",
                "Sessions asked for",
                &["profile", "outcome"],
            ),
            creation_seconds: histogram(
                r,
                "demo_session_creation_duration_seconds",
                "From the request to its answer",
                &["profile"],
            ),
            clone_seconds: histogram(
                r,
                "demo_clone_duration_seconds",
                "A service's clone",
                &["service"],
            ),
            clone_records: counter(r, "demo_clone_records_total", "Rows cloned", &["service"]),
            live: gauge(r, "demo_sessions_live", "Sessions alive"),
            resets: counter(
                r,
                "demo_session_resets_total",
                "Resets tried",
                &["profile", "outcome"],
            ),
            reset_seconds: histogram(
                r,
                "demo_session_reset_duration_seconds",
                "A reset of all services",
                &["profile"],
            ),
            replays: counter(
                r,
                "demo_session_idempotent_requests_total",
                "Requests whose key had been used",
                &["outcome"],
            ),
            reloads: counter(
                r,
                "demo_profile_reloads_total",
                "Profiles read anew",
                &["outcome"],
            ),
            streams: gauge(r, "demo_session_event_streams", "Sessions being watched"),
            tasks: gauge(
                r,
                "demo_tasks_alive",
                "Tasks of this process that have not ended",
            ),
            cleanups: counter(
                r,
                "demo_session_cleanup_total",
                "Removals tried",
                &["reason", "outcome"],
            ),
            cleanup_seconds: histogram(
                r,
                "demo_session_cleanup_duration_seconds",
                "A removal",
                &["reason"],
            ),
            cleanup_records: counter(
                r,
                "demo_session_cleanup_records_total",
                "Rows removed",
                &["reason"],
            ),
            shed: counter(r, "demo_shed_total", "Refused for lack of room", &["what"]),
            registry: r.clone(),
        }
    }

    /// Counts a refusal for lack of room, of `creations` or `connections`.
    pub fn shed(&self, what: &str) {
        self.shed.with_label_values(&[what]).inc();
    }

    /// Counts a session that was asked for; `outcome` is `completed` or `failed`.
    pub fn created(&self, profile: &str, outcome: &str, duration: Duration) {
        self.creations.with_label_values(&[profile, outcome]).inc();
        self.creation_seconds
            .with_label_values(&[profile])
            .observe(duration.as_secs_f64());
    }

    /// Counts a reset of all services; `outcome` is `completed` or `failed`.
    pub fn reset(&self, profile: &str, complete: bool, duration: Duration) {
        let outcome = if complete { "completed" } else { "failed" };
        self.resets.with_label_values(&[profile, outcome]).inc();
        self.reset_seconds
            .with_label_values(&[profile])
            .observe(duration.as_secs_f64());
    }

    /// Counts a request whose idempotency key had been used; `outcome` is `replayed`, `in_use`
    /// or `reused`.
    pub fn repeated(&self, outcome: &str) {
        self.replays.with_label_values(&[outcome]).inc();
    }

    /// Counts a profile that was read anew.
    pub fn reloaded(&self, outcome: &str) {
        self.reloads.with_label_values(&[outcome]).inc();
    }

    /// Counts a clone.
    pub fn cloned(&self, service: &str, duration: Duration, records: u64) {
        self.clone_seconds
            .with_label_values(&[service])
            .observe(duration.as_secs_f64());
        self.clone_records
            .with_label_values(&[service])
            .inc_by(records);
    }

    /// Counts a removal from all services; `reason` is `deleted`, `expired` or `failed`.
    pub fn cleaned(&self, reason: &str, complete: bool, records: u64, duration: Duration) {
        let outcome = if complete { "completed" } else { "failed" };
        self.cleanups.with_label_values(&[reason, outcome]).inc();
        self.cleanup_seconds
            .with_label_values(&[reason])
            .observe(duration.as_secs_f64());
        self.cleanup_records
            .with_label_values(&[reason])
            .inc_by(records);
    }
}

/// Show the metrics.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text", body = String, content_type = "text/plain",
        example = "demo_sessions_live 3\n")))]
pub async fn metrics(Shared(app): Shared<Arc<App>>) -> Response {
    // Replicas share the sessions, so that each asks the database and none counts for itself.
    if let Ok(live) = app.store.sessions.count_live().await {
        app.metrics
            .live
            .set(i64::try_from(live).unwrap_or(i64::MAX));
    }
    let tasks = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    app.metrics.tasks.set(tasks.try_into().unwrap_or(i64::MAX));
    let encoder = TextEncoder::new();
    let mut text = Vec::new();
    encoder
        .encode(&app.metrics.registry.gather(), &mut text)
        .expect("memory takes all text");
    (
        [(header::CONTENT_TYPE, encoder.format_type().to_owned())],
        text,
    )
        .into_response()
}

fn counter(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    register(
        registry,
        IntCounterVec::new(Opts::new(name, help), labels).expect("a valid name"),
    )
}

fn gauge(registry: &Registry, name: &str, help: &str) -> IntGauge {
    register(registry, IntGauge::new(name, help).expect("a valid name"))
}

fn histogram(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> HistogramVec {
    let options = HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
    register(
        registry,
        HistogramVec::new(options, labels).expect("a valid name"),
    )
}

fn register<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> C {
    registry
        .register(Box::new(collector.clone()))
        .expect("each name is registered once");
    collector
}
