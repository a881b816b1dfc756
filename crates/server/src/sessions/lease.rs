//! The lease of a session that this process works on.

use std::{pin::pin, time::Duration};

use demo_store::Session;
use jiff::Timestamp;

use super::later;
use crate::app::App;

/// When a lease taken now runs out.
pub fn until(app: &App) -> Timestamp {
    later(app.now(), app.config.lease)
}

/// Does work on a session, and renews its lease as long as that takes: very many rows take
/// longer than a lease. Where another has taken the session over nothing is renewed, and the
/// change that the work ends with is not made.
pub async fn hold<T>(app: &App, session: &Session, work: impl Future<Output = T>) -> T {
    // Two renewals may fail before the lease is over.
    let every = (app.config.lease / 3).max(Duration::from_millis(1));
    let mut work = pin!(work);
    loop {
        if let Ok(done) = tokio::time::timeout(every, &mut work).await {
            return done;
        }
        if let Err(error) = app.store.sessions.renew(session, until(app)).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(session_id = %session.id, error, "lease could not be renewed");
        }
    }
}
