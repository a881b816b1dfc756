//! A session's record, and its way to and from a row.

use demo_core::IdTransform;
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use super::State;
use crate::{
    database::{Param, Row, required},
    error::Error,
};

/// A session that is about to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSession {
    /// Names it in addresses.
    pub id: Uuid,
    /// Makes e-mail addresses unique.
    pub short_id: String,
    /// The key of all its ids.
    pub virtual_tenant_id: Uuid,
    /// The profile.
    pub profile: String,
    /// Of the version of the profile that it is made from.
    pub fingerprint: String,
    /// How its ids are made.
    pub id_transform: IdTransform,
    /// What its users' rows keep of their password.
    pub password_digest: String,
    /// The user whose it is; none of a profile without users.
    pub owner: Option<Uuid>,
    /// The tier that the demo shows.
    pub subscription_tier: String,
    /// The prospect's address.
    pub email: String,
    /// The prospect's company.
    pub company: Option<String>,
    /// The instant that it was asked for.
    pub created_at: Timestamp,
    /// The instant that all dates are moved to.
    pub story_at: Timestamp,
    /// The same, where one was asked for.
    pub demo_date: Option<Timestamp>,
    /// The instant after which it is gone.
    pub expires_at: Timestamp,
    /// Of the process that makes it.
    pub lease: Uuid,
    /// Until when that process has it for itself.
    pub lease_until: Timestamp,
    /// The first lines of its log, each with its line break.
    pub log: String,
    /// Names the request that made it.
    pub idempotency: Option<Idempotency>,
}

/// What lets a request be sent twice and make one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// Of the caller and the caller's key.
    pub key: String,
    /// Of what was asked for.
    pub request: String,
    /// The instant after which the key is free again.
    pub until: Timestamp,
}

/// A session as it is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Names it in addresses.
    pub id: Uuid,
    /// Makes e-mail addresses unique.
    pub short_id: String,
    /// The key of all its ids.
    pub virtual_tenant_id: Uuid,
    /// The profile.
    pub profile: String,
    /// Of the version of the profile that it is made from.
    pub fingerprint: String,
    /// How its ids are made.
    pub id_transform: IdTransform,
    /// What its users' rows keep of their password.
    pub password_digest: String,
    /// The user whose it is; none of a profile without users.
    pub owner: Option<Uuid>,
    /// The tier that the demo shows.
    pub subscription_tier: String,
    /// The prospect's address.
    pub email: String,
    /// The prospect's company.
    pub company: Option<String>,
    /// Where it stands.
    pub state: State,
    /// The instant that it was asked for.
    pub created_at: Timestamp,
    /// The instant that all dates are moved to.
    pub story_at: Timestamp,
    /// The same, where one was asked for.
    pub demo_date: Option<Timestamp>,
    /// The instant after which it is gone.
    pub expires_at: Timestamp,
    /// By an operator: it does not expire.
    pub protected: bool,
    /// Why it failed, where it did.
    pub failure: Option<String>,
    /// How long it took to make.
    pub duration_ms: Option<f64>,
    /// The rows of all services.
    pub records: Option<i64>,
    /// What each service did.
    pub services: Json,
    /// What was removed.
    pub receipt: Json,
    /// Of the process that works on it, or did last.
    pub lease: Uuid,
    /// Until when that process has it for itself.
    pub lease_until: Timestamp,
    /// Of the request that made it, where it had a key that is still kept.
    pub request: Option<String>,
}

/// Lines for a session's log, each with its line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Log {
    /// After those that are there.
    Append(String),
    /// In their place.
    Restart(String),
}

/// What becomes of a session; `None` leaves what is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its state from now on.
    pub state: State,
    /// Its lease from now on.
    pub lease: Uuid,
    /// And until when.
    pub lease_until: Timestamp,
    /// The instant after which it is gone.
    pub expires_at: Option<Timestamp>,
    /// Whether it does not expire.
    pub protected: Option<bool>,
    /// Why it failed.
    pub failure: Option<String>,
    /// What each service did.
    pub services: Option<Json>,
    /// What was removed.
    pub receipt: Option<Json>,
    /// How long it took to make.
    pub duration_ms: Option<f64>,
    /// The rows of all services.
    pub records: Option<i64>,
    /// What is added to its log.
    pub log: Option<Log>,
}

impl Change {
    /// A change of the state and the lease alone.
    #[must_use]
    pub fn new(state: State, lease: Uuid, lease_until: Timestamp) -> Self {
        Self {
            state,
            lease,
            lease_until,
            expires_at: None,
            protected: None,
            failure: None,
            services: None,
            receipt: None,
            duration_ms: None,
            records: None,
            log: None,
        }
    }
}

pub(super) const COLUMNS: &str = "id, short_id, virtual_tenant_id, profile, subscription_tier, email, company, state, \
    created_at, story_at, demo_date, expires_at, duration_ms, records, services, receipt, lease, lease_until, \
    fingerprint, protected, failure, idempotency_request, id_transform, password_digest, owner_id";

