//! `GET /api/v1/demo-sessions/stats`.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{Json, extract::State as Shared};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{state_name, text};
use crate::{app::App, auth::Operator, error::Problem};

/// Enough for a 99th percentile.
const TIMED: u32 = 1000;
/// What an operator who comes in the morning wants to know of the night.
const CAUSES_OF: Duration = Duration::from_hours(24);
/// More reasons than a screen has lines; each names what failed, so they are few.
const CAUSES: u32 = 50;

/// All sessions together.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stats {
    /// How many there are in each state.
    #[schema(example = json!({ "ready": 12, "expired": 340, "failed": 1 }))]
    pub by_state: BTreeMap<&'static str, u64>,
    /// The same of each profile.
    #[schema(example = json!({ "professional": { "ready": 12, "expired": 340, "failed": 1 } }))]
    pub by_profile: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// How long it took to make the last sessions.
    pub creation_ms: CreationTimes,
    /// What the sweeper has to do.
    pub cleanup: Cleanup,
    /// Why sessions of the last 24 hours failed, the most frequent reason first.
    pub failures: Vec<FailureCause>,
}

/// Milliseconds; null where no session was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreationTimes {
    /// How many sessions are counted: the last thousand at most.
    #[schema(example = 352)]
    pub sessions: usize,
    /// Half took no longer.
    #[schema(example = 9.5)]
    pub p50: Option<f64>,
    /// Of twenty, nineteen took no longer.
    #[schema(example = 14.1)]
    pub p95: Option<f64>,
    /// Of a hundred, ninety-nine took no longer.
    #[schema(example = 21.7)]
    pub p99: Option<f64>,
    /// The longest.
    #[schema(example = 30.2)]
    pub max: Option<f64>,
}

/// The backlog.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cleanup {
    /// Sessions that are due and that nobody works on.
    #[schema(example = 0)]
    pub waiting: u64,
    /// Sessions whose rows are being removed, those that wait among them.
    #[schema(example = 1)]
    pub removing: u64,
    /// When the first of those that wait was to end.
    #[schema(format = DateTime)]
    pub oldest_expires_at: Option<String>,
}

/// A reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureCause {
    /// What happened.
    #[schema(example = "these services failed: orders")]
    pub cause: String,
    /// To how many sessions.
    #[schema(example = 1)]
    pub sessions: u64,
    /// When the last of them was asked for.
    #[schema(format = DateTime, example = "2025-12-14T10:30:00.000000Z")]
    pub last_at: String,
}

/// Count the demo sessions.
#[utoipa::path(
    get, path = "/api/v1/demo-sessions/stats", operation_id = "session_stats", tag = "sessions",
    responses(
        (status = 200, description = "All sessions together", body = Stats),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the operator's token", body = crate::error::Document),
    ),
    security(("operator_token" = []))
)]
pub async fn stats(Shared(app): Shared<Arc<App>>, _: Operator) -> Result<Json<Stats>, Problem> {
    let (sessions, now) = (&app.store.sessions, app.now());
    let since = now.saturating_sub(CAUSES_OF).unwrap_or(Timestamp::MIN);
    let (counts, times, backlog, causes) = tokio::try_join!(
        sessions.count_by_state(),
        sessions.creation_times(TIMED),
        sessions.backlog(now),
        sessions.causes(since, CAUSES),
    )?;
    let mut by_state = BTreeMap::new();
    let mut by_profile: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    for (state, profile, count) in counts {
        let name = state_name(state);
        *by_state.entry(name).or_default() += count;
        *by_profile
            .entry(profile)
            .or_default()
            .entry(name)
            .or_default() += count;
    }
    let failures = causes.into_iter().map(|cause| FailureCause {
        cause: cause.failure,
        sessions: cause.sessions,
        last_at: text(cause.last_at),
    });
    Ok(Json(Stats {
        by_state,
        by_profile,
        creation_ms: CreationTimes {
            sessions: times.len(),
            p50: percentile(&times, 50),
            p95: percentile(&times, 95),
            p99: percentile(&times, 99),
            max: times.last().copied(),
        },
        cleanup: Cleanup {
            waiting: backlog.waiting,
            removing: backlog.removing,
            oldest_expires_at: backlog.oldest.map(text),
        },
        failures: failures.collect(),
    }))
}

/// The nearest rank of values in order.
pub fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let rank = (values.len() * percent).div_ceil(100);
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        let of = |percent| percentile(&values, percent);
        assert_eq!(
            [of(50), of(95), of(99)],
            [Some(100.0), Some(190.0), Some(198.0)]
        );
        assert_eq!(percentile(&[7.0], 99), Some(7.0));
        assert_eq!(percentile(&[], 50), None);
    }
}
