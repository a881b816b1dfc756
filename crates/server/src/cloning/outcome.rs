//! What one service made of one call.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A service, how long it took, and the rows or why not.
#[derive(Debug)]
pub struct Outcome {
    /// Its name.
    pub service: String,
    /// When it was asked.
    pub asked: Instant,
    /// From asking to the answer, with retries.
    pub duration: Duration,
    /// The rows cloned or removed.
    pub result: Result<u64, Failure>,
}

/// Why a service did not do what it was asked. The text is fit for a client's eyes.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What happened.
    pub detail: String,
    /// Whether another attempt may succeed.
    pub transient: bool,
    /// Whether its database could not be reached.
    pub unreachable: bool,
    /// Whether the call may still be running there, so that it must be undone again later.
    pub unanswered: bool,
}

impl Failure {
    /// One that another attempt would meet again.
    pub fn lasting(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            transient: false,
            unreachable: false,
            unanswered: false,
        }
    }

    /// One that may pass.
    pub fn transient(detail: impl Into<String>) -> Self {
        Self {
            transient: true,
            ..Self::lasting(detail)
        }
    }

    /// One after which nobody knows what the service did or is still doing.
    pub fn unanswered(detail: impl Into<String>) -> Self {
        Self {
            unanswered: true,
            ..Self::lasting(detail)
        }
    }

    /// An error of a database of this process. Its own text, which may name constraints,
    /// goes to the log only.
    pub fn local(service: &str, error: &demo_store::Error) -> Self {
        use demo_store::Error;
        tracing::warn!(
            service,
            error = error as &dyn std::error::Error,
            "database error"
        );
        match error {
            error if error.is_unreachable() => Self {
                unreachable: true,
                ..Self::transient("the service's database cannot be reached")
            },
            Error::Tombstoned => {
                Self::lasting("the tenant was removed; a removed tenant is not cloned again")
            }
            Error::LedgerConflict => {
                Self::lasting("the tenant was cloned before with another profile or instant")
            }
            Error::Overtaken => Self::lasting("a later reset was here before"),
            Error::Constraint { .. } => {
                Self::lasting("a row breaks a rule of the service's database")
            }
            _ => Self::lasting("the service's database refused the rows"),
        }
    }
}

impl Outcome {
    /// An outcome that is known now.
    pub fn new(service: &str, asked: Instant, result: Result<u64, Failure>) -> Self {
        Self {
            service: service.to_owned(),
            asked,
            duration: asked.elapsed(),
            result,
        }
    }

    /// The rows; none of a failure.
    pub fn records(&self) -> u64 {
        *self.result.as_ref().unwrap_or(&0)
    }

    /// Milliseconds, to the microsecond.
    pub fn duration_ms(&self) -> f64 {
        milliseconds(self.duration)
    }

    /// As recorded of a session that began at an instant: as answered, and when it was asked.
    pub fn to_record(&self, begun: Instant) -> Value {
        let mut record = self.to_json("records_cloned");
        record["started_ms"] = milliseconds(self.asked.duration_since(begun)).into();
        record
    }

    /// As answered: `count` is `records_cloned` or `records_deleted`.
    pub fn to_json(&self, count: &str) -> Value {
        let Self {
            service, result, ..
        } = self;
        let duration_ms = self.duration_ms();
        match result {
            Ok(records) => {
                json!({ "service": service, "status": "completed", count: records, "duration_ms": duration_ms })
            }
            Err(failure) => {
                json!({ "service": service, "status": "failed", "error": failure.detail, "duration_ms": duration_ms })
            }
        }
    }
}

/// A duration in milliseconds, to the microsecond.
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