/// The place of the log where it is read after [`COLUMNS`].
pub(super) const LOG: usize = 25;

/// Nothing is inserted where a session has the same key.
pub(super) const INSERT: &str = "insert into sessions (id, short_id, virtual_tenant_id, profile, subscription_tier, \
    email, company, state, created_at, story_at, demo_date, expires_at, services, receipt, lease, lease_until, \
    fingerprint, log, idempotency_key, idempotency_request, idempotency_until, id_transform, password_digest, owner_id) \
    values ($1, $2, $3, $4, $5, $6, $7, 'creating', $8, $9, $10, $11, 'null', 'null', $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
    on conflict (idempotency_key) do nothing";

/// A session that failed gives its key back: a retry makes a new one.
pub(super) const TRANSITION: &str = "update sessions set state = $4, lease = $5, lease_until = $6, \
    services = coalesce($7, services), receipt = coalesce($8, receipt), duration_ms = coalesce($9, duration_ms), \
    records = coalesce($10, records), expires_at = coalesce($11, expires_at), protected = coalesce($12, protected), \
    failure = coalesce($13, failure), log = case when $14 then $15 else log || $15 end, \
    idempotency_key = case when $4 = 'failing' then null else idempotency_key end \
    where id = $1 and state = $2 and lease = $3";

pub(super) fn insertion(new: &NewSession) -> Vec<Param> {
    let idempotency = new.idempotency.as_ref();
    vec![
        new.id.into(),
        new.short_id.as_str().into(),
        new.virtual_tenant_id.into(),
        new.profile.as_str().into(),
        new.subscription_tier.as_str().into(),
        new.email.as_str().into(),
        Param::Text(new.company.clone()),
        new.created_at.into(),
        new.story_at.into(),
        Param::Instant(new.demo_date),
        new.expires_at.into(),
        new.lease.into(),
        new.lease_until.into(),
        new.fingerprint.as_str().into(),
        new.log.as_str().into(),
        Param::Text(idempotency.map(|one| one.key.clone())),
        Param::Text(idempotency.map(|one| one.request.clone())),
        Param::Instant(idempotency.map(|one| one.until)),
        new.id_transform.as_str().into(),
        new.password_digest.as_str().into(),
        Param::Uuid(new.owner),
    ]
}

pub(super) fn transition(id: Uuid, from: State, lease: Uuid, change: Change) -> Vec<Param> {
    let (restart, lines) = match change.log {
        Some(Log::Restart(lines)) => (true, lines),
        Some(Log::Append(lines)) => (false, lines),
        None => (false, String::new()),
    };
    vec![
        id.into(),
        from.as_str().into(),
        lease.into(),
        change.state.as_str().into(),
        change.lease.into(),
        change.lease_until.into(),
        Param::Json(change.services.map(|json| json.to_string())),
        Param::Json(change.receipt.map(|json| json.to_string())),
        Param::Float(change.duration_ms),
        Param::Integer(change.records),
        Param::Instant(change.expires_at),
        Param::Boolean(change.protected),
        Param::Text(change.failure),
        Param::Boolean(Some(restart)),
        lines.into(),
    ]
}

pub(super) fn read(row: &Row) -> Result<Session, Error> {
    let json = |index| {
        let text = required(row.text(index)?)?;
        serde_json::from_str(&text)
            .map_err(|error| Error::Other(format!("a session's record holds no JSON: {error}")))
    };
    Ok(Session {
        id: required(row.uuid(0)?)?,
        short_id: required(row.text(1)?)?,
        virtual_tenant_id: required(row.uuid(2)?)?,
        profile: required(row.text(3)?)?,
        subscription_tier: required(row.text(4)?)?,
        email: required(row.text(5)?)?,
        company: row.text(6)?,
        state: required(row.text(7)?)?.parse()?,
        created_at: required(row.instant(8)?)?,
        story_at: required(row.instant(9)?)?,
        demo_date: row.instant(10)?,
        expires_at: required(row.instant(11)?)?,
        duration_ms: row.float(12)?,
        records: row.integer(13)?,
        services: json(14)?,
        receipt: json(15)?,
        lease: required(row.uuid(16)?)?,
        lease_until: required(row.instant(17)?)?,
        fingerprint: required(row.text(18)?)?,
        protected: required(row.boolean(19)?)?,
        failure: row.text(20)?,
        request: row.text(21)?,
        id_transform: id_transform(&required(row.text(22)?)?)?,
        password_digest: required(row.text(23)?)?,
        owner: row.uuid(24)?,
    })
}

fn id_transform(name: &str) -> Result<IdTransform, Error> {
    IdTransform::named(name)
        .ok_or_else(|| Error::invalid(format!("a session's record has the id transform `{name}`")))
}
