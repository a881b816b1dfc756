//! The engine without HTTP: the session's record, the eleven clones at once, the record's
//! change. This is what `server/sessions/create` asks of `demo-store`, in the same order.

use std::sync::Mutex;

use anyhow::{Context as _, ensure};
use demo_core::IdTransform;
use demo_store::{Change, Log, NewSession, Pace, Prepared, ServiceStore, State, Store};
use futures::future::try_join_all;
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use crate::{chance, data::Profile};

/// How long a record's lease and life are; neither ends while anything is measured.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// A line of a session's log, of the length that most have.
const EVENT: &str = r#"{"id":"5f0c2a1b-1","event":"service","data":{"service":"orders","status":"completed","records_cloned":31,"duration_ms":2.4}}"#;
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// The store with a prepared profile.
pub struct Engine {
    store: Store,
    profile: Profile,
    services: Vec<(ServiceStore, Prepared)>,
    made: Mutex<Vec<Uuid>>,
}

impl Engine {
    /// Prepares a profile for each service of a store.
    ///
    /// # Panics
    ///
    /// When the profile was planned for other services.
    #[must_use]
    pub fn new(store: Store, profile: &Profile) -> Self {
        let services = profile.plans.iter().map(|plan| {
            let service = store.services[&plan.service].clone();
            let prepared = service.prepare(plan.clone());
            (service, prepared)
        });
        Self {
            services: services.collect(),
            profile: profile.clone(),
            store,
            made: Mutex::default(),
        }
    }

    /// Makes one session.
    ///
    /// # Errors
    ///
    /// What the databases say.
    ///
    /// # Panics
    ///
    /// Never: nothing panics while the list is held.
    pub async fn session(&self) -> anyhow::Result<()> {
        let now = chance::now();
        let request = self.profile.request(now);
        let new = NewSession {
            id: request.session_id.context("a session has an id")?,
            short_id: request.session.short_id.clone(),
            virtual_tenant_id: request.key.tenant(),
            profile: "bench".to_owned(),
            fingerprint: "0".repeat(64),
            id_transform: IdTransform::Xor,
            password_digest: request.session.password_digest.clone(),
            owner: Some(chance::random_id()),
            subscription_tier: request.session.subscription_tier.clone(),
            email: request.session.email.clone(),
            company: Some(request.session.company.clone()),
            created_at: now,
            story_at: now,
            demo_date: None,
            expires_at: now + LIFETIME,
            lease: chance::random_id(),
            lease_until: now + LEASE,
            log: format!("{EVENT}\n"),
            idempotency: None,
        };
        ensure!(self.store.sessions.create(&new).await?, "its key is taken");
        let clones = self
            .services
            .iter()
            .map(|(service, prepared)| service.clone_tenant(prepared, &request));
        let counts = try_join_all(clones).await?;
        let records: u64 = counts.iter().sum();
        ensure!(records == self.profile.records(), "{records} records");
        let change = Change {
            services: Some(self.outcomes(&counts)),
            duration_ms: Some(1.0),
            records: i64::try_from(records).ok(),
            log: Some(Log::Append(format!("{EVENT}\n").repeat(counts.len() + 1))),
            ..Change::new(State::Ready, new.lease, now)
        };
        let sessions = &self.store.sessions;
        let moved = sessions
            .transition(new.id, State::Creating, new.lease, change)
            .await?;
        ensure!(moved, "the session's record was not there");
        let mut made = self.made.lock().expect("nothing panics while it is held");
        made.push(new.virtual_tenant_id);
        Ok(())
    }

    /// As the service writes them into the record.
    fn outcomes(&self, counts: &[u64]) -> serde_json::Value {
        let services = self.services.iter().zip(counts);
        services
            .map(|((service, _), records)| {
                json!({
                    "service": service.name(), "status": "completed",
                    "records_cloned": records, "duration_ms": 1.234,
                })
            })
            .collect()
    }

    /// Removes all sessions that it made.
    ///
    /// # Errors
    ///
    /// What the databases say.
    ///
    /// # Panics
    ///
    /// Never: nothing panics while the list is held.
    pub async fn clear(&self) -> anyhow::Result<()> {
        let made = std::mem::take(&mut *self.made.lock().expect("nothing panics while it is held"));
        for tenant in made {
            let purges = self
                .services
                .iter()
                .map(|(service, _)| service.purge(tenant, chance::now(), Pace::AtOnce));
            try_join_all(purges).await?;
        }
        Ok(())
    }
}
