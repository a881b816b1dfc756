//! One service's database, for all that cloning and the data API do there.

use std::sync::Arc;

use demo_core::{Plan, Table};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    catalogue::TableRules,
    database::{Database, Outcome, Param, Statement},
    error::Error,
    ledger::{self, CloneRequest, Ledger},
    postgres,
    purge::{self, Pace, Removed},
    sqlite,
};

/// A service's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ServiceStore {
    pub(crate) name: String,
    pub(crate) database: Database,
    pub(crate) tables: Arc<Vec<Table>>,
    pub(crate) rules: Arc<TableRules>,
    /// To remove rows that nobody waits for, or very many; shared by all services.
    pub(crate) turns: Arc<Semaphore>,
}

/// A plan made ready for an engine, once a profile.
#[derive(Debug, Clone)]
pub struct Prepared {
    plan: Arc<Plan>,
    load: Load,
}

#[derive(Debug, Clone)]
enum Load {
    Postgres(Arc<postgres::Load>),
    Sqlite(Arc<sqlite::Load>),
}

impl Prepared {
    /// What was made ready.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }
}

impl ServiceStore {
    /// The service's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its tables, as its database's catalogue reports them, by name.
    #[must_use]
    pub fn tables(&self) -> &Arc<Vec<Table>> {
        &self.tables
    }

    /// What its tables' rows must keep to, beside types and keys.
    #[must_use]
    pub fn rules(&self) -> &TableRules {
        &self.rules
    }

    /// The table of a name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Makes a plan ready: all that is the same in every session is encoded here.
    #[must_use]
    pub fn prepare(&self, plan: Arc<Plan>) -> Prepared {
        let load = match &self.database {
            Database::Postgres(database) => {
                let load = postgres::Load::new(&plan, &self.tables, database.row_types());
                Load::Postgres(Arc::new(load))
            }
            Database::Sqlite(_) => Load::Sqlite(Arc::new(sqlite::Load::new(&plan, &self.tables))),
        };
        Prepared { plan, load }
    }

    /// Loads a plan in one transaction, all of it or nothing; the rows loaded. Asked for again
    /// with the same profile and instant it changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tombstoned`] when the tenant was removed, [`Error::LedgerConflict`] when it is
    /// there with another profile or instant, or what the database says.
    pub async fn clone_tenant(
        &self,
        prepared: &Prepared,
        request: &CloneRequest,
    ) -> Result<u64, Error> {
        match self.load(prepared, request, Vec::new()).await {
            // The tenant's own rows may be met before its ledger row, so any key counts.
            Err(error) if error.is_unique() => match self.ledger(request.key.tenant()).await? {
                Some(ledger) if !ledger.live => Err(Error::Tombstoned),
                Some(ledger) if ledger.is_same(&prepared.plan, request) => Ok(ledger.records),
                Some(_) => Err(Error::LedgerConflict),
                None => Err(error),
            },
            result => result,
        }
    }

    /// Removes a live tenant's rows and loads them anew, in one transaction; the rows loaded.
    ///
    /// `request.now` is when the reset began. One that began before another which is done
    /// changes nothing: its worker was paused, and the tenant has been in use since.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when it is not there, [`Error::Tombstoned`] when it was removed,
    /// [`Error::Overtaken`], or what the database says.
    pub async fn reset_tenant(
        &self,
        prepared: &Prepared,
        request: &CloneRequest,
    ) -> Result<u64, Error> {
        let tenant = request.key.tenant();
        match self.ledger(tenant).await? {
            None => return Err(Error::NotFound),
            Some(ledger) if !ledger.live => return Err(Error::Tombstoned),
            Some(_) => {}
        }
        let mut before = purge::lock(&self.database, tenant);
        before.extend(purge::deletions(&self.tables, tenant));
        // A tombstone made meanwhile is left, as is the row of a later reset, and the load
        // fails on it.
        let forget = "delete from demo_tenants where virtual_tenant_id = $1 and state = 'live' and recorded_at <= $2";
        let params = vec![Param::from(tenant), Param::from(request.now)];
        before.push(Statement::new(forget, params));
        match self.load(prepared, request, before).await {
            Err(error) if error.is_unique() => match self.ledger(tenant).await? {
                Some(ledger) if !ledger.live => Err(Error::Tombstoned),
                Some(ledger) if ledger.recorded_at > request.now => Err(Error::Overtaken),
                _ => Err(error),
            },
            result => result,
        }
    }

