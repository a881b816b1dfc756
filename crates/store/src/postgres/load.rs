//! Loading a plan: one prepared statement, which is one exchange and one transaction.

use std::{fmt::Write, sync::Arc};

use demo_core::{Batch, Plan};
use sqlx::{Arguments, AssertSqlSafe, PgConnection, postgres::PgArguments};

use super::{
    Postgres, Work, encode,
    row_type::{Field, RowType, RowTypes},
    rows::{Filled, Rows},
};
use crate::{
    database::{Outcome, Param, Statement, quote},
    error::Error,
    ledger::CloneRequest,
};

/// A plan made ready for PostgreSQL.
#[derive(Debug)]
pub(crate) struct Load {
    sql: Arc<str>,
    /// In the order of the plan's tables, a parameter each.
    tables: Vec<Rows>,
}

impl Load {
    /// Writes the statement and encodes what is the same in every session.
    ///
    /// The rows of each insert are counted by `returning`, and the ledger's row carries both
    /// that count and the plan's: a check in its table undoes everything when they differ.
    /// A table that the database does not have fails there, when a session is loaded.
    pub fn new(plan: &Plan, types: &RowTypes) -> Self {
        let (mut sql, mut counted) = ("with ".to_owned(), String::new());
        let mut tables = Vec::with_capacity(plan.tables.len());
        for (number, table) in plan.tables.iter().enumerate() {
            let unknown = RowType::default();
            let row_type = types.get(&table.table).unwrap_or(&unknown);
            let names: Vec<String> = table
                .columns
                .iter()
                .map(|plan| quote(&plan.column.name))
                .collect();
            let selected: Vec<String> = table
                .columns
                .iter()
                .zip(&names)
                .map(|(plan, name)| {
                    if Field::of(&plan.column).cast {
                        format!("u.{name}::{}", plan.column.declared)
                    } else {
                        format!("u.{name}")
                    }
                })
                .collect();
            let _ = write!(
                sql,
                "t{number} as (insert into {} ({}) select {} from unnest(${}::{}[]) as u returning tenant_id), ",
                quote(&table.table),
                names.join(", "),
                selected.join(", "),
                number + 1,
                quote(&row_type.name),
            );
            let _ = write!(
                counted,
                "{}select tenant_id from t{number}",
                if number == 0 { "" } else { " union all " }
            );
            tables.push(Rows::new(table, row_type, 0..table.rows));
        }
        if counted.is_empty() {
            counted.push_str("select null::uuid as tenant_id where false");
        }
        let p: Vec<usize> = (1..=8).map(|ledger| plan.tables.len() + ledger).collect();
        let _ = write!(
            sql,
            "counted as (select tenant_id, count(*) as n from ({counted}) as r group by tenant_id) \
             insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, instant, \
             records, planned, state, recorded_at) \
             select tenant_id, ${}::uuid, ${}::uuid, ${}::text, ${}::text, ${}::timestamptz, \
             coalesce(c.n, 0), k.planned, 'live', ${}::timestamptz \
             from (select x.tenant_id::uuid as tenant_id, x.planned::bigint as planned \
             from unnest(string_to_array(${}::text, ','), string_to_array(${}::text, ',')) as x(tenant_id, planned)) as k \
             full join counted as c using (tenant_id) returning records",
            p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7],
        );
        Self {
            sql: sql.into(),
            tables,
        }
    }

    fn arguments(&self, plan: &Plan, request: &CloneRequest) -> Result<PgArguments, Error> {
        let batch = Batch {
            plan,
            key: request.key,
            moment: &request.moment,
            session: &request.session,
        };
        let mut arguments = PgArguments::default();
        let failed = |error: sqlx::error::BoxDynError| Error::invalid(error.to_string());
        for rows in &self.tables {
            let batch = &batch;
            arguments.add(Filled { rows, batch }).map_err(failed)?;
        }
        let joined = |of: fn(&Batch<'_>, &demo_core::plan::PlannedTenant) -> String| {
            plan.tenants
                .iter()
                .map(|tenant| of(&batch, tenant))
                .collect::<Vec<_>>()
                .join(",")
        };
        let ledger = [
            Param::from(request.key.tenant()),
            Param::Uuid(request.session_id),
            Param::from(plan.profile.as_str()),
            Param::from(plan.fingerprint.as_str()),
            Param::from(request.instant),
            Param::from(request.now),
            Param::from(joined(|batch, tenant| {
                batch.tenant(tenant.base).to_string()
            })),
            Param::from(joined(|_, tenant| tenant.records.to_string())),
        ];
        for param in ledger {
            arguments.add(param).map_err(failed)?;
        }
        Ok(arguments)
    }
}

impl Postgres {
    /// Loads a plan for one session, after `before` in the same transaction where there is any.
    pub async fn load(
        &self,
        load: &Load,
        plan: &Plan,
        request: &CloneRequest,
        before: &[Statement],
    ) -> Result<u64, Error> {
        let arguments = load.arguments(plan, request)?;
        let sql = &load.sql;
        let outcome = self
            .attempt(
                true,
                &Loading {
                    sql,
                    arguments,
                    before,
                },
            )
            .await?;
        records(&outcome)
    }
}

/// The one statement of a load, and what comes before it in its transaction.
struct Loading<'a> {
    sql: &'a Arc<str>,
    arguments: PgArguments,
    before: &'a [Statement],
}

impl Loading<'_> {
    async fn load(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        encode::run_with(
            connection,
            AssertSqlSafe(Arc::clone(self.sql)),
            self.arguments.clone(),
        )
        .await
    }

    async fn after_others(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        for statement in self.before {
            encode::run(connection, statement).await?;
        }
        self.load(connection).await
    }
}

impl Work for Loading<'_> {
    type Output = Outcome;

    async fn perform(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        if self.before.is_empty() {
            return self.load(connection).await;
        }
        super::begin(connection).await?;
        let done = self.after_others(connection).await;
        super::end(connection, done).await
    }
}

fn records(outcome: &Outcome) -> Result<u64, Error> {
    outcome.rows.iter().map(|row| row.count(0)).sum()
}
