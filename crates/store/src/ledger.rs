//! The ledger of a service's database: which tenants are demos, and what was loaded for them.

use demo_core::{
    Batch, Key,
    plan::{Plan, SessionValues},
    time::Moment,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    database::{Database, Param, Row, Statement, required},
    error::Error,
};

/// What is to be cloned, and for whom.
#[derive(Debug, Clone)]
pub struct CloneRequest {
    /// Of the session's virtual tenant.
    pub key: Key,
    /// The instant that the story is told at.
    pub instant: Timestamp,
    /// The same, in the profile's zone.
    pub moment: Moment,
    /// The session, where the caller says.
    pub session_id: Option<Uuid>,
    /// What stands in place of `${session…}`.
    pub session: SessionValues,
    /// The clock's time, for the ledger.
    pub now: Timestamp,
}

/// What the ledger holds for a virtual tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The session's virtual tenant.
    pub virtual_tenant_id: Uuid,
    /// The session, where it was told.
    pub session_id: Option<Uuid>,
    /// The profile; none in a tombstone of a tenant that never was.
    pub profile: Option<String>,
    /// The profile's fingerprint.
    pub fingerprint: Option<String>,
    /// The instant that the story is told at.
    pub instant: Option<Timestamp>,
    /// The rows of it and its outlets.
    pub records: u64,
    /// False for a tombstone.
    pub live: bool,
    /// When it was loaded, or removed where it never was.
    pub recorded_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

impl Ledger {
    /// Whether a clone asks for just what is there.
    pub(crate) fn is_same(&self, plan: &Plan, request: &CloneRequest) -> bool {
        self.profile.as_deref() == Some(&plan.profile)
            && self.fingerprint.as_deref() == Some(&plan.fingerprint)
            && self.instant.map(Timestamp::as_microsecond) == Some(request.instant.as_microsecond())
    }

    fn read(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            virtual_tenant_id: required(row.uuid(0)?)?,
            session_id: row.uuid(1)?,
            profile: row.text(2)?,
            fingerprint: row.text(3)?,
            instant: row.instant(4)?,
            live: required(row.text(5)?)? == "live",
            recorded_at: required(row.instant(6)?)?,
            removed_at: row.instant(7)?,
            records: row.count(8)?,
        })
    }
}

/// The rows of a clone, one a tenant, as statements of their own.
pub(crate) fn record(batch: &Batch<'_>, request: &CloneRequest) -> Vec<Statement> {
    let sql = "insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, instant, \
               records, planned, state, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $7, 'live', $8)";
    let statement = |tenant: &demo_core::plan::PlannedTenant| {
        let params = vec![
            Param::from(batch.tenant(tenant.base)),
            Param::from(request.key.tenant()),
            Param::Uuid(request.session_id),
            Param::from(batch.plan.profile.as_str()),
            Param::from(batch.plan.fingerprint.as_str()),
            Param::from(request.instant),
            Param::Integer(i64::try_from(tenant.records).ok()),
            Param::from(request.now),
        ];
        Statement::new(sql, params)
    };
    batch.plan.tenants.iter().map(statement).collect()
}

/// The virtual tenant's own row, with the rows of its outlets counted in.
pub(crate) async fn find(
    database: &Database,
    virtual_tenant: Uuid,
) -> Result<Option<Ledger>, Error> {
    let sql = "select virtual_tenant_id, session_id, profile, fingerprint, instant, state, recorded_at, removed_at, \
               (select cast(sum(a.records) as bigint) from demo_tenants a where a.virtual_tenant_id = $1) \
               from demo_tenants where tenant_id = $1 and virtual_tenant_id = $1";
    let outcome = database.one(sql, vec![virtual_tenant.into()]).await?;
    outcome.rows.first().map(Ledger::read).transpose()
}

/// The virtual tenants that are there.
pub(crate) async fn live(database: &Database) -> Result<Vec<Uuid>, Error> {
    let sql = "select distinct virtual_tenant_id from demo_tenants where state = 'live'";
    let outcome = database.one(sql, vec![]).await?;
    outcome
        .rows
        .iter()
        .map(|row| required(row.uuid(0)?))
        .collect()
}

/// Forgets tombstones of before an instant.
pub(crate) async fn forget(database: &Database, before: Timestamp) -> Result<u64, Error> {
    let sql = "delete from demo_tenants where state = 'removed' and removed_at < $1";
    let outcomes = database
        .run_repeatable(vec![Statement::new(sql, vec![before.into()])])
        .await?;
    Ok(outcomes.iter().map(|outcome| outcome.affected).sum())
}
