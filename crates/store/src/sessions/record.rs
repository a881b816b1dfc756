//! A session's record, and its way to and from a row.

use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    database::{Param, Row, required},
    error::Error,
};

/// Where a session stands. `Deleting`, `Expiring` and `Failing` are on their way: their rows
/// are being removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Its services are being asked to clone.
    Creating,
    /// It can be used.
    Ready,
    /// Its owner asked for its end.
    Deleting,
    /// Its time is over.
    Expiring,
    /// It could not be made.
    Failing,
    /// As [`State::Failing`], and nothing is left.
    Failed,
    /// As [`State::Deleting`], and nothing is left.
    Deleted,
    /// As [`State::Expiring`], and nothing is left.
    Expired,
}

const STATES: [State; 8] = [
    State::Creating,
    State::Ready,
    State::Deleting,
    State::Expiring,
    State::Failing,
    State::Failed,
    State::Deleted,
    State::Expired,
];

impl State {
    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Ready => "ready",
            Self::Deleting => "deleting",
            Self::Expiring => "expiring",
            Self::Failing => "failing",
            Self::Failed => "failed",
            Self::Deleted => "deleted",
            Self::Expired => "expired",
        }
    }
}

impl std::str::FromStr for State {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = STATES.into_iter().find(|state| state.as_str() == name);
        found.ok_or_else(|| Error::invalid(format!("`{name}` is no state of a session")))
    }
}

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
    /// What each service did.
    pub services: Option<Json>,
    /// What was removed.
    pub receipt: Option<Json>,
    /// How long it took to make.
    pub duration_ms: Option<f64>,
    /// The rows of all services.
    pub records: Option<i64>,
}

pub(super) const COLUMNS: &str = "id, short_id, virtual_tenant_id, profile, subscription_tier, email, company, state, \
    created_at, story_at, demo_date, expires_at, duration_ms, records, services, receipt, lease, lease_until";

pub(super) const INSERT: &str = "insert into sessions (id, short_id, virtual_tenant_id, profile, subscription_tier, \
    email, company, state, created_at, story_at, demo_date, expires_at, services, receipt, lease, lease_until) \
    values ($1, $2, $3, $4, $5, $6, $7, 'creating', $8, $9, $10, $11, 'null', 'null', $12, $13)";

pub(super) const TRANSITION: &str = "update sessions set state = $4, lease = $5, lease_until = $6, \
    services = coalesce($7, services), receipt = coalesce($8, receipt), duration_ms = coalesce($9, duration_ms), \
    records = coalesce($10, records) where id = $1 and state = $2 and lease = $3";

pub(super) fn insertion(new: &NewSession) -> Vec<Param> {
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
    ]
}

pub(super) fn transition(id: Uuid, from: State, lease: Uuid, change: Change) -> Vec<Param> {
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
    })
}