    async fn load(
        &self,
        prepared: &Prepared,
        request: &CloneRequest,
        before: Vec<Statement>,
    ) -> Result<u64, Error> {
        match (&self.database, &prepared.load) {
            (Database::Postgres(database), Load::Postgres(load)) => {
                database.load(load, &prepared.plan, request, &before).await
            }
            (Database::Sqlite(database), Load::Sqlite(load)) => {
                database
                    .load(
                        Arc::clone(load),
                        Arc::clone(&prepared.plan),
                        request.clone(),
                        before,
                    )
                    .await
            }
            _ => Err(Error::Other(
                "the plan was prepared for another engine".to_owned(),
            )),
        }
    }

    /// Removes the rows of a virtual tenant and its outlets, and leaves a tombstone that late
    /// clones fail on. A tenant that is not live in the ledger is not touched.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn purge(
        &self,
        virtual_tenant: Uuid,
        now: Timestamp,
        pace: Pace,
    ) -> Result<Removed, Error> {
        let (tables, turns) = (&self.tables, &self.turns);
        purge::purge(&self.database, tables, virtual_tenant, now, pace, turns).await
    }

    /// The rows of a virtual tenant and its outlets, by table.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn count(&self, virtual_tenant: Uuid) -> Result<Vec<(String, u64)>, Error> {
        purge::count(&self.database, &self.tables, virtual_tenant).await
    }

    /// What the ledger holds for a virtual tenant.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn ledger(&self, virtual_tenant: Uuid) -> Result<Option<Ledger>, Error> {
        ledger::find(&self.database, virtual_tenant).await
    }

    /// The virtual tenants that are live in the ledger.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn live_tenants(&self) -> Result<Vec<Uuid>, Error> {
        ledger::live(&self.database).await
    }

    /// Forgets tombstones of before an instant; how many.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn forget_tombstones(&self, before: Timestamp) -> Result<u64, Error> {
        ledger::forget(&self.database, before).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.database.one("select 1", vec![]).await.map(|_| ())
    }

    /// Runs statements as the data API: on PostgreSQL as a role that sees this tenant alone.
    pub(crate) async fn run_as_tenant(
        &self,
        tenant: Uuid,
        statements: Vec<Statement>,
    ) -> Result<Vec<Outcome>, Error> {
        match &self.database {
            Database::Postgres(database) => database.run_as_tenant(tenant, &statements).await,
            Database::Sqlite(database) => database.run(statements).await,
        }
    }

    /// As [`Self::run_as_tenant`], for a new row. PostgreSQL holds the tenant's row of the
    /// ledger meanwhile, lest a removal miss the row: it waits for this, or this fails on it.
    /// On SQLite, where writers take turns, the statement itself asks.
    pub(crate) async fn run_as_live_tenant(
        &self,
        tenant: Uuid,
        statement: Statement,
    ) -> Result<Outcome, Error> {
        let outcomes = match &self.database {
            Database::Postgres(database) => {
                database.run_as_live_tenant(tenant, &[statement]).await?
            }
            Database::Sqlite(database) => database.run(vec![statement]).await?,
        };
        let outcome = outcomes.into_iter().next().ok_or(Error::Tombstoned)?;
        if outcome.affected == 0 {
            return Err(Error::Tombstoned);
        }
        Ok(outcome)
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.database, Database::Postgres(_))
    }
}
